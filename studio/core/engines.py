"""The words for who makes a picture, and who pays for it."""

MOCKUP, OPENAI, SERVER = "mockup", "openai", "server"

FREE_ENGINES = frozenset({MOCKUP})
"""Engines that never cost anybody money."""
ARTIST_PAYS = frozenset({OPENAI})
"""Engines that are paid with the artist's own key, and count against the daily budget."""
TEAM_PAYS = frozenset({SERVER})
"""Engines that are paid with the team's key; what a picture costs there is not told."""
FINDABLE = frozenset({SERVER})
"""Engines where a picture whose answer was lost can be looked for, without asking for it again."""


def payer_of(engine: str) -> str:
    """Who pays for a picture, as commands say it: `nobody`, `artist`, `team`, or "" for an engine that is not known."""
    payers = (("nobody", FREE_ENGINES), ("artist", ARTIST_PAYS), ("team", TEAM_PAYS))
    return next((payer for payer, engines in payers if engine in engines), "")
