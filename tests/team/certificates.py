"""Certificates, which nobody needs who speaks plain HTTP with a server on this computer."""

import httpx
import pytest

CERTIFICATES = httpx.create_ssl_context()


def share_certificates(patch: pytest.MonkeyPatch) -> None:
    """Give every client of httpx the same ones: it would take each of them 30 ms to read the system's."""
    patch.setattr("httpx._transports.default.create_ssl_context", lambda **_settings: CERTIFICATES)
