"""Publishing a figure from any screen: the dialog, the message that offers to undo, and the public link."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QWidget

from studio.core.figure import Figure
from studio.core.outbox import OutboxState, Pause, Work
from studio.core.published import PublishedFigure
from studio.state.published import PublishedStore
from studio.state.session import SessionStore
from studio.state.sync import SyncStore
from studio.ui.appearance import Appearance

if TYPE_CHECKING:
    from studio.ui.messages import Messages
    from studio.ui.widgets.toast import Toast

SIGN_IN = "Sign in to the team to publish: this figure stays on this computer until then."
NO_BROWSER = "Nothing on this computer opens web pages from here: copy the link and paste it into a browser."
PUBLISH, UNPUBLISH = "Publish…", "Take back from the team"
_WEB_PAGES = ("https://", "http://127.0.0.1:", "http://localhost:")


class Publishing(QObject):
    """Says what was done; a screen only says with which figure. `changed`: a figure's badge, or who may publish."""

    changed = Signal()

    def __init__(
        self,
        window: QWidget,
        appearance: Appearance,
        sync: SyncStore,
        published: PublishedStore,
        session: SessionStore,
        messages: "Messages",
    ) -> None:
        super().__init__(window)
        self._window = window
        self._appearance = appearance
        self._sync = sync
        self._session = session
        self._messages = messages
        self._workspace = session.snapshot.workspace
        self._links: list[tuple[str, Toast]] = []
        self._fresh: list[Figure] = []
        self._asked: dict[str, Figure] = {}
        self._words: tuple[bool, tuple[tuple[str | None, str], ...]] = (False, ())
        sync.changed.connect(self._on_changed)
        session.changed.connect(self._on_changed)
        sync.published.connect(self._on_published)
        sync.withdrawn.connect(self._on_withdrawn)
        published.downloaded.connect(lambda target: messages.tell(f"Saved as {target.name}."))
        published.brought.connect(lambda figure: messages.tell(f"“{figure.title}” is in your library."))
        published.removed.connect(self._on_removed)

    @property
    def can_publish(self) -> bool:
        """Somebody is signed in to a team."""
        return self._sync.can_publish

    def word(self, figure: Figure) -> str:
        """Where a figure stands with the team, in the word of its badge."""
        return self._sync.snapshot.word_of(figure)

    def why_not(self, figure: Figure) -> str:
        """Why a figure that was to be published is not."""
        entry = self._sync.snapshot.of_figure(figure.id)
        return f"{entry.reason} {entry.next_step}".strip() if entry is not None else ""

    def verb(self, figure: Figure) -> str:
        """What `toggle` does with this figure."""
        return UNPUBLISH if self._is_out(figure) else PUBLISH

    def toggle(self, figure: Figure) -> None:
        """Ask how to publish a figure; one that is published, or on its way, is taken back."""
        if not self._sync.can_publish:
            self._messages.tell(SIGN_IN)
        elif self._is_out(figure):
            self._sync.unpublish(figure)
        else:
            self._ask(figure)

    def copy_link(self, figure: Figure) -> None:
        """Put the public link on the clipboard."""
        if figure.url:
            self.copy_url(figure.url, figure.id)

    def keep_off(self, row: QWidget) -> None:
        """A row of buttons: what is told must not cover it."""
        self._messages.keep_off(row)

    def copy_url(self, url: str, figure_id: str = "") -> None:
        """Put a public link on the clipboard; `figure_id` is empty for a picture that another program put there."""
        QGuiApplication.clipboard().setText(url)
        self._offer_link(
            figure_id or url,
            self._messages.tell("Public link copied.", "Open it", lambda: self.open_url(url, figure_id)),
        )

    def open_url(self, url: str, figure_id: str = "") -> None:
        """Open a public link in the browser, and say so where that cannot be; nothing but a web page is ever opened."""
        if not url.startswith(_WEB_PAGES) or not QDesktopServices.openUrl(QUrl(url)):
            toast = self._messages.tell(NO_BROWSER, "Copy public link", lambda: self.copy_url(url, figure_id))
            self._offer_link(figure_id or url, toast)

    def _offer_link(self, key: str, toast: "Toast") -> None:
        """A message that offers a link stands only as long as the link leads somewhere."""
        self._links.append((key, toast))
        toast.dismissed.connect(lambda: self._forget_link(toast))

    def _forget_link(self, toast: "Toast") -> None:
        self._links = [each for each in self._links if each[1] is not toast]

    def _take_links_away(self, *keys: str) -> None:
        for toast in [toast for key, toast in self._links if key in keys]:
            toast.dismiss()

    def _is_out(self, figure: Figure) -> bool:
        return bool(self.word(figure))

    def _ask(self, figure: Figure) -> None:
        from studio.ui.publish_dialog import PublishDialog  # loaded when it is first opened

        dialog = PublishDialog(self._appearance, figure, self._session.snapshot.state, self._window)
        dialog.finished.connect(dialog.deleteLater)
        dialog.accepted.connect(lambda: self._publish(figure, dialog.name.text(), dialog.alt_text.text()))
        dialog.open()

    def _publish(self, figure: Figure, name: str, alt_text: str) -> None:
        self._asked[figure.id] = figure
        self._sync.publish(figure, name, alt_text)

    def _on_changed(self) -> None:
        """Tell only what a badge shows: an upload moves on many times a second."""
        now = self._sync.snapshot
        publishing = (each for each in now.entries if each.figure_id is not None)
        words = (self.can_publish, tuple((each.figure_id, now.word_of_entry(each)) for each in publishing))
        if words != self._words:
            self._words = words
            self.changed.emit()
        if self._workspace != self._session.snapshot.workspace:
            self._workspace, self._fresh, self._asked = self._session.snapshot.workspace, [], {}
        if self._fresh and (now.pause is not Pause.NONE or not self._is_busy()):
            self._tell_published()
        if self._asked and now.pause is Pause.NETWORK:
            self._tell_waiting()

    def _on_published(self, figure: Figure) -> None:
        self._asked.pop(figure.id, None)
        if figure.url:
            self._fresh.append(figure)
            if not self._is_busy(but=figure.id):
                self._tell_published()

    def _is_busy(self, but: str = "") -> bool:
        """Other figures are on their way."""
        return any(
            entry.work is Work.PUBLISH and entry.state is OutboxState.WAITING and entry.figure_id != but
            for entry in self._sync.snapshot.entries
        )

    def _tell_published(self) -> None:
        """One message for all that went out in a row."""
        fresh, self._fresh = self._fresh, []
        url = fresh[0].url or ""
        if len(fresh) == 1:
            sentence = f"“{fresh[0].title}” is published."
            toast = self._messages.tell(sentence, "Copy public link", lambda: self.copy_url(url, fresh[0].id))
            self._offer_link(fresh[0].id, toast)
        else:
            self._messages.tell(f"{len(fresh):,} figures are published.")

    def _tell_waiting(self) -> None:
        """Once for each figure that somebody wants to publish: nothing has to be done for it to go out."""
        now = self._sync.snapshot
        entries = {figure_id: entry for figure_id in self._asked if (entry := now.of_figure(figure_id)) is not None}
        asked = [self._asked.pop(figure_id) for figure_id in entries]
        waiting = [figure for figure in asked if entries[figure.id].state is OutboxState.WAITING]
        if len(waiting) == 1:
            what = f"“{waiting[0].title}” waits in the outbox and goes out by itself."
            self._messages.tell(f"{now.sentence} {what}")
        elif waiting:
            self._messages.tell(f"{now.sentence} {len(waiting):,} figures wait in the outbox and go out by themselves.")

    def _on_removed(self, figure: PublishedFigure) -> None:
        self._take_links_away(figure.figure_id, figure.url)
        self._messages.tell(f"“{figure.title}” is taken away.")

    def _on_withdrawn(self, figure: Figure) -> None:
        self._asked.pop(figure.id, None)
        self._take_links_away(figure.id)
        self._messages.tell(
            f"“{figure.title}” is taken back from the team.", "Undo", lambda: self._sync.publish(figure)
        )
