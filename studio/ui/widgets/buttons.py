"""Buttons: with a kind, an icon, a quiet key hint, and the reasons why one cannot be pressed now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QRect, QSize, Qt, QTimer
from PySide6.QtGui import QCursor, QFont, QFontMetrics, QIcon, QKeyEvent, QPaintEvent
from PySide6.QtWidgets import QMenu, QPushButton, QSizePolicy, QStyle, QStyleOptionButton, QStylePainter, QWidget

from studio.ui.widgets.properties import literal, set_kind, set_property, set_tip

if TYPE_CHECKING:
    from collections.abc import Sequence

    from studio.ui.appearance import Appearance

_ICON_ROLES = {"primary": "on_accent", "danger": "error"}
_GAP = 8
_ICON = 16
_ICON_GAP = 7
_STYLE_GAP = 4  # px that the style puts between icon and text


class Button(QPushButton):
    """A push button whose text is a verb; it is enabled exactly when there is no reason against it."""

    def __init__(
        self, appearance: Appearance, text: str, kind: str = "", icon: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(literal(text), parent)
        self._appearance = appearance
        self._hint = ""
        self._tip = ""
        self.setAutoDefault(False)
        if kind:
            set_kind(self, kind)
        if icon:
            self.set_icon(icon)

    def set_icon(self, name: str) -> None:
        """Show an icon before the text."""
        kind = str(self.property("kind") or "")
        self.setIcon(self._appearance.icon(name, _ICON_ROLES.get(kind, "text")))
        self._size_icon()

    def set_text(self, text: str) -> None:
        """Show another verb."""
        self.setText(literal(text))

    def set_hint(self, keys: str) -> None:
        """The keys that do the same, quietly after the text."""
        self._hint = keys
        self.updateGeometry()
        self.update()

    def set_large(self) -> None:
        """The one large button of a screen."""
        set_property(self, "extent", "large")

    def set_reasons(self, reasons: Sequence[str]) -> None:
        """Why it cannot be pressed now, each a plain sentence; none enables it."""
        self.setEnabled(not reasons)
        set_tip(self, "\n".join(reasons) if reasons else self._tip)

    def set_tip(self, text: str) -> None:
        """What it does, in a tooltip."""
        self._tip = text
        set_tip(self, text)

    def set_menu(self, menu: QMenu) -> None:
        """Open a menu when pressed."""
        set_property(self, "menu", "true")
        self.setMenu(menu)

    def setMenu(self, menu: QMenu) -> None:  # noqa: N802 - Qt's name
        """Open a menu when pressed. When it has closed, Qt does not say that the pointer has left the button."""
        super().setMenu(menu)
        menu.aboutToHide.connect(lambda: QTimer.singleShot(0, self, self._look_for_pointer))

    def _look_for_pointer(self) -> None:
        is_over = self.rect().contains(self.mapFromGlobal(QCursor.pos()))
        self.setAttribute(Qt.WidgetAttribute.WA_UnderMouse, is_over)
        self.update()

    def sizeHint(self) -> QSize:
        """The size of text, icon and hint."""
        size = super().sizeHint()
        gap = _ICON_GAP - _STYLE_GAP if self._has_both() else 0
        return QSize(size.width() + gap + self._hint_room(), size.height())

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and not self.icon().isNull():
            self._size_icon()

    def minimumSizeHint(self) -> QSize:
        """Nothing of a button is ever cut."""
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses the button that has the focus, and not the one that a dialog has for its fields."""
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if is_enter and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            if not event.isAutoRepeat():
                self.click()
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.property("menu") == "true" or not (self._hint or self._has_both()):
            super().paintEvent(event)
            return
        painter = QStylePainter(self)
        option = QStyleOptionButton()
        self.initStyleOption(option)
        painter.drawControl(QStyle.ControlElement.CE_PushButtonBevel, option)
        side = 0 if self.icon().isNull() else self.iconSize().width()
        text_width = self.fontMetrics().horizontalAdvance(self._plain())
        left = (self.width() - (side + _ICON_GAP if side else 0) - text_width - self._hint_room()) // 2
        if side:
            mode = QIcon.Mode.Normal if self.isEnabled() else QIcon.Mode.Disabled
            self.icon().paint(painter, QRect(left, (self.height() - side) // 2, side, side), mode=mode)
            left += side + _ICON_GAP
        painter.setPen(self._appearance.colour(self._ink()))
        painter.setFont(self.font())
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(QRect(left, 0, text_width + 2, self.height()), middle, self._plain())
        painter.setFont(self._hint_font())
        painter.drawText(QRect(left + text_width + _GAP, 0, self._hint_room(), self.height()), middle, self._hint)

    def _size_icon(self) -> None:
        side = self._appearance.px(_ICON)
        self.setIconSize(QSize(side, side))

    def _ink(self) -> str:
        if not self.isEnabled():
            return "disabled"
        return _ICON_ROLES.get(str(self.property("kind") or ""), "text")

    def _plain(self) -> str:
        return self.text().replace("&&", "&")

    def _hint_font(self) -> QFont:
        font = self._appearance.font("label")
        font.setWeight(QFont.Weight.Medium)
        return font

    def _has_both(self) -> bool:
        """Icon and text, which the style would set too close to each other."""
        return bool(self.text()) and not self.icon().isNull()

    def _hint_room(self) -> int:
        if not self._hint:
            return 0
        return QFontMetrics(self._hint_font()).horizontalAdvance(self._hint) + _GAP


class IconButton(Button):
    """A button that is only an icon; its name is told to screen readers and shown as its tooltip."""

    def __init__(
        self, appearance: Appearance, icon: str, name: str, kind: str = "quiet", parent: QWidget | None = None
    ) -> None:
        super().__init__(appearance, "", kind, icon, parent)
        set_property(self, "extent", "icon")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_name(name)

    def set_name(self, name: str) -> None:
        """What it does, as a verb."""
        self.setAccessibleName(name)
        self.set_tip(name)
