"""Who made a change of the team's catalog, in words for people."""

from studio.backend.session.refusals import plain
from studio.core.catalog_change import YOU
from studio.core.json_text import JsonValue

MOST_SHOWN = 48
"""Characters of an address that are shown."""


def author_words(author: JsonValue, email: JsonValue, own_id: str) -> str:
    """The address under which it was published, or the beginning of the account's id where the project names none.

    What the team says is taken as any text from outside: one line, no signs that are not seen, not too long, and only
    where it looks like an address, so that nobody is called “you”. Empty where it was changed without the studio.
    """
    if not isinstance(author, str) or not author:
        return ""
    if author == own_id:
        return YOU
    address = plain(email) if isinstance(email, str) else ""
    if "@" not in address:
        return f"another admin ({plain(author)[:8]})"
    return address if len(address) <= MOST_SHOWN else f"{address[: MOST_SHOWN - 1]}…"
