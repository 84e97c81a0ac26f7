"""The middle: one entry with its head and the views of what it holds."""
