"""What the pictures of the screens have in common: waiting until something is so, and a library of samples."""

import asyncio

from studio.app import Studio
from studio.samples import draw_samples

SAMPLE_FIGURES = 24
SETTLE_SECONDS = 0.25


async def settled(studio: Studio) -> None:
    """Wait until nothing is on its way any more: two quiet moments in a row."""
    quiet = 0
    while quiet < 2:
        await asyncio.sleep(SETTLE_SECONDS)
        quiet = quiet + 1 if studio.tasks.is_idle else 0


async def with_figures(studio: Studio, count: int = SAMPLE_FIGURES) -> None:
    """A library of sample figures, one of them rated and looked at."""
    services = studio.services
    pictures = await studio.tasks.call(lambda: draw_samples(services, SAMPLE_FIGURES))
    await studio.tasks.call(lambda: services.library.add_sample(pictures, count))
    studio.generation.refresh()
    studio.gallery.refresh()
    await settled(studio)
    figure = studio.gallery.window.figure_at(1)
    if figure is not None:
        studio.gallery.select([figure])


async def generate(studio: Studio) -> None:
    while studio.brief.snapshot.reasons or studio.brief.snapshot.resolution is None:
        await moment()
    studio.generation.generate()
    await moment()


async def jobs_over(studio: Studio) -> None:
    while any(not item.job.state.is_over for item in studio.generation.snapshot.jobs):
        await moment()


async def moment() -> None:
    await asyncio.sleep(0.02)


def has_preview(studio: Studio) -> bool:
    job = studio.generation.snapshot.selected_job
    return job is not None and job.progress is not None and job.progress.preview is not None
