"""The gallery in each of its states, for pictures of the screens."""

from collections.abc import Awaitable, Callable

from studio.app import Studio
from studio.screenshots.waits import settled, with_figures
from studio.ui.gallery.page import GalleryPage

SAMPLES_ON_SHELVES = 120


async def _on_shelves(studio: Studio) -> None:
    """Enough figures for shelves that are longer than the window."""
    await with_figures(studio, SAMPLES_ON_SHELVES)


async def _in_the_grid(studio: Studio) -> None:
    await with_figures(studio)
    studio.gallery.show_grid()
    await settled(studio)


async def _no_match(studio: Studio) -> None:
    await with_figures(studio)
    studio.gallery.filter_rating(3)
    studio.gallery.search("dragon tamer")
    await settled(studio)


async def _some_deleted(studio: Studio) -> None:
    await _in_the_grid(studio)
    figures = [studio.gallery.window.figure_at(row) for row in range(5)]
    studio.figures.delete([figure.id for figure in figures if figure is not None])
    await settled(studio)
    studio.gallery.show_deleted()
    await settled(studio)


def _gallery(studio: Studio) -> GalleryPage:
    page = studio.window.page("gallery")
    if not isinstance(page, GalleryPage):
        raise TypeError(page)
    return page


async def _viewed(studio: Studio) -> None:
    _gallery(studio).viewer.open(1)


async def _compared(studio: Studio) -> None:
    first, second = (studio.gallery.window.figure_at(row) for row in range(2))
    if first is not None and second is not None:
        _gallery(studio).viewer.compare(first, second)


async def _compared_by_slider(studio: Studio) -> None:
    await _compared(studio)
    _gallery(studio).viewer.viewer.show_slider()


GALLERY_STATES: dict[tuple[str, str], Callable[[Studio], Awaitable[None]]] = {
    ("gallery", "full"): _in_the_grid,
    ("gallery", "shelves"): _on_shelves,
    ("gallery", "no-match"): _no_match,
    ("gallery", "deleted"): _some_deleted,
    ("gallery", "viewer"): _in_the_grid,
    ("gallery", "compare"): _in_the_grid,
    ("gallery", "slider"): _in_the_grid,
}
"""What is done before the page is shown."""

GALLERY_STATES_SHOWN: dict[tuple[str, str], Callable[[Studio], Awaitable[None]]] = {
    ("gallery", "viewer"): _viewed,
    ("gallery", "compare"): _compared,
    ("gallery", "slider"): _compared_by_slider,
}
"""What is done on the page that is shown."""
