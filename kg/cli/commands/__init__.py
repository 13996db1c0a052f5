"""One module per command, named as the command; each has it as ``command``."""
