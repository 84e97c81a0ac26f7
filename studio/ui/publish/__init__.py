"""The Publish screen: what is on its way to the team, and what lies in its bucket."""
