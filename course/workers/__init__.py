"""Functions that children of the lessons run, importable under every start method."""
