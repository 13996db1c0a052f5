"""Where statements come from: one module per kind of input, each turning it into records."""
