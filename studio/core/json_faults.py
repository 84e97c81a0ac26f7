"""What is wrong with a token that is not JSON, in words."""

import json
import re

from studio.core.json_nodes import JsonFault

_GOOD_TEXT = re.compile(r'"[^"\\\x00-\x1f]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\x00-\x1f]*)*')
_FOREIGN = {"True": "true", "False": "false", "None": "null", "undefined": "null", "nil": "null"}
_NOT_NUMBERS = ("NaN", "Infinity", "-Infinity", "-NaN", "+Infinity")


def word_fault(word: str) -> tuple[str, str]:
    """What a word that JSON does not have may have been meant as."""
    if word in _NOT_NUMBERS:
        return f"{word} is not a JSON number.", "Use a number or null."
    if word in _FOREIGN:
        return f"“{word}” is not JSON.", f"Write {_FOREIGN[word]}."
    if word.startswith(("//", "/*", "#")):
        return "JSON has no comments.", "Take it out."
    if word[0] in "+-.0123456789":
        return f"“{short(word)}” is not a JSON number.", "Write it like 12, -0.5 or 1e3."
    return f"“{short(word)}” is not JSON.", "Put texts in double quotes."


def text_fault(text: str, begin: int, end: int) -> JsonFault:
    """Where and why the text in quotes from `begin` to `end` is broken."""
    if text[begin] == "'":
        sentence = "A text has to stand in double quotes."
        return JsonFault(begin, end, sentence, 'Write " instead of the single quote.')
    good = _GOOD_TEXT.match(text, begin)
    at = good.end() if good else begin
    character = text[at : at + 1]
    if character == "\\":
        return JsonFault(
            at,
            at + 2,
            "This backslash begins nothing that JSON knows.",
            'Write \\\\ for a backslash itself; known are \\" \\\\ \\/ \\b \\f \\n \\r \\t and \\u0041.',
        )
    if character and character not in "\n\r":
        escaped = json.dumps(character).strip('"')
        return JsonFault(at, at + 1, "A control character cannot stand in a text.", f"Write it as {escaped}.")
    return JsonFault(begin, end, "This text is never closed.", 'Add the closing " on this line; a line break is \\n.')


def short(text: str) -> str:
    """A text as a sentence quotes it."""
    return text if len(text) <= 40 else f"{text[:39]}…"
