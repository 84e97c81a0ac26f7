"""The words for who makes a picture, and who pays for it."""

MOCKUP, OPENAI, SERVER = "mockup", "openai", "server"

FREE_ENGINES = frozenset({MOCKUP})
"""Engines that never cost anybody money."""
ARTIST_PAYS = frozenset({OPENAI})
"""Engines that are paid with the artist's own key, and count against the daily budget."""
FINDABLE = frozenset({SERVER})
"""Engines where a picture whose answer was lost can be looked for, without asking for it again."""
