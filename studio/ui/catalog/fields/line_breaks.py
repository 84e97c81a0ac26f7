"""How a line break is shown where there is room for one line."""

BREAK = "\u21b5"
"""Stands for a line break where there is one line: a field would show it as a space, and a painted line not at all."""


def in_one_line(text: str) -> str:
    """The text with its line breaks to be seen."""
    return text.replace("\n", BREAK)
