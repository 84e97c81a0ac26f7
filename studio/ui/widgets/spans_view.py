"""The resolved prompt, with each part in the colour of the slot that fed it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6 import QtGui
from PySide6.QtCore import QMimeData, QSize, Qt
from PySide6.QtGui import QContextMenuEvent, QFont, QResizeEvent, QTextCursor
from PySide6.QtWidgets import QFrame, QSizePolicy, QTextEdit, QVBoxLayout, QWidget

from studio.ui.widgets.flow_layout import FlowLayout
from studio.ui.widgets.labels import PlainLabel

if TYPE_CHECKING:
    from collections.abc import Sequence

    from studio.ui.appearance import Appearance

SLOTS = {"subject": "slot_subject", "theme": "slot_theme", "rarity": "slot_rarity"}
_LINE_HEIGHT = 134.0  # per cent


class SpansView(QWidget):
    """Text in slot colours, and a legend under it; the text can be selected and is copied as plain text."""

    def __init__(self, appearance: Appearance, name: str = "What will be sent", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._spans: tuple[tuple[str, str], ...] = ()
        self._text = _PlainCopyText()
        self._text.setAccessibleName(name)
        self.legend = QWidget()
        flow = FlowLayout(self.legend, gap=6)
        self._legend = {slot: PlainLabel(slot) for slot in (*SLOTS, "template")}
        for slot, label in self._legend.items():
            label.setProperty("badge", SLOTS.get(slot, "template"))
            flow.addWidget(label)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(self._text)
        column.addWidget(self.legend)
        appearance.changed.connect(self._show)

    def text(self) -> str:
        """The whole text."""
        return "".join(text for text, _ in self._spans)

    def set_spans(self, spans: Sequence[tuple[str, str]]) -> None:
        """Show another text as (text, slot) pairs; slots are subject, theme, rarity, or "" for the template's words."""
        if tuple(spans) == self._spans:
            return
        self._spans = tuple(spans)
        self._show()

    def _show(self) -> None:
        bar = self._text.verticalScrollBar()
        place = bar.value()
        document = self._text.document()
        document.setUndoRedoEnabled(False)
        document.clear()
        document.setDefaultFont(self._appearance.font())
        cursor = QTextCursor(document)
        block = QtGui.QTextBlockFormat()
        block.setLineHeight(_LINE_HEIGHT, QtGui.QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
        cursor.setBlockFormat(block)
        for text, slot in self._spans:
            cursor.insertText(text, self._format(slot))
        self._text.setTextCursor(QTextCursor(document))  # at the beginning: a text edit keeps its cursor in view
        self._text.updateGeometry()
        bar.setValue(place)

    def _format(self, slot: str) -> QtGui.QTextCharFormat:
        style = QtGui.QTextCharFormat()
        style.setForeground(self._appearance.colour(SLOTS.get(slot, "text")))
        if slot in SLOTS:
            style.setFontWeight(QFont.Weight.DemiBold)
        return style


class _PlainCopyText(QTextEdit):
    """A read-only text as tall as it has to be, up to the room there is."""

    def __init__(self) -> None:
        super().__init__()
        self.setReadOnly(True)
        self.setAcceptRichText(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setProperty("kind", "bare")
        self.setTabChangesFocus(True)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self.document().setDocumentMargin(0)
        self._is_fitting = False
        self.document().documentLayout().documentSizeChanged.connect(self._on_document_size)

    def sizeHint(self) -> QSize:
        return QSize(240, round(self.document().size().height()) + 4)

    def minimumSizeHint(self) -> QSize:
        line = self.fontMetrics().lineSpacing()
        # never less than two lines: in less room a text edit scrolls past the beginning to show all of its cursor
        return QSize(120, min(max(self.sizeHint().height(), round(2.5 * line)), 3 * line))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_bar()

    def _on_document_size(self) -> None:
        self._fit_bar()
        self.updateGeometry()

    def _fit_bar(self) -> None:
        """A bar only where the text is too long without one: its own width may make the text too long, and it would
        stay for ever."""
        if self._is_fitting:
            return
        self._is_fitting = True
        policies = Qt.ScrollBarPolicy
        self.setVerticalScrollBarPolicy(policies.ScrollBarAlwaysOff)
        if self.document().size().height() > self.viewport().height():
            self.setVerticalScrollBarPolicy(policies.ScrollBarAsNeeded)
        self._is_fitting = False

    def createMimeDataFromSelection(self) -> QMimeData:  # noqa: N802 - Qt's name
        data = QMimeData()
        data.setText(self.textCursor().selection().toPlainText())
        return data

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = self.createStandardContextMenu(event.pos())
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(event.globalPos())
