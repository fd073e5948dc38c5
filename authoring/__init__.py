"""The authors' side: what keeps source/ true and adds to it."""
