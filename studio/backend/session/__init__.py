"""Who is signed in to the team (protocol T), and the one way to make a call in that person's name: `Session.call`."""

from studio.backend.session.session import Session

__all__ = ["Session"]
