"""Records and answers on one side, RDF on the other: the only room where the two meet."""
