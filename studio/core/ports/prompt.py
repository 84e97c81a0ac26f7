"""Who resolves a template into a prompt."""

from typing import Protocol

from studio.core.prompt.model import PromptInput, Resolution


class PromptResolver(Protocol):
    """Resolves templates off the GUI thread; the template engine is imported when it is first needed."""

    async def resolve(self, template: str, values: PromptInput) -> Resolution:
        """The resolved prompt with its spans and lint; what is wrong with the template is in the lint."""
        ...
