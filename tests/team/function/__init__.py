"""The edge function: its units under real Deno, its twins in Python, and whole calls against the test stack."""
