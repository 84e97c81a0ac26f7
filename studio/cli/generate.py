"""`generate`: make figures without a window."""

import argparse
from dataclasses import replace
from pathlib import Path
from typing import Any

from studio.backend.files import disk_errors
from studio.cli.answer import Answer
from studio.cli.brief import add_brief_arguments, brief_of, resolve
from studio.cli.outbox import publish_figures
from studio.cli.session import open_services
from studio.cli.signed_in import sign_in_again
from studio.core.briefing import engine_reasons_against, reasons_against, recipe_of
from studio.core.engines import MOCKUP, OPENAI, SERVER
from studio.core.errors import StudioError
from studio.core.figure import Figure
from studio.core.job import Job, JobState
from studio.core.recipe import MAX_VARIATIONS, Brief, PictureFormat, Size
from studio.services import Services

ENGINES = (MOCKUP, OPENAI, SERVER)


def add_to(commands: Any) -> None:
    """Add the command."""
    parser: argparse.ArgumentParser = commands.add_parser("generate", help="make figures")
    add_brief_arguments(parser)
    parser.add_argument("--engine", choices=ENGINES, default=MOCKUP, help="who makes the picture")
    parser.add_argument("--model", default="", metavar="M", help="model of the engine (else the one of the settings)")
    parser.add_argument("--size", default="1024x1536", metavar="WxH", help="in pixels")
    parser.add_argument("--quality", default="auto", metavar="Q", help="auto, or what the model has")
    parser.add_argument("--format", choices=[kind.value for kind in PictureFormat], default="png")
    parser.add_argument("--background", default="auto", metavar="B", help="auto, opaque or transparent")
    parser.add_argument("--compression", type=int, metavar="0-100", help="of WebP and JPEG")
    parser.add_argument(
        "--reference", action="append", default=[], metavar="FILE", type=Path, help="a picture to work from"
    )
    parser.add_argument("--mask", metavar="FILE", type=Path, help="PNG: what is transparent in it is made anew")
    parser.add_argument("-n", "--variations", type=int, default=1, metavar="N", help=f"1 to {MAX_VARIATIONS}")
    parser.add_argument("--publish", action="store_true", help="publish the figures in the team")
    parser.add_argument("--output", type=Path, metavar="FOLDER", help="copy the pictures there as well")
    parser.add_argument("--json", action="store_true")
    parser.set_defaults(run=generate)


async def generate(arguments: argparse.Namespace, answer: Answer) -> int:
    """Make the figures, wait for them, and print them."""
    if not 1 <= arguments.variations <= MAX_VARIATIONS:
        raise StudioError(f"-n can be 1 to {MAX_VARIATIONS}.")
    async with open_services(arguments, answer) as services:
        jobs = await _run(services, arguments, answer)
        figures = [await services.library.figure(job.figure_id) for job in jobs if job.figure_id]
        waiting = await publish_figures(services, figures) if arguments.publish else ""
        figures = [await services.library.figure(figure.id) for figure in figures]
        if arguments.output:
            folder = _made_folder(arguments.output)
            figures = [await _copy(services, figure, folder / Path(figure.path).name) for figure in figures]
    answer.give([figure.to_json() for figure in figures], [f"{figure.title}: {figure.path}" for figure in figures])
    failed = [job for job in jobs if job.state is not JobState.SAVED]
    for job in failed:
        answer.note(f"{job.reason} {job.next_step}".strip() or "The picture was not made.")
    if waiting:
        answer.note(waiting)
    return 1 if failed or waiting else 0


async def _run(services: Services, arguments: argparse.Namespace, answer: Answer) -> tuple[Job, ...]:
    if arguments.publish or arguments.engine == SERVER:
        await sign_in_again(services, answer)
    workspace = services.session.workspace
    catalog = await services.library.catalog(workspace)
    brief = await _with_pictures(services, _brief(arguments, brief_of(arguments, catalog)), arguments)
    resolution = await resolve(services, brief, catalog)
    reasons = reasons_against(brief, catalog, resolution)
    if reasons:
        notes = [note.sentence for note in resolution.lint if note.severity == "error"]
        raise StudioError(reasons[0], " ".join(notes))
    means = await services.means()
    if brief.engine == SERVER:
        means = replace(means, server=await services.server.status())
    recipe = recipe_of(brief, catalog, resolution.text, means.model_of(brief))
    reasons = engine_reasons_against(recipe, arguments.variations, means)
    if reasons:
        raise StudioError(reasons[0], " ".join(reasons[1:]))
    recipes = tuple(recipe.varied(number) for number in range(arguments.variations))
    jobs = await services.jobs.wait([job.id for job in await services.jobs.submit(workspace, recipes)])
    for job in jobs:
        await services.jobs.cancel(job.id)  # one that waits for a sign-in: no later start is to make it unasked
    return jobs


def _brief(arguments: argparse.Namespace, brief: Brief) -> Brief:
    compression = arguments.compression
    if compression is not None and not 0 <= compression <= 100:
        raise StudioError("--compression can be 0 to 100.")
    return replace(
        brief,
        engine=arguments.engine,
        model=arguments.model,
        size=Size.parse(arguments.size),
        quality=arguments.quality,
        format=PictureFormat(arguments.format),
        background=arguments.background,
        compression=compression,
    )


async def _with_pictures(services: Services, brief: Brief, arguments: argparse.Namespace) -> Brief:
    references = [await services.library.add_reference(file, file.name) for file in arguments.reference]
    brief = replace(brief, references=tuple(references))
    file: Path | None = arguments.mask
    if file is None:
        return brief
    if not references:
        raise StudioError("A mask needs the picture that it belongs to.", "Name that picture with --reference.")
    size = Size(references[0].width, references[0].height)
    return replace(brief, mask=await services.library.add_mask(file, file.name, size))


def _made_folder(folder: Path) -> Path:
    with disk_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
    return folder.absolute()


async def _copy(services: Services, figure: Figure, target: Path) -> Figure:
    return replace(figure, path=str(await services.library.save_copy(figure.id, target)))
