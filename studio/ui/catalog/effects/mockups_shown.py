"""Brings the mock-ups from their store to the screen; they are decoded beside the GUI thread."""

from PySide6.QtCore import QObject

from studio.state.entry_mockups import EntryMockupsStore
from studio.state.tasks import Tasks
from studio.ui.catalog.effects.mockup_pair import MockupPair, MockupPicture
from studio.ui.pictures import Pictures


class MockupsShown(QObject):
    """Follows the store."""

    def __init__(
        self, parent: QObject, pair: MockupPair, mockups: EntryMockupsStore, pictures: Pictures, tasks: Tasks
    ) -> None:
        super().__init__(parent)
        self._pair = pair
        self._mockups = mockups
        self._pictures = pictures
        self._tasks = tasks
        self._shown: dict[str, bytes | None] = {"live": None, "draft": None}
        mockups.changed.connect(self._on_changed)

    def _on_changed(self) -> None:
        now = self._mockups.snapshot
        self._pair.show_state(
            now.title,
            has_live=now.live is not None,
            has_draft=now.draft is not None,
            is_drawing=now.is_drawing,
            is_awaited=now.is_awaited,
            fault=now.fault,
        )
        for name, data, picture in (("live", now.live, self._pair.live), ("draft", now.draft, self._pair.draft)):
            if data is not self._shown[name]:
                self._shown[name] = data
                self._tasks.start("mockups", f"show {name}", self._show(picture, data))

    async def _show(self, picture: MockupPicture, data: bytes | None) -> None:
        picture.show_image(None if data is None else await self._pictures.load(data))
