"""Signing in: the dialog, the account at the rail's foot, and the words for who is signed in."""
