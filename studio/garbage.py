"""Garbage is collected on the GUI thread only.

Python collects in whichever thread happens to allocate. A widget that is part of a reference cycle would then be taken
down by the backend's thread or by one that decodes pictures, and Qt allows that to nobody but the GUI thread.
"""

import gc

from PySide6.QtCore import QObject, Qt, QTimer

INTERVAL = 250  # ms


class GarbageCollection(QObject):
    """Looks every now and then whether there is enough garbage, by the thresholds that Python itself uses."""

    def __init__(self) -> None:
        super().__init__()
        gc.disable()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.CoarseTimer)
        self._timer.setInterval(INTERVAL)
        self._timer.timeout.connect(self.collect_what_is_due)

    def start(self) -> None:
        """Begin; what there is already (modules, the first screen) stays, and is not looked through again."""
        gc.freeze()
        self._timer.start()

    def spare(self) -> None:
        """Never look again through what there is now: a catalog was read, which stays for long and has no cycles.

        Two thousand themes are more than a hundred thousand objects; one walk through them holds the window for 25 ms.
        The price: a cycle that is there now is never collected. Catalogs are read seldom, and cycles are few.
        """
        gc.freeze()

    def collect_what_is_due(self) -> None:
        """Collect the oldest generation that is due, and with it the younger ones."""
        pairs = zip(gc.get_count(), gc.get_threshold(), strict=True)
        due = [generation for generation, (count, most) in enumerate(pairs) if count > most]
        if due:
            gc.collect(max(due))
