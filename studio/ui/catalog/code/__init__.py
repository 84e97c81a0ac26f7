"""The text editor of templates and JSON."""
