"""How alike roles are, computed as arrays from what they require and how they are described."""
