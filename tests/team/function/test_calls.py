"""Whole calls: the function in Deno, the team's rows and buckets on PostgreSQL, and an OpenAI that counts what it is asked."""

import asyncio
import base64
import hashlib
import json
import subprocess
from collections.abc import AsyncIterator
from io import BytesIO
from pathlib import Path
from uuid import uuid4

import httpx
import pytest
from PIL import Image
from supabase import AsyncClientOptions, acreate_client
from supabase_functions.errors import FunctionsHttpError

from studio.core.recipe import Recipe, Size
from tests.servers.deno import TOOLS
from tests.servers.node_packages import installed
from tests.servers.openai_faults import FAULTS
from tests.team.function.calls import NAME, SMALL, Function, told

APP = Path(__file__).parent / "app"
REFUSED: list[tuple[dict[str, object], int, str]] = [
    ({"subject": ""}, 422, "subject_missing"),
    ({"colour": "red"}, 422, "field_unknown"),
    ({"theme": "Nowhere"}, 404, "entry_missing"),
    ({"theme": 999}, 404, "entry_missing"),
    ({"theme": 7}, 404, "entry_missing"),
    ({"prompt": "Twin"}, 422, "entry_ambiguous"),
    ({"prompt": "Broken", "theme": 1}, 422, "prompt_unresolved"),
    ({"prompt": 5}, 422, "prompt_unresolved"),
    ({"size": "1x1"}, 422, "size_unknown"),
    ({"model": "gpt-image-1"}, 422, "model_unknown"),
    ({"references": ["data:image/png;base64,AAAA"]}, 422, "reference_unreadable"),
    ({"references": ["data:text/html,<b>"]}, 422, "reference_unreadable"),
    ({"references": ["http://169.254.169.254/latest/"]}, 422, "reference_unknown"),
    ({"references": ["00000000-0000-0000-0000-000000000000/../../recipes/x.png"]}, 422, "reference_unknown"),
    ({"references": ["00000000-0000-0000-0000-000000000000/absent.png"]}, 404, "reference_missing"),
    ({"figureId": "1"}, 422, "figure_id_wanted"),
]


async def test_a_figure_is_made_from_a_subject_and_the_catalog_and_lies_at_its_public_address(
    function: Function,
) -> None:
    artist = function.team.make_user("artist@example.com")
    answer = (await function.post(artist, name="Bäckerin!", theme="Neon Arcade", rarity=1)).json()
    figure = answer["figure"]
    text = "A figure of a night baker called Bäckerin! in Neon Arcade, loud, Epic."
    assert answer["path"] == f"{artist.id}/backerin-{figure['id']}.png"
    assert answer["url"] == f"{function.team.url}/storage/v1/object/public/figures/{answer['path']}"
    assert {key: figure[key] for key in ("subject", "prompt", "promptId", "themeId", "rarityId")} == {
        "subject": "a night baker",
        "prompt": text,
        "promptId": 1,
        "themeId": 1,
        "rarityId": 1,
    }
    made_of = {key: figure[key] for key in ("model", "size", "quality", "format")}
    assert made_of == {"model": "gpt-image-2.6-flare", "size": "1024x640", "quality": "low", "format": "png"}
    assert figure["usage"]["output_tokens"] == 196
    [request] = function.openai.posts
    assert json.loads(request.body)["prompt"] == text
    seen = await function.ask("GET", answer["url"])
    assert (seen.status_code, seen.headers["content-type"]) == (200, "image/png")
    assert hashlib.sha256(seen.content).hexdigest() == figure["sha256"]
    assert function.claims() == [figure["id"]]


async def test_it_takes_no_other_method(function: Function) -> None:
    artist = function.team.make_user("artist@example.com")
    for method in ("PUT", "PATCH", "DELETE"):
        answer = await function.send(method, artist, json={"subject": "a night baker"})
        assert told(answer) == (405, "method_unknown")
        assert answer.headers["allow"] == "GET, POST, OPTIONS"
    assert function.paid == 0


async def test_the_record_of_a_figure_is_a_recipe_that_the_studio_reads(function: Function) -> None:
    artist = function.team.make_user("artist@example.com")
    other = function.team.make_user("other@example.com")
    answer = (await function.post(artist, theme=2, format="jpeg", extra="More rain")).json()
    path = f"storage/v1/object/recipes/{artist.id}/{answer['figure']['id']}.json"
    assert not (await function.ask("GET", path)).is_success
    record = (await function.ask("GET", path, other)).json()
    recipe = Recipe.from_json(record["recipe"])
    assert recipe.to_json().keys() == record["recipe"].keys()
    assert Recipe.from_json(recipe.to_json()) == recipe
    assert (recipe.engine, recipe.size, recipe.extra) == ("server", Size(1024, 640), "More rain")
    assert recipe.prompt is not None
    assert recipe.prompt.template.startswith("A figure of {{ subject }}")
    assert recipe.theme is not None
    assert recipe.theme.details == {"mood": "quiet"}
    assert (record["id"], record["sha256"]) == (answer["figure"]["id"], answer["figure"]["sha256"])
    assert (record["width"], record["height"], record["format"]) == (1024, 640, "jpeg")
    assert record["path"] == answer["path"].split("/")[1]
    assert answer["path"].endswith(".jpg")


