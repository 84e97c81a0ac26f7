"""One check: its mark, title and finding in a line, and below it how to mend what does not work."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPlainTextEdit, QSizePolicy, QVBoxLayout, QWidget

from studio.core.health import Check, Verdict
from studio.core.session import Role
from studio.state.doctor import Row, Stage
from studio.ui.appearance import Appearance
from studio.ui.doctor.words import MEANINGS, mark_of, title_of, word_of
from studio.ui.widgets.buttons import Button
from studio.ui.widgets.labels import Badge, PlainLabel
from studio.ui.widgets.properties import set_kind, set_state

SIDE, GAP, TITLE = 20, 8, 150
MARGIN, PADDING = 8, 6
MOST_LINES = 9
"""Lines of SQL that are seen at once; the rest is scrolled."""


class CheckCard(QFrame):
    """Shows a row of the diagnosis; `make_remedy` is called when there is something to mend for the first time."""

    def __init__(self, appearance: Appearance, name: str, make_remedy: "Callable[[], Remedy]") -> None:
        super().__init__()
        self.setObjectName("card")
        self._appearance = appearance
        self._make_remedy = make_remedy
        self._shown: tuple[Row, Role | None] | None = None
        self.mark = _Mark(appearance)
        self.title = PlainLabel(title_of(name), "heading", wrap=True)
        self.detail = PlainLabel("", "muted", wrap=True)
        self.word = Badge("")
        self.remedy: Remedy | None = None
        self._lay_out()
        appearance.changed.connect(self._fit)
        self._fit()

    def show_row(self, row: Row, role: Role | None) -> None:
        """Show a check as it is now; the same again changes nothing."""
        if (row, role) == self._shown:
            return
        self._shown = (row, role)
        check = row.check
        self.mark.show_icon(*mark_of(row))
        self.word.show_text(*word_of(row, role))
        self.detail.setText(check.detail if check else "")
        is_ill = check is not None and check.verdict is not Verdict.FINE
        is_wrong = check is not None and check.verdict is Verdict.WRONG and row.stage is Stage.KNOWN
        set_state(self, "error" if is_wrong else "")
        if is_ill and self.remedy is None:
            self.remedy = self._make_remedy()
            self._column.addWidget(self.remedy)
        if self.remedy is not None:
            self.remedy.setVisible(is_ill)
            if check is not None and is_ill:
                self.remedy.show_check(check)
        self.setAccessibleName(f"{self.title.text()}: {self.word.text()}. {self.detail.text()}")

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(GAP)
        top = Qt.AlignmentFlag.AlignTop
        head.addWidget(self.mark, 0, top)
        head.addWidget(self.title, 0, top)
        head.addWidget(self.detail, 1, top)
        head.addWidget(self.word, 0, top)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(16, 11, 16, 11)
        self._column.setSpacing(2)
        self._column.addLayout(head)

    def _fit(self) -> None:
        self.title.setFixedWidth(self._appearance.px(TITLE))


class Remedy(QWidget):
    """How to mend what a check found: words, SQL to copy, and what the check is about.

    `way` is a button that leads to where the person mends it, where there is one.
    """

    def __init__(
        self,
        appearance: Appearance,
        name: str,
        on_copy: Callable[[str], None],
        way: tuple[str, Callable[[], None]] | None,
    ) -> None:
        super().__init__()
        self._appearance = appearance
        self._has_way = way is not None
        self.fix = PlainLabel("", wrap=True)
        self.sql = _SqlBox(appearance, f"SQL for {title_of(name)}")
        self.copy = Button(appearance, "Copy SQL", icon="copy")
        self.way = Button(appearance, way[0] if way else "")
        self.what = Button(appearance, "What is this?")
        self.meaning = PlainLabel(MEANINGS.get(name, ""), "muted", wrap=True)
        self.meaning.hide()
        self._lay_out()
        self.copy.clicked.connect(lambda _checked=False: on_copy(self.sql.toPlainText()))
        self.what.clicked.connect(self._on_what)
        if way is not None:
            self.way.clicked.connect(lambda _checked=False: way[1]())
        for button in (self.copy, self.way, self.what):
            button.setAccessibleName(f"{button.text()}: {title_of(name)}")
        appearance.changed.connect(self._fit)
        self._fit()

    def show_check(self, check: Check) -> None:
        """Show how this one is mended."""
        self.fix.setText(check.fix)
        self.fix.setVisible(bool(check.fix))
        self.sql.show_text(check.sql)
        self.sql.setVisible(bool(check.sql))
        self.copy.setVisible(bool(check.sql))
        self.way.setVisible(self._has_way)
        self.what.setVisible(bool(self.meaning.text()))

    def _lay_out(self) -> None:
        self._column = QVBoxLayout(self)
        self._column.setSpacing(8)
        self._column.addWidget(self.fix)
        self._column.addWidget(self.sql)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        for button in (self.copy, self.way, self.what):
            buttons.addWidget(button)
        buttons.addStretch(1)
        self._column.addLayout(buttons)
        self._column.addWidget(self.meaning)

    def _fit(self) -> None:
        self._column.setContentsMargins(self._appearance.px(SIDE) + GAP, 4, 0, 4)

    def _on_what(self) -> None:
        self.meaning.setVisible(not self.meaning.isVisible())
        self.what.set_text("Hide" if self.meaning.isVisible() else "What is this?")


class _Mark(QWidget):
    """An icon whose shape tells as much as its colour."""

    def __init__(self, appearance: Appearance) -> None:
        super().__init__()
        self._appearance = appearance
        self._icon, self._role = "clock", "faint"
        appearance.changed.connect(self._fit)
        self._fit()

    def show_icon(self, icon: str, role: str) -> None:
        """Show another icon."""
        self._icon, self._role = icon, role
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.drawPixmap(
            0, 0, self._appearance.pixmap(self._icon, self._role, self.width(), self.devicePixelRatioF())
        )
        painter.end()

    def _fit(self) -> None:
        side = self._appearance.px(SIDE)
        self.setFixedSize(side, side)


class _SqlBox(QPlainTextEdit):
    """SQL to be read and copied; as high as its lines, up to a few."""

    def __init__(self, appearance: Appearance, name: str) -> None:
        super().__init__()
        self._appearance = appearance
        self.setReadOnly(True)
        self.setTabChangesFocus(True)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(name)
        self.document().setDocumentMargin(MARGIN)
        set_kind(self, "code")
        appearance.changed.connect(self._fit)

    def show_text(self, text: str) -> None:
        """Show other SQL; the same changes nothing."""
        if text != self.toPlainText():
            self.setPlainText(text)
            self._fit()

    def _fit(self) -> None:
        self.ensurePolished()
        lines = min(MOST_LINES, self.blockCount()) * self.fontMetrics().lineSpacing()
        edges = 2 * (MARGIN + PADDING + 1)
        self.setFixedHeight(lines + edges + self.horizontalScrollBar().sizeHint().height())
