"""Details as a tree."""
