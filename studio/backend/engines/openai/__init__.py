"""The engine `openai`: OpenAI's image service, and any service that speaks like it."""

from studio.backend.engines.openai.account import OpenAIAccount, environment_key
from studio.backend.engines.openai.address import OFFICIAL_URL, Address
from studio.backend.engines.openai.clients import Clients
from studio.backend.engines.openai.connection import Connection, Patience
from studio.backend.engines.openai.engine import OpenAIEngine
from studio.backend.engines.openai.failures import no_key
from studio.backend.engines.openai.listing import listed_models

__all__ = [
    "OFFICIAL_URL",
    "Address",
    "Clients",
    "Connection",
    "OpenAIAccount",
    "OpenAIEngine",
    "Patience",
    "environment_key",
    "listed_models",
    "no_key",
]