async def test_references_come_along_or_lie_in_the_bucket(function: Function) -> None:
    artist = function.team.make_user("artist@example.com")
    first = (await function.post(artist)).json()
    buffer = BytesIO()
    Image.new("RGB", (30, 20), "teal").save(buffer, "JPEG")
    photo = f"data:image/jpeg;base64,{base64.b64encode(buffer.getvalue()).decode()}"
    answer = await function.post(artist, references=[photo, first["path"]])
    assert answer.status_code == 200, answer.text
    request = function.openai.posts[1]
    assert request.path == "/v1/images/edits"
    sent = [hashlib.sha256(upload.data).hexdigest() for upload in request.files["image[]"]]
    assert sent == [hashlib.sha256(buffer.getvalue()).hexdigest(), first["figure"]["sha256"]]


async def test_what_cannot_be_made_is_refused_before_anything_is_paid_or_claimed(function: Function) -> None:
    artist = function.team.make_user("artist@example.com")
    for body, status, code in REFUSED:
        assert (*told(await function.post(artist, **body)), body) == (status, code, body)
    assert (function.paid, function.claims(), function.objects()) == (0, [], [])


async def test_references_that_are_too_large_together_are_not_sent(function: Function) -> None:
    artist = function.team.make_user("artist@example.com")
    buffer = BytesIO()
    Image.effect_noise((2100, 2100), 90).convert("RGB").save(buffer, "PNG", compress_level=0)
    path = f"{artist.id}/large.png"
    headers = {"content-type": "image/png"}
    await function.ask("POST", f"storage/v1/object/figures/{path}", artist, content=buffer.getvalue(), headers=headers)
    assert told(await function.post(artist, references=[path, path])) == (413, "too_large")
    assert (await function.post(artist, references=[path])).status_code == 200
    assert function.paid == 1


async def test_two_entries_of_one_name_are_both_named(function: Function) -> None:
    artist = function.team.make_user("artist@example.com")
    answer = await function.post(artist, prompt="Twin")
    assert "3 and 4" in answer.json()["error"]["message"]
    assert (await function.post(artist, prompt=4)).json()["figure"]["prompt"] == "Two a night baker"


async def test_an_entry_is_found_by_id_or_by_name_in_whatever_case(function: Function) -> None:
    artist = function.team.make_user("artist@example.com")
    keys = ("neon arcade", 1), ("7", 3), (3, 3), (4, 4)
    for key, theme_id in keys:
        answer = await function.post(artist, prompt=3, theme=key)
        assert (answer.json()["figure"]["themeId"], key) == (theme_id, key)


async def test_a_name_is_never_a_pattern(function: Function) -> None:
    artist = function.team.make_user("artist@example.com")
    for name in ("%", "50% off*", "*", "E___", "Epic,id.gt.0", 'Epic"', "\\", "(select 1)"):
        assert (*told(await function.post(artist, rarity=name)), name) == (404, "entry_missing", name)
    assert (await function.post(artist, prompt=3, rarity="50% OFF_")).json()["figure"]["rarityId"] == 2


async def test_without_a_token_of_a_signed_in_user_nothing_is_done(function: Function) -> None:
    team = function.team
    artist = team.make_user("artist@example.com")
    tokens = {
        "nobody": None,
        "expired": team.token(artist.id, seconds=-10),
        "foreign": team.token(artist.id, secret="y" * 40),
        "anonymous key": team.anon_key,
        "nonsense": "a.b.c",
        "nobody's": team.token(str(uuid4())),
    }
    for who, token in tokens.items():
        assert (*told(await function.post(token)), who) == (401, "not_signed_in", who)
        assert (*told(await function.get(token)), who) == (401, "not_signed_in", who)
    assert (function.paid, function.claims()) == (0, [])


async def test_a_role_that_someone_gives_oneself_opens_nothing(function: Function) -> None:
    team = function.team
    artist = team.make_user("artist@example.com")
    forged = team.token(artist.id, secret="x" * 40, role="service_role", app_metadata={"role": "admin"})
    assert told(await function.post(forged)) == (401, "not_signed_in")
    assert function.paid == 0


