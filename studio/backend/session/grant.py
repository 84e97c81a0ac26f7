"""What the server gives who signs in, and the two ways in which it can end."""

from dataclasses import dataclass

from studio.backend.vault import Secret
from studio.core.session import Account


@dataclass(frozen=True, slots=True)
class Grant:
    """An access token that is good for `lifetime` seconds, and the refresh token that is good for one more grant."""

    account: Account
    access: Secret
    refresh: Secret
    lifetime: float


class GrantEnded(Exception):
    """The server says in so many words that a refresh token is not good any more; `sentence` tells a person."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class GrantReplaced(Exception):
    """Another process signed out, or signed in as somebody else."""
