import asyncio
import logging
import traceback
from pathlib import Path

import pytest

from studio.backend.engines.openai import listed_models
from studio.core.errors import NotRun, RequestError
from tests.backend.openai_making import NOW, PATIENT, Making, recipe
from tests.servers.certificates import self_made
from tests.servers.openai_faults import FAULTS, Fault, answer, error
from tests.servers.openai_server import ImageServer

CANARY = "sk-canary-4f1c9a7e2b"


async def test_a_key_is_in_no_log_no_sentence_and_no_trace(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    seen: list[str] = []
    echo = f"Incorrect API key provided: {CANARY}. Header was 'Bearer {CANARY}'."
    hostile = [
        answer("echo", 400, echo, "invalid_value", param="size"),
        answer("echo 403", 403, echo),
        Fault("echo as text", 422, {"detail": echo}),
        Fault("echo in the stream", error_event=error(500, echo, "server_error")),
    ]
    async with ImageServer(key=CANARY) as server:
        making = Making(server.base_url, tmp_path, key=CANARY)
        for fault in (*hostile, *(fault for fault in FAULTS.values() if not (fault.hang or fault.silence))):
            server.plan(fault)
            try:
                await making.make(recipe())
            except RequestError as failed:
                logging.getLogger("test").exception("It failed")
                seen += [str(failed), repr(failed), failed.request_id, "".join(traceback.format_exception(failed))]
        await listed_models(making.clients, making.connection, making.models, NOW)
        seen += [repr(making.connection), repr(making.engine), repr(making.clients.__dict__)]
        await making.engine.close()
    assert any("•••" in text for text in seen)
    assert "openai" in caplog.text, "the SDK's own log was heard"
    for text in (*seen, caplog.text):
        assert CANARY not in text


async def test_a_redirect_is_not_followed_with_the_key(tmp_path: Path) -> None:
    async with ImageServer() as elsewhere, ImageServer() as server:
        making = Making(server.base_url, tmp_path)
        for status in (301, 302, 303, 307, 308):
            server.plan(Fault("redirect", status, "", {"location": f"{elsewhere.base_url}/images/generations"}))
            with pytest.raises(NotRun) as caught:
                await making.make(recipe())
            assert "your key is not sent there" in caught.value.sentence
            server.plan(Fault("redirect", status, "", {"location": f"{elsewhere.base_url}/models"}))
            with pytest.raises(NotRun):
                await listed_models(making.clients, making.connection, making.models, NOW)
        assert elsewhere.asked == []
        await making.engine.close()


async def test_a_picture_at_a_url_is_fetched_without_the_key(tmp_path: Path) -> None:
    async with ImageServer() as server:
        making = Making(server.base_url, tmp_path)
        server.plan(FAULTS["url"])
        assert (await making.make(recipe())).data
        fetched = server.asked[-1]
        assert fetched.method == "GET"
        assert "authorization" not in fetched.headers
        await making.engine.close()


async def test_a_certificate_that_nobody_vouches_for_is_refused_before_anything_is_sent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trusted, stranger, other_name, expired = (
        self_made(tmp_path / "a"),
        self_made(tmp_path / "b"),
        self_made(tmp_path / "c", name="elsewhere.example"),
        self_made(tmp_path / "d", days=1),
    )
    bundle = tmp_path / "bundle.pem"
    bundle.write_bytes(b"".join(each.path.read_bytes() for each in (trusted, other_name, expired)))
    monkeypatch.setenv("SSL_CERT_FILE", str(bundle))
    for certificate in (stranger, other_name, expired):
        async with ImageServer(tls=certificate.server_context()) as server:
            making = Making(server.base_url, tmp_path)
            with pytest.raises(NotRun) as caught:
                await making.make(recipe())
            assert "certificate" in caught.value.sentence
            assert not caught.value.can_repeat
            assert server.asked == []
            await making.engine.close()
    async with ImageServer(tls=trusted.server_context()) as server:
        making = Making(server.base_url, tmp_path, patience=PATIENT)
        assert (await making.make(recipe())).data
        await making.engine.close()


async def test_nothing_that_the_sdk_would_read_by_itself_is_sent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_ORG_ID", "org-someone")
    monkeypatch.setenv("OPENAI_PROJECT_ID", "proj-something")
    async with ImageServer() as server:
        making = Making(server.base_url, tmp_path)
        await asyncio.wait_for(making.make(recipe()), 60)
        assert not {"openai-organization", "openai-project", "cookie"} & set(server.asked[-1].headers)
        await making.engine.close()
