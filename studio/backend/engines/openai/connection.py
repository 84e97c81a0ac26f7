"""Where to and with which key, and how long to wait."""

from dataclasses import dataclass

from studio.backend.engines.openai.address import Address
from studio.backend.vault import Secret


@dataclass(frozen=True, slots=True)
class Connection:
    """A service and the key that is kept for its host."""

    address: Address
    key: Secret


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds: to connect, between two pieces that arrive or leave, and for a picture as a whole.

    A picture of high quality can take four minutes, and a stream can be silent for more than one (issue threads of
    image clients); a request that is given up too early may be billed all the same.
    """

    connect: float = 10
    read: float = 300
    write: float = 120
    whole: float = 900
