import base64
import json

import pytest

from studio.core.errors import AddressRefused, SettingsError
from studio.core.project import Project

URL = "https://abcdefghij.supabase.co"
KEY = "sb_publishable_ACJWlzQHlZjBrEguHvfOxg_3BJgxAaH"


def legacy(role: object) -> str:
    """A legacy API key: a JSON Web Token that names its role."""
    parts = (
        {"alg": "HS256", "typ": "JWT"},
        {"iss": "supabase", "ref": "abcdefghij", "role": role, "exp": 2_000_000_000},
    )
    return ".".join(
        [*(base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in parts), "c2ln"]
    )


@pytest.mark.parametrize(
    ("typed", "url", "host"),
    [
        (URL, URL, "abcdefghij.supabase.co"),
        (f"  {URL}/ ", URL, "abcdefghij.supabase.co"),
        ("HTTPS://ABCDEFGHIJ.Supabase.co", URL, "abcdefghij.supabase.co"),
        ("https://team.example.org:8443", "https://team.example.org:8443", "team.example.org:8443"),
        ("http://127.0.0.1:54321", "http://127.0.0.1:54321", "127.0.0.1:54321"),
        ("http://localhost:54321", "http://localhost:54321", "localhost:54321"),
        ("http://[::1]:54321", "http://[::1]:54321", "[::1]:54321"),
    ],
)
def test_an_address_is_brought_into_one_form(typed: str, url: str, host: str) -> None:
    project = Project.parse(typed, KEY)
    assert (project.url, project.host) == (url, host)


@pytest.mark.parametrize(
    "typed",
    [
        "", "abcdefghij", "abcdefghij.supabase.co", "ftp://abcdefghij.supabase.co", "https://", "https:///x",
        "http://abcdefghij.supabase.co", "http://192.168.0.7:54321", "http://localhost.example.org", "http://127.0.0.1.nip.io",
        f"{URL}/rest/v1", f"{URL}?apikey=1", f"{URL}#x", "https://me:secret@abcdefghij.supabase.co", f"{URL}:0",
        f"{URL}:99999", "https://abc def.supabase.co", "https://[::1", "javascript:alert(1)", f"https://{'a' * 400}.co",
    ],
)  # fmt: skip
def test_what_is_no_address_or_would_send_a_password_in_the_open_is_refused(typed: str) -> None:
    with pytest.raises(AddressRefused) as caught:
        Project.parse(typed, KEY)
    assert caught.value.next_step
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("key", [KEY, f" {KEY}\n", legacy("anon")])
def test_public_keys_are_taken(key: str) -> None:
    assert Project.parse(URL, key).key == key.strip()


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("sb_secret_0123456789abcdef0123", "secret key"),
        (legacy("service_role"), "service_role key"),
        (legacy("supabase_admin"), "supabase_admin key"),
        (legacy("authenticated"), "somebody's sign-in"),
        (legacy(7), "not the key"),
        (legacy(None), "not the key"),
        ("", "not the key"),
        ("sb_publishable_", "not the key"),
        ("sb_publishable_0123456789\u00fc", "not the key"),
        ("eyJ.!!!.x", "not the key"),
        ("a.bnVsbA.c", "not the key"),
        ("a.W10.c", "not the key"),
        ("a..c", "not the key"),
        ("x" * 5000, "not the key"),
    ],
)
def test_other_keys_are_refused_with_a_reason_and_never_repeated(key: str, words: str) -> None:
    with pytest.raises(SettingsError) as caught:
        Project.parse(URL, key)
    assert words in caught.value.sentence
    assert not key or key not in str(caught.value)


def test_a_team_is_called_by_its_name_or_by_what_tells_it_apart() -> None:
    assert Project.parse(URL, KEY, "  wtfigure\n team ").label == "wtfigure team"
    assert Project.parse(URL, KEY).label == "abcdefghij"
    assert Project.parse("http://127.0.0.1:54321", KEY).label == "127.0.0.1:54321"
