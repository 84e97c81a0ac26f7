"""The bucket browser: head, grid of published figures, what can be done with the selected one, and the check."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from studio.core.errors import StudioError
from studio.core.published import Finding, PublishedFigure
from studio.core.session import Role, account_of
from studio.state.answering import AnsweringStore
from studio.state.published import Published, PublishedStore
from studio.state.session import SessionStore
from studio.state.tasks import Tasks
from studio.ui.appearance import Appearance
from studio.ui.facts import bytes_text, day_text, figures_text
from studio.ui.pictures import Pictures
from studio.ui.publishing import Publishing
from studio.ui.widgets.buttons import Button
from studio.ui.widgets.empty_state import EmptyState
from studio.ui.widgets.fields import SearchField
from studio.ui.widgets.figure_grid import FigureGrid
from studio.ui.widgets.flow_layout import FlowLayout
from studio.ui.widgets.labels import ElidedLabel, PlainLabel
from studio.ui.widgets.notes_box import Note, NotesBox
from studio.ui.widgets.properties import set_ground
from studio.ui.widgets.segmented import Option, Segmented
from studio.ui.widgets.tile import Tile, TileList

MINE, EVERYONE = "mine", "everyone"
THUMBNAIL = 384
FINE = "Everything fits: each picture has its recipe, and they are the ones in your library."


class BucketBrowser(QWidget):
    """Shows what the store lists; everything that is done goes through it."""

    def __init__(
        self,
        appearance: Appearance,
        tasks: Tasks,
        published: PublishedStore,
        answering: AnsweringStore,
        session: SessionStore,
        pictures: Pictures,
        publishing: Publishing,
        on_sign_in: Callable[[], None],
        now: Callable[[], datetime],
    ) -> None:
        super().__init__()
        self._tasks = tasks
        self._published = published
        self._answering = answering
        self._session = session
        self._pictures = pictures
        self._publishing = publishing
        self._now = now
        self._by_key: dict[str, PublishedFigure] = {}
        self.tiles = TileList()
        self.grid = FigureGrid(appearance, "Published figures")
        self.grid.setModel(self.tiles)
        self.whose = Segmented(appearance, "Whose figures", (Option(MINE, "Mine"), Option(EVERYONE, "Everyone")))
        self.whose.set_value(MINE)
        self.search = SearchField(appearance, "Search published figures")
        self.check = Button(appearance, "Check…")
        self.refresh = Button(appearance, "Refresh", icon="refresh-cw")
        self.notes = NotesBox(appearance)
        self.well = PlainLabel(FINE, "ok", wrap=True)
        self.selected = ElidedLabel("", "label")
        self.copy = Button(appearance, "Copy public link", icon="link")
        self.open = Button(appearance, "Open", icon="external-link")
        self.download = Button(appearance, "Download…", icon="download")
        self.bring = Button(appearance, "Bring into my library")
        self.remove = Button(appearance, "Take away", "danger")
        self.state = EmptyState(appearance, "", "", "cloud")
        self.sign_in = self.state.add_button("Sign in", "primary")
        self.again = self.state.add_button("Try again", icon="rotate-ccw")
        self._lay_out()
        self.sign_in.clicked.connect(lambda _checked=False: on_sign_in())
        publishing.keep_off(self._bar)
        self._connect()
        self._render()

    def _lay_out(self) -> None:
        head = QWidget()
        row = QHBoxLayout(head)
        row.setContentsMargins(20, 13, 20, 13)
        row.setSpacing(10)
        row.addWidget(PlainLabel("Published figures", "title"))
        row.addWidget(self.whose)
        row.addWidget(self.search, 1000)  # before the gap gets anything
        row.addStretch(1)
        row.addWidget(self.check)
        row.addWidget(self.refresh)
        set_ground(head, "panel", "bottom")
        self._bar = QWidget()
        bar = QVBoxLayout(self._bar)
        bar.setContentsMargins(20, 10, 20, 10)
        bar.addWidget(self.selected)
        verbs = FlowLayout(gap=8)
        for button in (self.copy, self.open, self.download, self.bring, self.remove):
            verbs.addWidget(button)
        bar.addLayout(verbs)
        set_ground(self._bar, "panel", "top")
        found = QVBoxLayout()
        found.setContentsMargins(20, 12, 20, 0)
        found.addWidget(self.notes)
        found.addWidget(self.well)
        full = QWidget()
        inside = QVBoxLayout(full)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(0)
        inside.addWidget(self.grid, 1)
        inside.addWidget(self._bar)
        self._full = full
        self._stack = QStackedWidget()
        self._stack.addWidget(full)
        self._stack.addWidget(self.state)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(head)
        column.addLayout(found)
        column.addWidget(self._stack, 1)
        set_ground(self, "canvas")

    def _connect(self) -> None:
        published = self._published
        self._published.changed.connect(self._render)
        self._session.changed.connect(self._render)
        self._answering.changed.connect(self._render)
        self.whose.chosen.connect(lambda key: published.show_everyone(everyone=key == EVERYONE))
        self.search.searched.connect(published.search)
        self.refresh.clicked.connect(lambda _checked=False: published.refresh())
        self.again.clicked.connect(lambda _checked=False: published.refresh())
        self.check.clicked.connect(lambda _checked=False: published.check())
        self.notes.fix_requested.connect(self._on_fix)
        self.grid.selection_changed.connect(self._on_selected)
        self.grid.opened.connect(self._on_opened)
        self.grid.thumbnail_wanted.connect(self._on_thumbnail_wanted)
        for button, run in (
            (self.copy, lambda figure: self._publishing.copy_url(figure.url, figure.figure_id)),
            (self.open, lambda figure: self._publishing.open_url(figure.url, figure.figure_id)),
            (self.download, self._on_download),
            (self.bring, published.bring_in),
            (self.remove, published.remove),
        ):
            button.clicked.connect(lambda _checked=False, run=run: self._with_current(run))

    @property
    def front(self) -> QWidget:
        """What is worth the focus: the grid, or the search while no figure is shown."""
        return self.grid if self._stack.currentWidget() is self._full else self.search

    def _render(self) -> None:
        now = self._published.snapshot
        account = account_of(self._session.snapshot.state)
        self._by_key = {figure.path: figure for figure in now.shown}
        self.tiles.replace(tuple(_tile(figure, self._now()) for figure in now.shown))
        self.whose.set_value(EVERYONE if now.shows_everyone else MINE)
        count = len(now.figures or ())
        self.search.setPlaceholderText(f"Search {figures_text(count)}" if count else "Search published figures")
        self._render_state(now, is_signed_in=account is not None)
        busy = ("They are being listed.",) if now.is_listing else ()
        sign_in = () if account is not None else ("Sign in to the team first.",)
        self.refresh.set_reasons(sign_in or busy)
        self.check.set_reasons(sign_in or (("It is being checked.",) if now.is_checking else ()))
        self.check.set_text("Checking…" if now.is_checking else "Check…")
        self._render_findings(now)
        current = now.current
        self._bar.setVisible(current is not None)
        if current is not None:
            self.selected.setText(f"{current.title} · {bytes_text(current.size_bytes)} · {current.path}")
            may = current.is_own or (account is not None and account.role is Role.ADMIN)
            self.remove.set_reasons(() if may else ("Only its owner or an admin can take it away.",))

    def _render_state(self, now: Published, *, is_signed_in: bool) -> None:
        shows_grid = is_signed_in and bool(now.shown)
        self._stack.setCurrentWidget(self._full if shows_grid else self.state)
        self.sign_in.setVisible(not is_signed_in)
        self.again.setVisible(is_signed_in and now.error is not None)
        if not is_signed_in:
            self.state.set_texts("Your team’s figures", "Sign in to the team to publish and to see what is published.")
        elif now.error is not None:
            self.state.set_texts("The published figures cannot be listed", str(now.error))
        elif now.figures is None:
            self.state.set_texts(
                "Looking at the bucket…", "" if self._answering.snapshot else "The team does not answer yet."
            )
        elif now.figures:
            self.state.set_texts("Nothing found", f"No published figure has “{now.search}” in its name.")
        else:
            self.state.set_texts("Nothing is published yet", "Publish a figure from Create or the gallery with Ctrl+P.")

    def _render_findings(self, now: Published) -> None:
        findings = now.findings
        self.well.setVisible(findings == ())
        self.notes.set_notes(
            tuple(
                Note(f"{finding.title}: {finding.sentence}", fix=finding.fix, key=_key(finding))
                for finding in findings or ()
            )
        )

    def _on_fix(self, key: str) -> None:
        for finding in self._published.snapshot.findings or ():
            if _key(finding) == key:
                self._published.mend(finding)

    def _on_selected(self) -> None:
        rows = self.grid.selected_rows()
        shown = self._published.snapshot.shown
        row = rows[-1] if rows else -1
        self._published.select(shown[row].path if 0 <= row < len(shown) else "")

    def _on_opened(self, row: int) -> None:
        shown = self._published.snapshot.shown
        if 0 <= row < len(shown):
            self._publishing.open_url(shown[row].url, shown[row].figure_id)

    def _on_thumbnail_wanted(self, key: str) -> None:
        figure = self._by_key.get(key)
        if figure is not None:
            self._tasks.start("bucket", f"thumbnail {key}", self._bring_thumbnail(figure))

    async def _bring_thumbnail(self, figure: PublishedFigure) -> None:
        try:
            image = await self._pictures.load(await self._published.thumbnail(figure), THUMBNAIL)
        except StudioError:
            image = None
        if image is None:
            self.grid.thumbnail_failed(figure.path)
        else:
            self.grid.set_thumbnail(figure.path, image)

    def _with_current(self, run: Callable[[PublishedFigure], None]) -> None:
        current = self._published.snapshot.current
        if current is not None:
            run(current)

    def _on_download(self, figure: PublishedFigure) -> None:
        dialog = QFileDialog(self.window(), "Download")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.selectFile(figure.path.rpartition("/")[2])
        dialog.fileSelected.connect(lambda target: self._published.download(figure, Path(target)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()


def _tile(figure: PublishedFigure, now: datetime) -> Tile:
    when = day_text(figure.published_at, now) if figure.published_at else ""
    whose = "by you" if figure.is_own else ""
    return Tile(figure.path, figure.title, " · ".join(filter(None, (when, whose))), thumbnail=figure.path)


def _key(finding: Finding) -> str:
    return f"{finding.flaw.value} {finding.path}"
