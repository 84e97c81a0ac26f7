"""The one exception of the prompt engine: a template says something that has no meaning here, at this place."""


class Fault(Exception):
    """A fault of a template. `kind` is a stable word that both engines share; `offset` counts characters from 0."""

    def __init__(self, kind: str, offset: int, sentence: str, next_step: str = "", path: str | None = None) -> None:
        super().__init__(sentence)
        self.kind = kind
        self.offset = offset
        self.sentence = sentence
        self.next_step = next_step
        self.path = path


def place(text: str, offset: int) -> tuple[int, int]:
    """Line and column of an offset, both counted from 1 in characters."""
    before = text[:offset]
    return before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1
