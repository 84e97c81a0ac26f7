import asyncio
import copy
import os
import pickle
import subprocess
import sys
import threading
from collections.abc import Callable

import keyring.backend
import keyring.backends.fail
import keyring.backends.null
import keyring.errors
import pytest

from studio.backend.vault import (
    KeyPlace,
    Keyring,
    KeyringMissing,
    OpenAIEnvironment,
    Secret,
    Vault,
    system_keyring,
    take_environment,
)
from studio.core.errors import SettingsError
from tests.backend.rings import HangingRing, LockedRing, MemoryRing, StubbornRing

HOST, OTHER = "api.openai.com", "127.0.0.1:1234"
KEY = Secret("sk-canary-11aa22bb")


class SilentRing(MemoryRing):
    """A keyring that takes everything and keeps nothing."""

    def set_password(self, service: str, username: str, password: str) -> None:
        return


def missing() -> Keyring:
    raise KeyringMissing


@pytest.fixture
def ring() -> MemoryRing:
    return MemoryRing()


async def test_a_key_is_kept_for_its_host_and_for_no_other(ring: MemoryRing) -> None:
    vault = Vault(lambda: ring)
    assert await vault.keep(HOST, KEY) is KeyPlace.KEYRING
    assert await vault.key_for(HOST) == KEY
    assert await vault.key_for(OTHER) is None
    assert await vault.place_of(OTHER) is KeyPlace.NOWHERE
    assert await Vault(lambda: ring).key_for(HOST) == KEY, "the next start finds it"
    assert await Vault(lambda: ring).place_of(HOST) is KeyPlace.KEYRING


async def test_a_new_key_replaces_the_old_one(ring: MemoryRing) -> None:
    vault = Vault(lambda: ring)
    await vault.keep(HOST, KEY)
    await vault.keep(HOST, Secret("sk-new"))
    assert await vault.key_for(HOST) == Secret("sk-new")
    assert list(ring.kept.values()) == ["sk-new"]


async def test_a_forgotten_key_is_gone_everywhere(ring: MemoryRing) -> None:
    vault = Vault(lambda: ring)
    await vault.keep(HOST, KEY)
    await vault.forget(HOST)
    assert ring.kept == {}
    assert await vault.key_for(HOST) is None
    await vault.forget(OTHER)


async def test_a_keyring_that_keeps_a_forgotten_key_is_told_of() -> None:
    ring = StubbornRing()
    vault = Vault(lambda: ring)
    await vault.keep(HOST, KEY)
    with pytest.raises(SettingsError) as caught:
        await vault.forget(HOST)
    assert "keyring" in caught.value.next_step


async def test_the_keyring_is_asked_once_for_many_pictures(ring: MemoryRing) -> None:
    ring.kept["WTFigure Studio", HOST] = KEY.reveal()
    vault = Vault(lambda: ring)
    for _ in range(20):
        assert await vault.key_for(HOST) == KEY
    assert ring.questions == 1


@pytest.mark.parametrize(
    "find",
    [
        missing,
        keyring.backends.fail.Keyring,
        keyring.backends.null.Keyring,
        LockedRing,
        SilentRing,
    ],
    ids=["none", "fail", "null", "locked", "silent"],
)
async def test_without_a_keyring_that_keeps_a_key_stays_in_memory_and_says_so(find: Callable[[], Keyring]) -> None:
    vault = Vault(find)
    assert await vault.keep(HOST, KEY) is KeyPlace.MEMORY
    assert await vault.key_for(HOST) == KEY
    assert await vault.place_of(HOST) is KeyPlace.MEMORY
    assert await Vault(find).key_for(HOST) is None, "the next start does not know it"


async def test_a_keyring_that_hangs_is_not_waited_for_and_not_asked_again() -> None:
    ring = HangingRing()
    vault = Vault(lambda: ring, patience=0.1)
    assert await vault.key_for(HOST) is None
    before = threading.active_count()
    assert not await vault.is_working()
    assert await vault.keep(HOST, KEY) is KeyPlace.MEMORY
    assert threading.active_count() == before
    ring.may_go_on.set()
    for thread in threading.enumerate():
        if thread.name == "keyring":
            thread.join(10)
    await asyncio.sleep(0)
    assert await vault.is_working(), "once it has answered it is asked again"


async def test_the_key_of_the_environment_counts_for_its_own_host_and_is_not_written(ring: MemoryRing) -> None:
    vault = Vault(lambda: ring, environment=(HOST, KEY))
    assert await vault.key_for(HOST) == KEY
    assert await vault.place_of(HOST) is KeyPlace.ENVIRONMENT
    assert await vault.key_for(OTHER) is None
    assert ring.kept == {}


def test_the_environment_gives_its_key_away_once() -> None:
    environment = {
        "OPENAI_API_KEY": " sk-env ",
        "OPENAI_BASE_URL": "http://127.0.0.1:1/v1",
        "OPENAI_ADMIN_KEY": "sk-admin",
        "OPENAI_CUSTOM_HEADERS": "Authorization: Bearer sk-other",
        "OPENAI_ORG_ID": "org",
        "PATH": "/bin",
    }
    assert take_environment(environment) == OpenAIEnvironment(Secret("sk-env"), "http://127.0.0.1:1/v1")
    assert environment == {"PATH": "/bin"}
    assert take_environment(environment) == OpenAIEnvironment()


def test_a_child_process_does_not_find_the_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY.reveal())
    take_environment(os.environ)
    seen = subprocess.run(
        [sys.executable, "-c", "import os; print(dict(os.environ))"], capture_output=True, text=True, check=True
    )
    assert KEY.reveal() not in seen.stdout


def test_a_secret_shows_itself_to_nobody() -> None:
    value = KEY.reveal()
    shown = (repr(KEY), str(KEY), f"{KEY}", f"{[KEY]}", f"{OpenAIEnvironment(KEY)}", KEY.scrub(f"it was {value}!"))
    assert all(value not in text for text in shown)
    assert not hasattr(KEY, "__dict__")
    for take in (pickle.dumps, copy.copy):
        with pytest.raises(TypeError):
            take(KEY)


@pytest.mark.parametrize("text", ["", "  ", "sk one two", "sk-ü", "sk\n1", "sk\r\nx: y", "k" * 1001, "sk-\x00"])
def test_what_cannot_be_a_key_is_refused_without_repeating_it(text: str) -> None:
    with pytest.raises(SettingsError) as caught:
        Secret.parse(text)
    assert not text.strip() or text not in str(caught.value)


def test_a_pasted_key_loses_its_white_space() -> None:
    assert Secret.parse(" sk-abc\n") == Secret("sk-abc")


def test_a_backend_that_writes_plain_files_is_none_unless_it_was_asked_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class PlainFile(keyring.backend.KeyringBackend):
        priority = 0.5  # pyright: ignore[reportAssignmentType] - how backends of keyrings.alt say what they are

        def get_password(self, service: str, username: str) -> str | None:
            return None

        def set_password(self, service: str, username: str, password: str) -> None:
            return

    monkeypatch.setattr(keyring, "get_keyring", PlainFile)
    with pytest.raises(KeyringMissing):
        system_keyring({})
    assert isinstance(system_keyring({"PYTHON_KEYRING_BACKEND": "some.PlainFile"}), PlainFile)
