"""What every section of the settings is: a title, cards below it, and the words by which it is found."""

from collections.abc import Iterator

from PySide6.QtWidgets import QAbstractButton, QLabel, QVBoxLayout, QWidget

from studio.ui.widgets.labels import PlainLabel

GAP = 14


class Section(QWidget):
    """One entry of the list on the left and what stands on the right for it."""

    def __init__(self, key: str, title: str) -> None:
        super().__init__()
        self.key = key
        self.title = title
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(GAP)
        self.column.addWidget(PlainLabel(title, "title"))

    def refresh(self) -> None:
        """Called each time the section is shown."""

    def place_of(self, text: str) -> QWidget | None:
        """The first widget whose words hold all words of `text`; the section itself where only together they do."""
        wanted = text.casefold().split()
        for widget, words in self._texts():
            if all(word in words for word in wanted):
                return widget
        together = " ".join(words for _, words in self._texts())
        return self if all(word in together for word in wanted) else None

    def _texts(self) -> Iterator[tuple[QWidget, str]]:
        for widget in self.findChildren(QWidget):
            shown = widget.text() if isinstance(widget, QLabel | QAbstractButton) else ""
            words = f"{shown} {widget.accessibleName()} {widget.accessibleDescription()}".strip()
            if words:
                yield widget, words.casefold()
