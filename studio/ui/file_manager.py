"""Opens folders in the system's file manager, with one file selected where the system can do that."""

import sys
from collections.abc import Callable
from pathlib import Path

from PySide6 import QtCore
from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

OnFailed = Callable[[Path], None]


def open_folder(folder: Path, on_failed: OnFailed) -> None:
    """Open a folder; `on_failed` is called with it where the system has nothing that opens folders."""
    if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder))):
        on_failed(folder)


def show_in_folder(file: Path, on_failed: OnFailed) -> None:
    """Open the folder of a file and select it there; `on_failed` is called with the folder where that cannot be."""
    if sys.platform == "win32":
        started, _ = QtCore.QProcess.startDetached("explorer", ["/select,", str(file)])
    elif sys.platform == "darwin":
        started, _ = QtCore.QProcess.startDetached("open", ["-R", str(file)])
    else:
        _show_by_bus(file, on_failed)
        return
    if not started:
        open_folder(file.parent, on_failed)


def _show_by_bus(file: Path, on_failed: OnFailed) -> None:
    """Ask the desktop's file manager (freedesktop.org FileManager1); without one, open the folder."""
    from PySide6.QtDBus import QDBusConnection, QDBusMessage, QDBusPendingCallWatcher

    bus = QDBusConnection.sessionBus()
    if not bus.isConnected():
        open_folder(file.parent, on_failed)
        return
    message = QDBusMessage.createMethodCall(
        "org.freedesktop.FileManager1", "/org/freedesktop/FileManager1", "org.freedesktop.FileManager1", "ShowItems"
    )
    message.setArguments([[QUrl.fromLocalFile(str(file)).toString()], ""])
    watcher = QDBusPendingCallWatcher(bus.asyncCall(message))

    def _on_finished() -> None:
        if watcher.isError():
            open_folder(file.parent, on_failed)
        watcher.deleteLater()

    watcher.finished.connect(_on_finished)
