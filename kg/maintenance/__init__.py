"""What maintainers of data do: build the graph of curated data, and check graphs."""
