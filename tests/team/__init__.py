"""The team: its server as files, and what the studio does with it."""
