"""What moves between careers exist, what they cost and which are best: plain arguments in, model objects out."""
