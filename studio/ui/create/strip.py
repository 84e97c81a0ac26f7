"""The strip under the stage: jobs that are open, then the newest figures; what is chosen there goes on the stage."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from studio.core.figure import Figure
from studio.core.job import JobState
from studio.state.generation import GenerationStore
from studio.state.open_jobs import Generation, OpenJob
from studio.ui.appearance import Appearance
from studio.ui.create.card_back import card_back
from studio.ui.create.stage_pictures import StagePictures, saved_between
from studio.ui.create.wording import headline, job_caption
from studio.ui.facts import short_state
from studio.ui.pictures import Pictures
from studio.ui.widgets.filmstrip import FilmItem, Filmstrip
from studio.ui.widgets.labels import PlainLabel
from studio.ui.widgets.properties import set_ground

CARD_SIDE = 256  # px of the card back of a job without a preview
WRONG = {JobState.FAILED: ("triangle-alert", "error"), JobState.UNKNOWN: ("circle-question-mark", "warning")}


class FigureStrip(QWidget):
    """Shows the jobs and figures of the store in its order."""

    def __init__(
        self,
        appearance: Appearance,
        generation: GenerationStore,
        pictures: Pictures,
        stage_pictures: StagePictures,
        word: Callable[[Figure], str],
        parent: QWidget,
    ) -> None:
        """`word` says where a figure stands with the team."""
        super().__init__(parent)
        self._word = word
        self._appearance = appearance
        self._generation = generation
        self._pictures = pictures
        self._stage_pictures = stage_pictures
        self._shown = Generation()
        self._items: tuple[FilmItem, ...] = ()
        self.film = Filmstrip(appearance, "Jobs and newest figures")
        self._empty = PlainLabel("What you make lines up here.", "faint")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._pages = QStackedWidget(self)
        self._pages.addWidget(self._empty)
        self._pages.addWidget(self.film)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 1, 0, 0)  # the hairline above
        column.addWidget(self._pages)
        set_ground(self, "panel", "top")
        self.film.key_chosen.connect(generation.select)
        self.film.thumbnail_wanted.connect(self._on_thumbnail_wanted)
        pictures.thumbnail_ready.connect(self.film.set_thumbnail)
        pictures.thumbnail_failed.connect(self.film.thumbnail_failed)
        pictures.thumbnail_dropped.connect(self.film.forget_thumbnail)
        stage_pictures.preview_ready.connect(self._on_preview)
        generation.changed.connect(self._on_changed)
        appearance.changed.connect(self._on_appearance)
        self._on_changed()

    def _on_changed(self) -> None:
        before, now = self._shown, self._generation.snapshot
        self._shown = now
        items = (*map(_job_item, now.jobs), *map(self._figure_item, now.recent))
        if items != self._items:
            self._items = items
            self.film.set_items(items)
            self._pages.setCurrentWidget(self.film if items else self._empty)
            self._lend_preview(before, now)
        if self.film.current_key != now.selected:
            # a job that has become a figure moves behind what is still to be made: the strip stays where it is
            self.film.set_current_key(now.selected, scroll=saved_between(before, now) is None)

    def tell_words(self) -> None:
        """Figures stand elsewhere with the team."""
        self._on_changed()

    def _figure_item(self, figure: Figure) -> FilmItem:
        caption = short_state(figure, self._word(figure))
        return FilmItem(figure.id, caption, thumbnail=figure.id, title=headline(figure.recipe))

    def _lend_preview(self, before: Generation, now: Generation) -> None:
        """Show the preview of a job under the figure that it has become, until the thumbnail is there."""
        fresh = saved_between(before, now)
        preview = self._stage_pictures.thumbnail(fresh[1].id) if fresh else None
        if fresh is not None and preview is not None:
            self.film.set_thumbnail(fresh[1].id, preview)
            self._pictures.want_thumbnail(fresh[1])

    def _on_thumbnail_wanted(self, key: str) -> None:
        figure = next((figure for figure in self._shown.recent if figure.id == key), None)
        if figure is not None:
            self._pictures.want_thumbnail(figure)
            return
        item = next((item for item in self._shown.jobs if _thumbnail_of(item.job.id) == key), None)
        if item is not None:
            self.film.set_thumbnail(key, self._picture_of(item))

    def _on_appearance(self) -> None:
        for item in self._shown.jobs:
            self.film.forget_thumbnail(
                _thumbnail_of(item.job.id)
            )  # card backs are drawn in the colours of the appearance

    def _picture_of(self, item: OpenJob) -> QImage:
        return self._stage_pictures.preview(item.job.id) or card_back(item.job.recipe, self._appearance, CARD_SIDE)

    def _on_preview(self, job_id: str) -> None:
        preview = self._stage_pictures.preview(job_id)
        if preview is not None:
            self.film.set_thumbnail(_thumbnail_of(job_id), preview)


def _thumbnail_of(job_id: str) -> str:
    """The key of a job's thumbnail; never a figure's, though job and figure may share their id."""
    return f"job {job_id}"


def _job_item(item: OpenJob) -> FilmItem:
    job = item.job
    return FilmItem(
        job.id,
        job_caption(job),
        thumbnail=_thumbnail_of(job.id),
        dimmed=job.state is not JobState.RUNNING,
        title=headline(job.recipe),
        icon=WRONG.get(job.state, ("", "")),
    )
