"""The engine `server`: the team's edge function makes the picture with the team's key, and publishes it."""

from studio.backend.engines.server.engine import ServerEngine

__all__ = ["ServerEngine"]
