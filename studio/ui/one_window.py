"""One window a library: the second start raises the first and ends."""

import hashlib
from pathlib import Path

from PySide6.QtCore import QLockFile, QObject, Signal

CONNECT_MS = 1_000


class OneWindow(QObject):
    """Held by the first window of a library; the lock ends with its process, however that ends."""

    raise_wanted = Signal()

    def __init__(self, library: Path) -> None:
        super().__init__()
        self._folder = library / "locks"
        self._name = "wtfigure-" + hashlib.sha256(str(library).encode()).hexdigest()[:24]
        self._lock: QLockFile | None = None
        self._server: QObject | None = None

    def acquire(self) -> bool:
        """True where this is the first window. A folder that cannot be written has no lock and no second window."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
        except OSError:
            return True
        lock = QLockFile(str(self._folder / "window.lock"))
        lock.setStaleLockTime(0)
        if not lock.tryLock(0) and lock.error() is QLockFile.LockError.LockFailedError:
            return False
        self._lock = lock
        return True

    def raise_first(self) -> bool:
        """Ask the first window to come to the front; False where it does not answer."""
        from PySide6.QtNetwork import QLocalSocket  # only a second start needs it

        socket = QLocalSocket()
        socket.connectToServer(self._name)
        if not socket.waitForConnected(CONNECT_MS):
            return False
        socket.write(b"raise\n")
        socket.waitForBytesWritten(CONNECT_MS)
        socket.disconnectFromServer()
        return True

    def listen(self) -> None:
        """Hear later starts; called after the first paint."""
        from PySide6.QtNetwork import QLocalServer  # not needed before the first paint

        server = QLocalServer(self)
        server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        QLocalServer.removeServer(self._name)
        server.listen(self._name)
        server.newConnection.connect(self._on_connection)
        self._server = server

    def release(self) -> None:
        """Let another window come."""
        if self._server is not None:
            self._server.deleteLater()
        if self._lock is not None:
            self._lock.unlock()

    def _on_connection(self) -> None:
        from PySide6.QtNetwork import QLocalServer  # loaded by listen

        if isinstance(self._server, QLocalServer):
            connection = self._server.nextPendingConnection()
            connection.disconnected.connect(connection.deleteLater)
            self.raise_wanted.emit()
