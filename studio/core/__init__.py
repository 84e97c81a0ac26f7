"""What things are: pure Python, no Qt, no input or output, no SDK."""
