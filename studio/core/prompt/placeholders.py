"""Finds placeholders of other styles ({subject}, [SUBJECT], ${subject}, %subject%, {{SUBJECT}}) and converts them."""

import re
from dataclasses import dataclass

from studio.core.prompt.scope import VARIABLES

_WORDS = {
    **{word: word for word in VARIABLES if word not in ("theme", "rarity")},
    "theme": "theme.name",
    "rarity": "rarity.name",
    "character": "subject",
    "character_name": "name",
    "figure_name": "name",
}
_INNER = r"[ \t]*(?P<{0}>[A-Za-z_][A-Za-z0-9_.]*)[ \t]*"
_STYLES = re.compile(
    r"(?P<liquid>\{%.*?%\})"
    r"|\{\{" + _INNER.format("double") + r"\}\}"
    r"|(?P<other>\{\{.*?\}\})"
    r"|\$\{" + _INNER.format("dollar") + r"\}"
    r"|(?<!\{)\{" + _INNER.format("single") + r"\}(?!\})"
    r"|\[" + _INNER.format("square") + r"\]"
    r"|%(?P<percent>[A-Za-z_][A-Za-z0-9_.]*)%",
    re.DOTALL,
)
_COMMENT_OR_RAW = re.compile(r"\{%-?\s*(comment|raw)\s*-?%\}.*?\{%-?\s*end\1\s*-?%\}", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Placeholder:
    """A placeholder of another style: how it is spelled, where, and what it should read."""

    spelling: str
    offset: int
    path: str

    @property
    def replacement(self) -> str:
        """The placeholder as our templates write it."""
        return f"{{{{ {self.path} }}}}"


def find_placeholders(template: str) -> tuple[Placeholder, ...]:
    """The placeholders of other styles that name a variable we know; other brackets are left alone."""
    skipped = [match.span() for match in _COMMENT_OR_RAW.finditer(template)]
    found: list[Placeholder] = []
    for match in _STYLES.finditer(template):
        style = match.lastgroup
        if style is None or style in ("liquid", "other") or any(a <= match.start() < b for a, b in skipped):
            continue
        path = _path(match[style])
        if path is None or (style == "double" and match[style] in (path, "theme", "rarity")):
            continue
        found.append(Placeholder(match[0], match.start(), path))
    return tuple(found)


def convert_placeholders(template: str) -> str:
    """The template with placeholders of other styles turned into ours; what names nothing we know stays."""
    converted, at = "", 0
    for placeholder in find_placeholders(template):
        converted += template[at : placeholder.offset] + placeholder.replacement
        at = placeholder.offset + len(placeholder.spelling)
    return converted + template[at:]


def _path(word: str) -> str | None:
    folded = word.lower()
    if folded in _WORDS:
        return _WORDS[folded]
    root, dot, rest = folded.partition(".")
    if dot and root in ("theme", "rarity") and rest:
        return folded if rest == "name" or rest.startswith("details.") else f"{root}.details.{rest}"
    return None
