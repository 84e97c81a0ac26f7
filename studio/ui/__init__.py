"""What you see: one folder for each screen."""
