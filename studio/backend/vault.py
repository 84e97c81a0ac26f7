"""Keys: in the system's keyring, one for each host, or in memory where there is no keyring; never in a file of ours."""

import asyncio
import contextlib
import threading
from collections.abc import Callable, MutableMapping
from dataclasses import dataclass
from typing import Protocol, TypeVar, cast, final

from studio.core.errors import SettingsError
from studio.core.service import KeyPlace

SERVICE = "WTFigure Studio"
PATIENCE = 20.0
"""Seconds that a keyring may take; it may be asking the person to unlock it."""
MAX_LENGTH = 1000
"""Characters of a key: less than any keyring's limit (Windows: 1,280 characters)."""

_READ_BY_SDK = (
    "OPENAI_API_KEY",
    "OPENAI_BASE_URL",
    "OPENAI_ADMIN_KEY",
    "OPENAI_CUSTOM_HEADERS",
    "OPENAI_ORG_ID",
    "OPENAI_PROJECT_ID",
    "OPENAI_WEBHOOK_SECRET",
    "OPENAI_LOG",
)
T = TypeVar("T")


@final
class Secret:
    """A key or token that shows itself only to who says `reveal()`; it cannot be printed, compared by eye or pickled."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    @classmethod
    def parse(cls, text: str) -> "Secret":
        """A key as it was typed or pasted. Raises SettingsError, without the text, where it cannot be one."""
        value = text.strip()
        if not value or len(value) > MAX_LENGTH or not value.isascii() or not value.isprintable() or " " in value:
            raise SettingsError("This does not look like a key.", "Copy it again, without anything before or after it.")
        return cls(value)

    def reveal(self) -> str:
        """The value, for a request header or the keyring."""
        return self._value

    @property
    def hint(self) -> str:
        """The ends of a key that is long enough to give nothing away by them."""
        value = self._value
        return f"{value[:3]}…{value[-4:]}" if len(value) >= 20 else "•••"

    def scrub(self, text: str) -> str:
        """A text without this secret in it."""
        return text.replace(self._value, "•••")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._value == self._value

    def __hash__(self) -> int:
        return hash(self._value)

    def __repr__(self) -> str:
        return "Secret(•••)"

    def __reduce__(self) -> str:
        raise TypeError("A secret is not pickled.")


@dataclass(frozen=True, slots=True)
class OpenAIEnvironment:
    """What the environment said: a key, and the base URL that it belongs to (empty where it named none)."""

    key: Secret | None = None
    base_url: str = ""


def take_environment(environment: MutableMapping[str, str]) -> OpenAIEnvironment:
    """Take the key and the base URL out of the environment, so that no child process and no SDK finds them there.

    Everything else that the SDK would read by itself goes too. Call it before any child process starts.
    """
    found = {name: environment.pop(name, "").strip() for name in _READ_BY_SDK}
    key = found["OPENAI_API_KEY"]
    return OpenAIEnvironment(Secret(key) if key else None, found["OPENAI_BASE_URL"])


class Keyring(Protocol):
    """What the vault needs of a keyring; the methods block and may raise KeyringError."""

    def get_password(self, service: str, username: str) -> str | None:
        """The password, or None."""
        ...

    def set_password(self, service: str, username: str, password: str) -> None:
        """Keep a password."""
        ...

    def delete_password(self, service: str, username: str) -> None:
        """Forget a password."""
        ...


class KeyringMissing(Exception):
    """There is no keyring, or it does not answer."""


def system_keyring(environment: MutableMapping[str, str]) -> Keyring:
    """The system's keyring, or the one that PYTHON_KEYRING_BACKEND names. Raises KeyringMissing. Blocks.

    A backend that nobody asked for by name and that keyring itself does not recommend writes plain files: it is none.
    """
    import keyring  # looks for backends in all packages: late, and in a thread

    backend = keyring.get_keyring()
    if "PYTHON_KEYRING_BACKEND" not in environment and backend.priority < 1:
        raise KeyringMissing
    return cast("Keyring", backend)


class Vault:
    """Keys by host. The environment's key counts for its own host and is never written anywhere."""

    def __init__(
        self,
        find_keyring: Callable[[], Keyring],
        *,
        environment: tuple[str, Secret] | None = None,
        patience: float = PATIENCE,
    ) -> None:
        """`environment` is a host and its key; `patience` is in seconds."""
        self._find_keyring = find_keyring
        self._environment = environment
        self._patience = patience
        self._memory: dict[str, Secret] = {}
        self._read: dict[str, Secret] = {}
        self._is_stuck = False
        self._lock = asyncio.Lock()

    async def key_for(self, host: str) -> Secret | None:
        """The key for a host, or None: from the environment, from this run's memory, or from the keyring."""
        if self._environment is not None and self._environment[0] == host:
            return self._environment[1]
        known = self._memory.get(host) or self._read.get(host)
        if known is not None:
            return known
        try:
            value = await self._ask(lambda ring: ring.get_password(SERVICE, host))
        except KeyringMissing:
            return None
        if value:
            self._read[host] = Secret(value)
        return self._read.get(host)

    async def read_again(self, host: str) -> Secret | None:
        """What the keyring holds for a host now, another process may have changed it. Raises KeyringMissing."""
        value = await self._ask(lambda ring: ring.get_password(SERVICE, host))
        return Secret(value) if value else None

    async def place_of(self, host: str) -> KeyPlace:
        """Where the key for a host is."""
        if self._environment is not None and self._environment[0] == host:
            return KeyPlace.ENVIRONMENT
        if host in self._memory:
            return KeyPlace.MEMORY
        return KeyPlace.NOWHERE if await self.key_for(host) is None else KeyPlace.KEYRING

    async def keep(self, host: str, key: Secret) -> KeyPlace:
        """Keep a key for a host: KEYRING, or MEMORY where no keyring takes it (it is gone when the studio ends)."""
        value = key.reveal()

        def write(ring: Keyring) -> bool:
            ring.set_password(SERVICE, host, value)
            return ring.get_password(SERVICE, host) == value

        try:
            is_kept = await self._ask(write)
        except KeyringMissing:
            is_kept = False
        self._memory.pop(host, None)
        self._read.pop(host, None)
        (self._read if is_kept else self._memory)[host] = key
        return KeyPlace.KEYRING if is_kept else KeyPlace.MEMORY

    async def forget(self, host: str) -> None:
        """Remove the key for a host from keyring and memory. Raises SettingsError where the keyring does not let go of it."""
        self._memory.pop(host, None)
        was_kept = self._read.pop(host, None) is not None

        def remove(ring: Keyring) -> bool:
            if ring.get_password(SERVICE, host) is not None:
                ring.delete_password(SERVICE, host)
            return ring.get_password(SERVICE, host) is None

        try:
            is_gone = await self._ask(remove)
        except KeyringMissing:
            is_gone = not was_kept
        if not is_gone:
            raise SettingsError("The keyring did not remove the key.", "Remove it in your system's keyring.")

    async def is_working(self) -> bool:
        """There is a keyring, and it answers."""
        try:
            await self._ask(lambda ring: ring.get_password(SERVICE, "nobody"))
        except KeyringMissing:
            return False
        return True

    async def _ask(self, question: Callable[[Keyring], T]) -> T:
        """Ask the keyring in a thread of its own, one question at a time; while one hangs nothing more is asked."""
        async with self._lock:
            if self._is_stuck:
                raise KeyringMissing
            self._is_stuck = True
            loop = asyncio.get_running_loop()
            answer: asyncio.Future[T | KeyringMissing] = loop.create_future()
            # a daemon: a keyring that waits for a person must not keep the studio from ending
            threading.Thread(target=self._answer, args=(question, loop, answer), name="keyring", daemon=True).start()
            try:
                async with asyncio.timeout(self._patience):
                    result = await asyncio.shield(answer)
            except TimeoutError:
                raise KeyringMissing from None
            if isinstance(result, KeyringMissing):
                raise result
            return result

    def _answer(
        self,
        question: Callable[[Keyring], T],
        loop: asyncio.AbstractEventLoop,
        answer: "asyncio.Future[T | KeyringMissing]",
    ) -> None:
        import keyring.errors  # in this thread, see system_keyring

        try:
            result = question(self._find_keyring())
        except (keyring.errors.KeyringError, KeyringMissing, OSError, RuntimeError, ValueError):
            result = KeyringMissing()
        with contextlib.suppress(RuntimeError):  # the loop has ended meanwhile
            loop.call_soon_threadsafe(self._give, answer, result)

    def _give(self, answer: "asyncio.Future[T | KeyringMissing]", result: T | KeyringMissing) -> None:
        self._is_stuck = False
        answer.set_result(result)
