"""The arguments that make up a brief, shared by `generate` and `prompt`."""

import argparse

from studio.core.briefing import prompt_input
from studio.core.catalog import Catalog, Kind
from studio.core.errors import StudioError
from studio.core.prompt.model import Resolution
from studio.core.recipe import Brief
from studio.services import Services


def add_brief_arguments(parser: argparse.ArgumentParser) -> None:
    """What a prompt can be made of."""
    parser.add_argument("--subject", required=True, help="what the figure is")
    parser.add_argument("--name", default="", help="the name on the card")
    parser.add_argument("--extra", default="", help="extra wording")
    parser.add_argument("--prompt", metavar="NAME", help="prompt template, by name or id (else the first one)")
    parser.add_argument("--theme", metavar="NAME", help="theme, by name or id (else none)")
    parser.add_argument("--rarity", metavar="NAME", help="rarity level, by name or id (else none)")


def brief_of(arguments: argparse.Namespace, catalog: Catalog) -> Brief:
    """The brief that the arguments describe. Raises CatalogError where a name is unknown or not the only one."""
    prompts = catalog.of(Kind.PROMPTS)
    if arguments.prompt is None and not prompts:
        raise StudioError(
            "The catalog has no prompt template.",
            "Bring the team’s with catalog pull, or import one with catalog import FILE.",
        )
    prompt = catalog.find(Kind.PROMPTS, arguments.prompt) if arguments.prompt is not None else prompts[0]
    theme = catalog.find(Kind.THEMES, arguments.theme) if arguments.theme is not None else None
    rarity = catalog.find(Kind.RARITY, arguments.rarity) if arguments.rarity is not None else None
    return Brief(
        subject=arguments.subject,
        name=arguments.name,
        extra=arguments.extra,
        prompt_id=prompt.id,
        theme_id=theme.id if theme else None,
        rarity_id=rarity.id if rarity else None,
    )


async def resolve(services: Services, brief: Brief, catalog: Catalog) -> Resolution:
    """The resolved prompt of a brief."""
    prompt = catalog.get(Kind.PROMPTS, brief.prompt_id)
    template = prompt.template if prompt else ""
    return await services.resolver.resolve(template, prompt_input(brief, catalog))
