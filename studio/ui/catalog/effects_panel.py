"""Beside the editor: three real prompts with the change marked, what templates ask for, and what publishing would mean."""

import re

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QSizePolicy, QTextEdit, QVBoxLayout, QWidget

from studio.core.catalog import Catalog, Kind
from studio.core.catalog_change import Impact
from studio.core.coverage import Asked, Cell, Row
from studio.core.draft import EntryStatus
from studio.core.entry_effects import PromptEffect
from studio.core.text_diff import Change, Piece
from studio.state.editing import Editing
from studio.state.entry_effects import Effects
from studio.ui.appearance import Appearance
from studio.ui.widgets.labels import Badge, ElidedLabel, PlainLabel
from studio.ui.widgets.properties import set_ground, set_tip
from studio.ui.widgets.scrolling import scrolled

AROUND = 48
"""Characters shown around a change."""
MOST_ROWS = 60
_BREAKS = re.compile(r"\s*\n\s*")


class EffectsPanel(QWidget):
    """Follows what was worked out for the entry that is looked at."""

    hole_chosen = Signal(object)  # Asked | Row

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._shown: tuple[object, ...] = ()
        inside = QWidget(self)
        column = QVBoxLayout(inside)
        column.setContentsMargins(18, 18, 18, 18)
        column.setSpacing(8)
        self._head = PlainLabel("Three real prompts, with your change marked", "label", wrap=True)
        column.addWidget(self._head)
        self.cards = [PromptCard(appearance, inside) for _ in range(3)]
        for card in self.cards:
            column.addWidget(card)
        column.addSpacing(8)
        self._coverage_head = PlainLabel("", "label", wrap=True)
        column.addWidget(self._coverage_head)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(2)
        column.addLayout(self._rows)
        self._coverage: list[CoverageRow] = []
        column.addStretch(1)
        self.outlook = QFrame()
        self.outlook.setObjectName("notes")
        box = QVBoxLayout(self.outlook)
        box.setContentsMargins(12, 10, 12, 10)
        box.setSpacing(4)
        self.outlook_title = PlainLabel("If you publish", "heading")
        box.addWidget(self.outlook_title)
        self.outlook_text = PlainLabel("", "muted", wrap=True)
        box.addWidget(self.outlook_text)
        column.addWidget(self.outlook)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scrolled(inside, self))
        set_ground(self, "panel", "left")

    @property
    def coverage(self) -> "tuple[CoverageRow, ...]":
        """The rows of the coverage that are shown."""
        return tuple(row for row in self._coverage if not row.isHidden())

    def show_effects(self, editing: Editing, effects: Effects, catalog: Catalog) -> None:
        """Show what is known; what is still being worked out keeps its last words."""
        self.outlook_text.setText(outlook(editing, effects.impact))
        is_draft = editing.draft is not None
        self.outlook_title.setText("If you publish" if is_draft else "Figures made with it")
        known = effects.effects
        shown = (known, editing.kind, is_draft, catalog)
        is_same = bool(self._shown) and all(one is other for one, other in zip(shown, self._shown, strict=True))
        if known is None or is_same:
            return
        self._shown = shown
        words = "Three real prompts, with your change marked" if is_draft else "Three real prompts"
        self._head.setText(words)
        for number, card in enumerate(self.cards):
            card.setVisible(number < len(known.prompts))
            if number < len(known.prompts):
                card.show_effect(known.prompts[number])
        if editing.kind is Kind.PROMPTS:
            self._coverage_head.setText("Coverage: what it asks of themes and rarity levels")
            self._show_rows([_of_row(row) for row in known.rows])
        else:
            self._coverage_head.setText("Coverage: what templates ask for")
            count = len(catalog.of(Kind.PROMPTS))
            self._show_rows([_of_asked(asked, count) for asked in known.asked])
        self._coverage_head.setVisible(bool(self.coverage))

    def _show_rows(self, rows: "list[tuple[Asked | Row, str, str, str, str]]") -> None:
        rows = sorted(rows, key=lambda row: _URGENCY[row[3]])[:MOST_ROWS]
        while len(self._coverage) < len(rows):
            row = CoverageRow(self)
            row.chosen.connect(self.hole_chosen)
            self._coverage.append(row)
            self._rows.addWidget(row)
        for row, given in zip(self._coverage, rows, strict=False):
            row.show_words(*given)
        for number, row in enumerate(self._coverage):
            row.setVisible(number < len(rows))


