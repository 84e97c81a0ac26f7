"""The list at the left: rows of entries, how they are found, and how they look."""
