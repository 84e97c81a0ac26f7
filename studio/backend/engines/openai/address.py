"""Where an image service is reached: its base URL, checked, and the host that a key is bound to."""

import ipaddress
from dataclasses import dataclass
from typing import Self
from urllib.parse import urlsplit

from studio.core.errors import SettingsError

OFFICIAL_URL = "https://api.openai.com/v1"
_OFFICIAL_HOST = "api.openai.com"


@dataclass(frozen=True, slots=True)
class Address:
    """A base URL without a trailing slash. `host` is name and port, in lower case: what a key is kept for."""

    url: str
    host: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a base URL; empty is the official one. Raises SettingsError where it is none, or would send a key in the open."""
        url = text.strip().rstrip("/") or OFFICIAL_URL
        try:
            parts = urlsplit(url)
            name, port = parts.hostname, parts.port
        except ValueError:
            raise _not_an_address() from None
        if parts.scheme not in ("http", "https") or not name or any(sign.isspace() for sign in url):
            raise _not_an_address()
        if parts.username is not None or parts.query or parts.fragment:
            raise SettingsError(
                "The address holds more than a host and a path.", "Give only the address, like https://host/v1."
            )
        if parts.scheme == "http" and not _is_near(name):
            raise SettingsError(
                "A key must not travel in the open over the internet.", "Begin the address with https://."
            )
        shown = f"[{name}]" if ":" in name else name
        standard = {"http": 80, "https": 443}[parts.scheme]
        return cls(url, shown if port in (None, standard) else f"{shown}:{port}")

    @property
    def is_official(self) -> bool:
        """The service of OpenAI itself, one of its regions included."""
        return self.host == _OFFICIAL_HOST or self.host.endswith("." + _OFFICIAL_HOST)

    @property
    def who(self) -> str:
        """How sentences name the service."""
        return "OpenAI" if self.is_official else self.host

    @property
    def is_encrypted(self) -> bool:
        """It is reached over TLS."""
        return self.url.startswith("https:")


def _is_near(name: str) -> bool:
    """This computer or its own network, where an image server of one's own rarely has a certificate."""
    if name == "localhost" or name.endswith((".localhost", ".local", ".lan", ".home.arpa")):
        return True
    try:
        return ipaddress.ip_address(name).is_private
    except ValueError:
        return False


def _not_an_address() -> SettingsError:
    return SettingsError("This is not the address of a service.", f"Write it like {OFFICIAL_URL}.")
