"""What a command prints: one JSON value and nothing else with --json, else short lines for people."""

import json
import sys
from collections.abc import Iterable
from typing import Any

from studio.core.json_text import JsonValue


class Answer:
    """Prints the result of a command on stdout and what went wrong on stderr."""

    def __init__(self, *, as_json: bool) -> None:
        self.as_json = as_json

    def give(self, value: JsonValue, lines: Iterable[str]) -> None:
        """Print `value` as JSON, or the lines."""
        if self.as_json:
            print(json.dumps(value, ensure_ascii=False, indent=2))
        else:
            for line in lines:
                print(line)

    def note(self, sentence: str) -> None:
        """Tell something that is no result; it goes to stderr, so that the JSON stays alone on stdout."""
        print(sentence, file=sys.stderr)


def table(rows: list[tuple[Any, ...]]) -> list[str]:
    """Rows as lines with aligned columns."""
    if not rows:
        return []
    widths = [max(len(str(row[column])) for row in rows) for column in range(len(rows[0]))]
    return ["  ".join(str(cell).ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
