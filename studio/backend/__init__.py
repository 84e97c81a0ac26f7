"""The outside world: one module for each outside thing, async, without Qt but for the image reader in `thumbnails`."""
