"""The mock-up engine: draws a recipe as an action figure in its packaging, free and without a network."""

from studio.backend.engines.mockup.engine import MockupEngine

__all__ = ["MockupEngine"]
