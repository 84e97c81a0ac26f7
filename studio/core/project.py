"""The team's project: where its server is and the public key that names the studio to it, both checked."""

import base64
import binascii
import ipaddress
import re
from dataclasses import dataclass
from typing import Self
from urllib.parse import urlsplit

from studio.core.errors import AddressRefused, JsonError, SettingsError
from studio.core.json_text import load_json

_PUBLISHABLE = re.compile(r"sb_publishable_[A-Za-z0-9_-]{10,200}")
_HOSTED = (".supabase.co", ".supabase.in")
_MAX_URL, _MAX_KEY, _MAX_NAME = 300, 2000, 60

_WHERE_KEYS_ARE = "Copy the publishable key (or the anon key) from the project's settings, under API keys."


@dataclass(frozen=True, slots=True)
class Project:
    """One Supabase project. `url` has no slash at its end, `key` is public, `name` is what people here call it."""

    url: str
    key: str
    name: str = ""

    @classmethod
    def parse(cls, url: str, key: str, name: str = "") -> Self:
        """Check what was typed or configured. Raises SettingsError without repeating the key, AddressRefused for the address."""
        return cls(_checked_url(url), _checked_key(key), " ".join(name.split())[:_MAX_NAME])

    @property
    def host(self) -> str:
        """Name and port in lower case: what a session is kept for and what a workspace begins with."""
        return urlsplit(self.url).netloc.lower()

    @property
    def label(self) -> str:
        """How screens name the team: its name, else the part of the host that tells it apart."""
        if self.name:
            return self.name
        ending = next((end for end in _HOSTED if self.host.endswith(end)), "")
        return self.host.removesuffix(ending)


def _checked_url(text: str) -> str:
    url = text.strip().rstrip("/")
    if len(url) > _MAX_URL or any(sign.isspace() or not sign.isprintable() for sign in url):
        raise _not_a_url()
    try:
        parts = urlsplit(url)
        name, port = parts.hostname, parts.port
    except ValueError:
        raise _not_a_url() from None
    if parts.scheme not in ("http", "https") or not name or port == 0:
        raise _not_a_url()
    if parts.username is not None or parts.path or parts.query or parts.fragment:
        raise AddressRefused(
            "The address holds more than the project's host.", "Give only the address, like https://abcd.supabase.co."
        )
    if parts.scheme == "http" and not is_loopback(name):
        raise AddressRefused("A password must not travel in the open.", "Begin the address with https://.")
    return f"{parts.scheme}://{parts.netloc.lower()}"


def is_loopback(name: str) -> bool:
    """This computer itself, where a project of one's own runs without a certificate."""
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def _checked_key(text: str) -> str:
    key = text.strip()
    if key.startswith("sb_secret_"):
        raise _secret("a secret key")
    if _PUBLISHABLE.fullmatch(key):
        return key
    role = _role_of(key)
    if role == "anon":
        return key
    if role in ("service_role", "supabase_admin"):
        raise _secret(f"the {role} key")
    if role:
        raise SettingsError("This is somebody's sign-in and not the project's key.", _WHERE_KEYS_ARE)
    raise SettingsError("This is not the key of a Supabase project.", _WHERE_KEYS_ARE)


def _role_of(key: str) -> str:
    """The role that a legacy key (a JSON Web Token) names, or ""."""
    parts = key.split(".")
    if len(key) > _MAX_KEY or len(parts) != 3 or not key.isascii():
        return ""
    try:
        claims = load_json(base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
    except (binascii.Error, ValueError, JsonError):
        return ""
    role = claims.get("role") if isinstance(claims, dict) else None
    return role if isinstance(role, str) else ""


def _secret(what: str) -> SettingsError:
    return SettingsError(
        f"This is {what}: it opens everything in the project, past every rule, so the studio does not take it.",
        f"{_WHERE_KEYS_ARE} If others have seen this one, make a new one there.",
    )


def _not_a_url() -> AddressRefused:
    return AddressRefused("This is not the address of a project.", "Write it like https://abcd.supabase.co.")
