"""The side: what an edit does to prompts, mock-ups, coverage and figures."""
