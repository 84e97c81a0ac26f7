import subprocess
import sys
from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import pytest

from studio.backend.engines.openai import Address, listed_models, no_key
from studio.core.errors import NotRun, RequestError, SettingsError
from studio.core.models import ListedModel
from tests.backend.openai_making import NOW, Making
from tests.servers.openai_faults import FAULTS, Fault
from tests.servers.openai_server import ImageServer


@pytest.fixture
async def server() -> AsyncIterator[ImageServer]:
    async with ImageServer() as running:
        yield running


async def listed(server: ImageServer, folder: Path, key: str | None = None) -> tuple[ListedModel, ...]:
    making = Making(server.base_url, folder, **({"key": key} if key else {}))
    try:
        return await listed_models(making.clients, making.connection, making.models, NOW)
    finally:
        await making.engine.close()


async def test_a_good_key_lists_models_and_costs_nothing(server: ImageServer, tmp_path: Path) -> None:
    models = await listed(server, tmp_path)
    assert ListedModel("gpt-image-1.5", date(2026, 12, 1)) in models
    assert server.posts == []


async def test_a_wrong_key_is_told_as_one(server: ImageServer, tmp_path: Path) -> None:
    with pytest.raises(RequestError) as caught:
        await listed(server, tmp_path, key="sk-wrong")
    assert "does not accept the key" in caught.value.sentence


@pytest.mark.parametrize(
    "fault",
    [
        *(FAULTS[name] for name in ("server error", "gateway", "not here", "rate limit", "dropped", "redirect")),
        Fault("html", 200, "<p>It works</p>"),
        Fault("list of nothing", 200, {"data": "none"}),
        Fault("deep", 200, "[" * 200_000),
    ],
    ids=lambda fault: fault.name,
)
async def test_asking_for_models_never_speaks_of_bills(server: ImageServer, tmp_path: Path, fault: Fault) -> None:
    server.plan(fault)
    with pytest.raises(NotRun) as caught:
        await listed(server, tmp_path)
    assert "billed:" not in str(caught.value)
    assert caught.value.next_step


@pytest.mark.parametrize(
    ("text", "url", "host"),
    [
        ("", "https://api.openai.com/v1", "api.openai.com"),
        (" https://API.OpenAI.com/v1/ ", "https://API.OpenAI.com/v1", "api.openai.com"),
        ("https://eu.api.openai.com/v1", "https://eu.api.openai.com/v1", "eu.api.openai.com"),
        ("http://127.0.0.1:1234/v1", "http://127.0.0.1:1234/v1", "127.0.0.1:1234"),
        ("http://[::1]:8080/v1", "http://[::1]:8080/v1", "[::1]:8080"),
        ("http://192.168.1.20:1234", "http://192.168.1.20:1234", "192.168.1.20:1234"),
        ("http://render.local/v1", "http://render.local/v1", "render.local"),
        ("https://gateway.example:443/v1", "https://gateway.example:443/v1", "gateway.example"),
    ],
)
def test_an_address_names_the_host_that_its_key_is_kept_for(text: str, url: str, host: str) -> None:
    address = Address.parse(text)
    assert (address.url, address.host) == (url, host)


def test_only_openai_itself_is_called_openai() -> None:
    assert Address.parse("").who == "OpenAI"
    assert Address.parse("https://eu.api.openai.com/v1").is_official
    assert Address.parse("https://evil-api.openai.com.example/v1").who == "evil-api.openai.com.example"
    assert not Address.parse("https://notapi.openai.com.evil/v1").is_official
    assert not Address.parse("https://evilapi.openai.com/v1").is_official


@pytest.mark.parametrize(
    "text",
    [
        "http://api.openai.com/v1",
        "http://gateway.example/v1",
        "ftp://127.0.0.1",
        "api.openai.com",
        "https://",
        "https://user:word@host/v1",
        "https://host/v1?key=1",
        "https://host:99999/v1",
        "https://ho st/v1",
        "https://[::1/v1",
    ],
)
def test_what_is_no_safe_address_is_refused(text: str) -> None:
    with pytest.raises(SettingsError) as caught:
        Address.parse(text)
    assert caught.value.next_step


def test_without_a_key_the_next_step_is_where_to_enter_it() -> None:
    assert "Settings" in no_key(Address.parse("")).next_step
    assert "any word" in no_key(Address.parse("http://127.0.0.1:1234/v1")).next_step
    assert not no_key(Address.parse("")).may_be_billed


def test_the_sdk_is_not_imported_with_the_engine() -> None:
    code = "import sys, studio.backend.engines.openai; print({'openai', 'httpx2', 'pydantic', 'keyring'} & set(sys.modules))"
    seen = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert seen.stdout.strip() == "set()"
