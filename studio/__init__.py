"""WTFigure Studio: the desktop workbench of WTFigure."""

__version__ = "0.1.0"
