"""Parts that are made when they are first used: the window paints before the backend is even imported."""

from collections.abc import Callable
from threading import Lock
from typing import Any, Generic, TypeVar, cast

Part = TypeVar("Part")


class Late(Generic[Part]):
    """Makes a part at the first use, once, whoever uses it first."""

    def __init__(self, make: Callable[[], Part]) -> None:
        self._make = make
        self._lock = Lock()
        self._part: Part | None = None

    def __call__(self) -> Part:
        """The part itself."""
        with self._lock:
            if self._part is None:
                self._part = self._make()
            return self._part

    def stand_in(self, choose: Callable[[Part], Any]) -> Any:
        """An object that passes everything asked of it on to `choose(part)`; handed to who needs it before it is made."""
        return cast("Any", _StandIn(lambda: choose(self())))


class _StandIn:
    """Has every attribute that the real object has, and makes the real object when one is asked for."""

    def __init__(self, target: Callable[[], Any]) -> None:
        self._target = target

    def __getattr__(self, name: str) -> Any:
        return getattr(self._target(), name)
