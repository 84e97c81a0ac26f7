"""Figures as large as the screen: one after the other, or two compared."""
