"""One change of a text: what stood at a place, and what stands there now."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Splice:
    """`removed` stood at `at` (characters from 0) and `added` takes its place."""

    at: int
    removed: str
    added: str

    def apply(self, text: str) -> str:
        """The text with the change made."""
        return text[: self.at] + self.added + text[self.at + len(self.removed) :]

    def inverse(self) -> "Splice":
        """What takes the change back."""
        return Splice(self.at, self.added, self.removed)

    @property
    def is_empty(self) -> bool:
        """Nothing changes."""
        return self.removed == self.added


def splice_between(old: str, new: str) -> Splice:
    """The smallest single change that leads from one text to another."""
    head = _common(old, new)
    tail = _common_tail(old, new, min(len(old), len(new)) - head)
    return Splice(head, old[head : len(old) - tail], new[head : len(new) - tail])


def _common(old: str, new: str) -> int:
    """How many characters the texts begin with alike; halving compares slices, which is fast in any length."""
    low, high = 0, min(len(old), len(new))
    while low < high:
        middle = (low + high + 1) // 2
        if old[low:middle] == new[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _common_tail(old: str, new: str, most: int) -> int:
    low, high = 0, most
    while low < high:
        middle = (low + high + 1) // 2
        if old[len(old) - middle : len(old) - low] == new[len(new) - middle : len(new) - low]:
            low = middle
        else:
            high = middle - 1
    return low
