"""Which slot's colour a part of a resolved prompt has."""

from studio.core.prompt.model import Span

SLOT_ORDER = ("subject", "theme", "rarity")
_SLOT_OF_ROOT = {"subject": "subject", "name": "subject", "extra": "subject", "theme": "theme", "rarity": "rarity"}


def slot_of(span: Span) -> str:
    """The slot whose colour a span has: of several the first in the order of the legend; "" is the template's own."""
    slots = {_SLOT_OF_ROOT.get(path.partition(".")[0], "") for path in span.paths}
    return next((slot for slot in SLOT_ORDER if slot in slots), "")
