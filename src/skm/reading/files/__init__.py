"""Files of every kind as grids of cells, within limits. Knows nothing of questionnaires."""
