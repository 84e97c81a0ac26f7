"""Choices that look random and are always the same for the same recipe."""

import hashlib
from collections.abc import Sequence
from typing import TypeVar

Option = TypeVar("Option")


class Chance:
    """Answers each named question from a hash of seed and name, so that a new question never changes an old answer."""

    def __init__(self, seed: str) -> None:
        self._seed = seed

    def number(self, question: str) -> float:
        """A number from 0 up to, not including, 1."""
        digest = hashlib.sha256(f"{self._seed}\0{question}".encode()).digest()
        return int.from_bytes(digest[:6]) / 2**48

    def between(self, question: str, low: float, high: float) -> float:
        """A number in a range."""
        return low + (high - low) * self.number(question)

    def index(self, question: str, count: int) -> int:
        """A whole number below `count`."""
        return int(self.number(question) * count)

    def pick(self, question: str, options: Sequence[Option]) -> Option:
        """One of the options."""
        return options[self.index(question, len(options))]

    def numbers(self, question: str, count: int) -> list[float]:
        """Many numbers from 0 to 1 at the price of few hashes."""
        result: list[float] = []
        block = 0
        while len(result) < count:
            digest = hashlib.sha512(f"{self._seed}\0{question}\0{block}".encode()).digest()
            result += [int.from_bytes(digest[i : i + 4]) / 2**32 for i in range(0, 64, 4)]
            block += 1
        return result[:count]
