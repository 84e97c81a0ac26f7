"""Who makes the picture: one module for each engine."""
