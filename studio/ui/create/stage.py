"""The middle of the Create screen: the picture of the selected job or figure, and a line that says what it is."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from studio.core.engines import SERVER
from studio.core.figure import Figure
from studio.core.job import JobState
from studio.state.generation import GenerationStore
from studio.state.open_jobs import Generation, OpenJob
from studio.ui.appearance import Appearance
from studio.ui.create.card_back import card_back
from studio.ui.create.stage_head import StageHead
from studio.ui.create.stage_notice import StageNotice
from studio.ui.create.stage_pictures import StagePictures, saved_between
from studio.ui.create.wording import duration_text, goes_on_perhaps, headline
from studio.ui.widgets.announcement import announce
from studio.ui.widgets.empty_state import EmptyState
from studio.ui.widgets.picture_canvas import PictureCanvas
from studio.ui.widgets.picture_stage import PictureStage
from studio.ui.widgets.properties import set_ground
from studio.ui.widgets.scrolling import scrolled

CARD_SIDE = 384  # px of the card back that stands in for a picture
SECOND = 1000  # ms
SECONDS_FROM = 2  # who is done sooner is not timed


class Stage(QWidget):
    """Follows what is selected: preview, then picture, without a jump; or the reason why there is none."""

    side_requested = Signal()
    settings_requested = Signal(str)  # section
    request_id_wanted = Signal(str)
    billed_perhaps = Signal(str)  # sentence
    team_goes_on = Signal(str)  # sentence

    def __init__(
        self, appearance: Appearance, generation: GenerationStore, pictures: StagePictures, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._generation = generation
        self.pictures = pictures
        self._shown = Generation()
        self._on_stage = ""
        self._cancelling: set[str] = set()
        self._ticks = QTimer(self)
        self._ticks.setInterval(SECOND)
        self._ticks.timeout.connect(self._on_tick)
        self.head = StageHead(appearance, self)
        self.headline, self.zoom, self.percent = self.head.headline, self.head.zoom, self.head.percent
        self.mask_button = self.head.mask_button
        self.view = PictureStage(appearance, self)
        self.notice = StageNotice(appearance)
        self._pages = QStackedWidget(self)
        self._canvas = self.view.canvas
        self._guest: QWidget | None = None
        self._host_page: QWidget = self.view
        set_ground(self, "canvas")
        self._lay_out()
        self._connect()
        self._on_changed()

    def fit(self) -> None:
        """Show the whole picture."""
        self._canvas.fit()

    def actual_size(self) -> None:
        """One pixel of the picture on each pixel of the screen."""
        self._canvas.zoom_to(1.0)

    def occupy(self, page: QWidget, canvas: PictureCanvas, title: str) -> None:
        """Show another page with a picture of its own; until `release` nothing that happens takes its place."""
        if self._pages.indexOf(page) < 0:
            self._pages.addWidget(page)
            canvas.zoom_changed.connect(partial(self._on_zoom_changed, canvas))
        self._guest, self._canvas = page, canvas
        self.head.show_guest(title)
        self._show_host_or_guest()

    def release(self) -> None:
        """Show again what is selected."""
        self._guest, self._canvas = None, self.view.canvas
        self.head.show_guest("")
        self._show_host_or_guest()
        self._on_zoom_changed(self._canvas, self._canvas.zoom, self._canvas.is_fit)

    def offer_side(self, is_offered: bool, *, is_open: bool) -> None:
        """Offer to show and hide the side panel, where there is no room for it beside the stage."""
        self.head.offer_side(is_offered, is_open=is_open)

    def cancel(self) -> None:
        """Cancel the job on the stage."""
        item = self._generation.snapshot.selected_job
        if item is not None and not item.job.state.is_over:
            self._cancelling.add(item.job.id)
            self._show_busy(item)
            self._tell_of_bill((item,))
            self._generation.cancel(item.job.id)

    def cancel_all(self) -> None:
        """Cancel every job that waits or is being made."""
        self._tell_of_bill(tuple(each for each in self._open_jobs() if each.job.id not in self._cancelling))
        self._cancelling |= set(self._open_ids())
        item = self._generation.snapshot.selected_job
        if item is not None and item.job.id in self._cancelling:
            self._show_busy(item)
        self._generation.cancel_all()

    def dismiss_all(self) -> None:
        """Take every job that did not work off the strip."""
        for item in self._generation.snapshot.jobs:
            if item.job.state.is_over:
                self._generation.dismiss(item.job.id)

    def _lay_out(self) -> None:
        self.view.set_empty(
            scrolled(
                EmptyState(
                    self._appearance,
                    "Your figure appears here",
                    "Say who or what it is on the left, then press Generate figure. "
                    "It is saved on this computer as soon as it is made.",
                ),
                self,
            )
        )
        self._pages.addWidget(self.view)
        self._notice_page = scrolled(self.notice, self)
        self._pages.addWidget(self._notice_page)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addWidget(self._pages, 1)

    def _connect(self) -> None:
        self.zoom.chosen.connect(lambda key: self.fit() if key == "fit" else self.actual_size())
        self.view.zoom_changed.connect(partial(self._on_zoom_changed, self.view.canvas))
        self.view.cancel_requested.connect(self.cancel)
        self.view.cancel_all_requested.connect(self.cancel_all)
        self.head.side_requested.connect(self.side_requested)
        self.notice.again_requested.connect(self._on_again)
        self.notice.again_all_requested.connect(self._generation.try_all_again)
        self.notice.settings_requested.connect(self.settings_requested)
        self.notice.request_id_wanted.connect(self.request_id_wanted)
        self.notice.dismiss_requested.connect(self._on_dismiss)
        self.notice.dismiss_all_requested.connect(self.dismiss_all)
        self._generation.changed.connect(self._on_changed)
        self.pictures.preview_ready.connect(self._on_preview)
        self.pictures.picture_ready.connect(self._on_picture)
        self.pictures.picture_failed.connect(self._on_picture_failed)

    def _on_changed(self) -> None:
        before, now = self._shown, self._generation.snapshot
        self._shown = now
        self._cancelling &= {item.job.id for item in now.jobs if not item.job.state.is_over}
        job, figure = now.selected_job, now.selected_figure
        if job is not None:
            self._show_job(job)
        elif figure is not None:
            fresh = saved_between(before, now)
            self._show_figure(figure, was_followed=fresh is not None and fresh[0].job.id == before.selected)
        else:
            self._show_nothing()

    def _show_job(self, item: OpenJob) -> None:
        job = item.job
        self.headline.setText(headline(job.recipe))
        if job.state.is_over:
            self._show_failed_job(item)
            return
        if self._on_stage != _key_of(item):
            self._on_stage = _key_of(item)
            self.view.set_description(f"Being made: {self.headline.text()}")
            preview = self.pictures.preview(job.id)
            self.view.show_preview(preview or card_back(job.recipe, self._appearance, CARD_SIDE))
        self._show_page(self.view)
        self._show_busy(item)

    def _show_busy(self, item: OpenJob) -> None:
        count = len(set(self._open_ids()) - self._cancelling)
        is_timed = item.job.state is JobState.RUNNING and item.job.id not in self._cancelling
        if is_timed != self._ticks.isActive():
            self._ticks.start() if is_timed else self._ticks.stop()
        self.view.set_cancel_tip(goes_on_perhaps(item.job))
        if item.job.id in self._cancelling:
            self.view.set_busy(f"Cancelling… {goes_on_perhaps(item.job)}".strip(), None, count=0)
        elif item.job.state is JobState.WAITING:
            # a service that cannot be reached, or has enough to do, is asked again: the job says when
            self.view.set_busy(item.progress.text if item.progress else "Waiting for its turn", None, count)
        else:
            text = item.progress.text if item.progress else "Starting"
            self.view.set_busy(self._timed(text, item), item.progress.fraction if item.progress else None, count)

    def _timed(self, text: str, item: OpenJob) -> str:
        seconds = self._generation.seconds(item)
        return text if seconds < SECONDS_FROM else f"{text} · {duration_text(seconds)}"

    def _on_tick(self) -> None:
        item = self._generation.snapshot.selected_job
        if item is None or item.job.state is not JobState.RUNNING:
            self._ticks.stop()
        else:
            self._show_busy(item)

    def _tell_of_bill(self, items: Sequence[OpenJob]) -> None:
        """A request that has left may be billed, or carried out, whoever goes on listening."""
        engines = {item.job.recipe.engine for item in items if goes_on_perhaps(item.job)}
        if engines - {SERVER}:
            self.billed_perhaps.emit("Cancelled. What was asked for already may still be billed.")
        if SERVER in engines:
            self.team_goes_on.emit(
                "Cancelled. The team’s server may go on all the same: then it is among your published figures, and counts."
            )

    def _open_jobs(self) -> tuple[OpenJob, ...]:
        return tuple(item for item in self._generation.snapshot.jobs if not item.job.state.is_over)

    def _open_ids(self) -> tuple[str, ...]:
        return tuple(item.job.id for item in self._open_jobs())

    def _show_failed_job(self, item: OpenJob) -> None:
        self._ticks.stop()
        over = sum(each.job.state.is_over for each in self._shown.jobs)
        self.notice.offer_all(over, len(self._shown.not_made))
        if self._on_stage == _key_of(item):
            return
        was_followed = self._on_stage == f"job {item.job.id}"
        self._on_stage = _key_of(item)
        self.view.set_idle()
        self.notice.show_job(item.job)
        self._show_page(self._notice_page)
        if was_followed:
            announce(self, self.notice.text, is_urgent=True)

    def _show_figure(self, figure: Figure, *, was_followed: bool) -> None:
        self._ticks.stop()
        self.headline.setText(headline(figure.recipe))
        if self._on_stage == figure.id:
            return
        self._on_stage = figure.id
        self.view.set_description(figure.alt_text or self.headline.text())
        self._show_page(self.view)
        self.view.set_idle()
        picture = self.pictures.picture(figure.id)
        if picture is not None:
            self.view.show_picture(picture)
            return
        if was_followed:
            announce(self, f"Figure saved: {' '.join(figure.title.split())}")
        else:
            thumbnail = self.pictures.thumbnail(figure.id)
            self.view.show_preview(thumbnail or card_back(figure.recipe, self._appearance, CARD_SIDE))
        self.pictures.want(figure)

    def _show_nothing(self) -> None:
        self._ticks.stop()
        self.headline.setText("")
        self._on_stage = ""
        self._show_page(self.view)
        self.view.set_idle()
        self.view.clear()
        self._show_host_or_guest()

    def _show_page(self, page: QWidget) -> None:
        self._host_page = page
        self._show_host_or_guest()

    def _show_host_or_guest(self) -> None:
        self._pages.setCurrentWidget(self._guest or self._host_page)
        self.head.show_zoom(self._guest is not None or (self._host_page is self.view and bool(self._on_stage)))

    def _on_zoom_changed(self, canvas: PictureCanvas, zoom: float, is_fit: bool) -> None:
        if canvas is self._canvas:
            self.head.set_zoom(zoom, is_fit)

    def _on_preview(self, job_id: str) -> None:
        preview = self.pictures.preview(job_id)
        if self._on_stage == f"job {job_id}" and preview is not None:
            self.view.show_preview(preview)

    def _on_picture(self, figure_id: str) -> None:
        picture = self.pictures.picture(figure_id)
        if figure_id == self._on_stage and picture is not None:
            self.view.show_picture(picture)

    def _on_picture_failed(self, figure_id: str, is_file_there: bool) -> None:
        if figure_id == self._on_stage:
            self.notice.show_missing(is_file_there)
            self._show_page(self._notice_page)

    def _on_again(self) -> None:
        self._generation.try_again(self._generation.snapshot.selected)

    def _on_dismiss(self) -> None:
        self._generation.dismiss(self._generation.snapshot.selected)


def _key_of(item: OpenJob) -> str:
    """What the stage shows of a job; never a figure's id, though job and figure may share theirs."""
    return f"job {item.job.id} is over" if item.job.state.is_over else f"job {item.job.id}"