_URGENCY = {"error": 0, "warning": 1, "quiet": 2, "ok": 3}


class PromptCard(QFrame):
    """One subject: its title, the template, and the words around what changes."""

    def __init__(self, appearance: Appearance, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("notes")
        self._appearance = appearance
        self._pieces: tuple[Piece, ...] = ()
        self._title = ElidedLabel("", "slotSubject")
        self._template = ElidedLabel("", "muted")
        self._text = _Excerpt()
        self._fault = PlainLabel("", "error", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(11, 9, 11, 9)
        column.setSpacing(3)
        column.addWidget(self._title)
        column.addWidget(self._template)
        column.addWidget(self._text)
        column.addWidget(self._fault)
        appearance.changed.connect(self._fill)

    @property
    def words(self) -> str:
        """What the card shows of the prompt."""
        return self._fault.text() or self._text.toPlainText()

    def show_effect(self, effect: PromptEffect) -> None:
        """Show one subject's prompt."""
        self._title.setText(effect.title)
        self._template.setText(effect.template)
        self._fault.setText(effect.fault)
        self._fault.setVisible(bool(effect.fault))
        self._text.setVisible(not effect.fault)
        self._text.setAccessibleName(f"Prompt for {effect.title}")
        self._pieces = excerpt(effect.pieces)
        self._fill()

    def _fill(self) -> None:
        self._text.clear()
        cursor = QTextCursor(self._text.document())
        for piece in self._pieces:
            cursor.insertText(piece.text, self._format(piece.change))
        self._text.moveCursor(QTextCursor.MoveOperation.Start)
        self._text.updateGeometry()

    def _format(self, change: Change) -> QTextCharFormat:
        style = QTextCharFormat()
        style.setForeground(self._appearance.colour("text" if change is Change.ADDED else "muted"))
        if change is Change.ADDED:
            style.setBackground(self._appearance.colour("ok_soft"))
        elif change is Change.REMOVED:
            style.setFontStrikeOut(True)
            style.setForeground(self._appearance.colour("error"))
        else:
            style.setForeground(self._appearance.colour("text"))
        return style


class _Excerpt(QTextEdit):
    """A read-only text as tall as its words, without scroll bars."""

    def __init__(self) -> None:
        super().__init__()
        self.setReadOnly(True)
        self.setProperty("kind", "bare")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAcceptRichText(False)
        self.setTabChangesFocus(True)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.document().setDocumentMargin(0)
        self.document().documentLayout().documentSizeChanged.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        return QSize(200, round(self.document().size().height()) + 2)

    def minimumSizeHint(self) -> QSize:
        return QSize(80, self.sizeHint().height())


class CoverageRow(QPushButton):
    """A variable and how it is covered; pressing it leads to where it can be filled."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("kind", "row")
        self._given: Asked | Row | None = None
        self._path = ElidedLabel("", "mono", middle=True)
        self.badge = Badge("")
        row = QHBoxLayout(self)
        row.setContentsMargins(6, 3, 6, 3)
        row.addWidget(self._path, 1)
        row.addWidget(self.badge)
        for label in (self._path, self.badge):
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.clicked.connect(lambda _checked=False: self.chosen.emit(self._given))

    def show_words(self, given: Asked | Row, path: str, words: str, kind: str, tip: str) -> None:
        """Show a variable with the words of its badge."""
        self._given = given
        self._path.setText(path)
        self.badge.show_text(words, kind)
        self.setAccessibleName(f"{path}: {words}")
        set_tip(self, tip)

    def sizeHint(self) -> QSize:
        return QSize(200, max(28, self._path.fontMetrics().height() + 12))

    def minimumSizeHint(self) -> QSize:
        return QSize(80, self.sizeHint().height())


def excerpt(pieces: tuple[Piece, ...]) -> tuple[Piece, ...]:
    """The changes with some words around each; without a change the beginning of the text."""
    if len(pieces) <= 1:
        return (Piece(Change.SAME, _head(_flat("".join(piece.text for piece in pieces)), 3 * AROUND)),)
    shown: list[Piece] = []
    for number, piece in enumerate(pieces):
        text = _flat(piece.text)
        if piece.change is Change.SAME and len(text) > 2 * AROUND:
            head = "" if number == 0 else _head(text, AROUND)
            tail = "" if number == len(pieces) - 1 else _tail(text, AROUND)
            text = f"{head[:-1]} … {tail[1:]}" if head and tail else head or tail
        shown.append(Piece(piece.change, text))
    return tuple(shown)


def _flat(text: str) -> str:
    """The text in one paragraph."""
    return _BREAKS.sub(" ", text)


def _head(text: str, count: int) -> str:
    """The first words of a text."""
    if len(text) <= count:
        return text
    return f"{text[:count].rpartition(' ')[0]}…"


def _tail(text: str, count: int) -> str:
    """The last words of a text."""
    return text if len(text) <= count else f"…{text[-count:].partition(' ')[2]}"


def outlook(editing: Editing, impact: Impact | None) -> str:
    """What publishing would mean for figures, in a sentence or two."""
    if editing.live is None:
        return "It is new: no figure was made with it yet."
    if impact is None:
        return "The figures that were made with it are being counted…"
    sentences: list[str] = []
    if editing.draft is not None and editing.status is not EntryStatus.LIVE and not editing.draft.is_deletion:
        of = f"of the newest {impact.looked_at:,} " if impact.looked_at < impact.figures else ""
        sentences.append(f"{impact.different:,} of {impact.figures:,} figures {of}would come out differently.")
    elif editing.draft is not None and editing.draft.is_deletion:
        sentences.append(f"{_figures(impact.figures)} made with it, and they keep what they were made from.")
    else:
        older = f", {impact.older:,} of them with an older version" if impact.older else ""
        sentences.append(f"{_figures(impact.figures)} made with it{older}.")
    if impact.waiting:
        jobs = "1 waiting job keeps" if impact.waiting == 1 else f"{impact.waiting:,} waiting jobs keep"
        sentences.append(f"{jobs} the version that they started with.")
    return " ".join(sentences)


def _figures(count: int) -> str:
    return "No figure was" if not count else "1 figure was" if count == 1 else f"{count:,} figures were"


def _of_asked(asked: Asked, templates: int) -> tuple[Asked, str, str, str, str]:
    path = asked.path.partition(".")[2]
    if asked.is_unused:
        return asked, path, "unused", "warning", "No template names it. Press to see it."
    used = f"{len(asked.templates)} of {templates}"
    if asked.cell is Cell.FILLED:
        return asked, path, used, "ok", f"{used} templates name it. Press to see it."
    if asked.cell is Cell.DEFAULT:
        return asked, path, "left out", "quiet", f"{used} templates name it and do without. Press to fill it."
    return (
        asked,
        path,
        "missing",
        "error",
        f"{used} templates name it, and one does not resolve without. Press to fill it.",
    )


def _of_row(row: Row) -> tuple[Row, str, str, str, str]:
    words = f"{len(row.filled)} of {row.count}"
    if row.missing:
        return (
            row,
            row.path,
            f"{len(row.missing)} missing",
            "error",
            f"{words} have it. Press to open the first without.",
        )
    if row.default:
        return (
            row,
            row.path,
            words,
            "quiet",
            f"{words} have it, the others do without. Press to open the first without.",
        )
    return row, row.path, words, "ok", "All of them have it."