async def test_a_team_that_lets_nobody_publish_pays_for_nothing(function: Function) -> None:
    artist = function.team.make_user("artist@example.com")
    policy = "signed-in users publish figures"
    function.team.sql(f'alter policy "{policy}" on storage.objects with check (false)')
    try:
        assert told(await function.post(artist)) == (403, "not_allowed")
        assert (function.paid, function.claims(), function.objects()) == (0, [], [])
    finally:
        function.team.sql(
            f"alter policy \"{policy}\" on storage.objects with check (bucket_id = 'figures' and "
            "studio.is_own_file(name, 'png|webp|jpe?g'))"
        )


async def test_too_large_is_refused_whether_it_says_so_or_not(function: Function) -> None:
    artist = function.team.make_user("artist@example.com")

    async def pieces() -> AsyncIterator[bytes]:
        yield b'{"subject": "'
        for _ in range(30):
            yield b"x" * (1 << 20)

    body = json.dumps({"subject": "x", "references": ["x" * (30 << 20)]}).encode()
    assert told(await function.send("POST", artist, content=body)) == (413, "too_large")
    assert told(await function.send("POST", None, content=body)) == (401, "not_signed_in")
    assert told(await function.send("POST", artist, content=pieces())) == (413, "too_large")
    assert (await function.get(artist)).status_code == 200
    assert function.paid == 0


async def test_a_body_that_is_no_json_object_is_refused(function: Function) -> None:
    artist = function.team.make_user("artist@example.com")
    for body in (b"", b"{", b"[]", b'{"subject": NaN}', b"\xff\xfe", b'"x"'):
        assert (*told(await function.send("POST", artist, content=body)), body) == (400, "not_json", body)


async def test_a_web_page_may_call_it_after_asking_first(function: Function) -> None:
    asked = {"origin": "https://app.example", "access-control-request-method": "POST"}
    answer = await function.send("OPTIONS", None, headers=asked)
    assert (answer.status_code, answer.headers["access-control-allow-origin"]) == (204, "*")
    assert "authorization" in answer.headers["access-control-allow-headers"]


async def test_it_tells_version_models_and_what_is_left_of_the_day(function: Function) -> None:
    artist = function.team.make_user("artist@example.com")
    other = function.team.make_user("other@example.com")
    await function.post(artist)
    answer = (await function.get(artist)).json()
    assert (answer["limit"], answer["used"], answer["isReady"]) == (25, 1, True)
    assert answer["version"]
    assert answer["model"] == answer["models"][0]["id"]
    assert answer["models"][0]["fits"] == ["low", "medium", "high", "xhigh", "max"]
    assert (await function.get(other)).json()["used"] == 0


async def test_the_mobile_app_makes_a_figure_with_supabase_js(function: Function) -> None:
    artist = function.team.make_user("artist@example.com")
    packages = installed(APP)
    arguments = (function.team.url, function.team.anon_key, artist.email, artist.password, str(packages))
    process = await asyncio.create_subprocess_exec(
        *(TOOLS / "node", APP / "call.mjs", *arguments), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    output, said = await asyncio.wait_for(process.communicate(), 60)
    assert process.returncode == 0, said.decode()
    seen = json.loads(output)
    figure = seen["answer"]["figure"]
    assert (figure["themeId"], figure["rarityId"]) == (seen["catalog"]["theme"]["id"], seen["catalog"]["rarity"]["id"])
    assert seen["picture"] == {"status": 200, "type": "image/png", "sha256": figure["sha256"]}
    assert function.paid == 1


async def test_a_python_program_makes_a_figure_with_supabase_py_and_reads_a_refusal(function: Function) -> None:
    artist = function.team.make_user("artist@example.com")
    async with httpx.AsyncClient(timeout=60, follow_redirects=True) as http:
        options = AsyncClientOptions(httpx_client=http, auto_refresh_token=False, persist_session=False)
        client = await acreate_client(function.team.url, function.team.anon_key, options)
        await client.auth.sign_in_with_password({"email": artist.email, "password": artist.password})
        wish = {"subject": "a night baker", "theme": "Haunted Kitchen", **SMALL}
        answer = await client.functions.invoke(NAME, {"body": wish, "responseType": "json"})
        assert answer["figure"]["themeId"] == 2
        with pytest.raises(FunctionsHttpError) as refused:
            await client.functions.invoke(NAME, {"body": {**wish, "theme": "Nowhere"}, "responseType": "json"})
    assert refused.value.status == 404
    assert refused.value.message == {"code": "entry_missing", "message": "There is no theme “Nowhere”."}


async def test_openai_trouble_is_told_with_its_request_id(function: Function) -> None:
    artist = function.team.make_user("artist@example.com")
    function.openai.plan(FAULTS["server error"])
    answer = await function.post(artist)
    assert told(answer) == (502, "openai_trouble")
    assert answer.json()["error"]["requestId"] == "req_000001"
