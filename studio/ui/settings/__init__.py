"""The settings screen: one section at a time, every change applied at once."""
