"""The outbox (protocol U): what is to reach the team is kept until it has, once, in order, whatever happens between."""

from studio.backend.outbox.outbox import Outbox

__all__ = ["Outbox"]
