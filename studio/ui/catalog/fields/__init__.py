"""Details as a form."""
