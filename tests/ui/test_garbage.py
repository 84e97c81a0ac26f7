"""Widgets that are garbage are taken down on the GUI thread, whoever allocates."""

import gc
import threading
import weakref

from PySide6.QtWidgets import QApplication, QWidget

from studio.garbage import GarbageCollection


class Knot(QWidget):
    """A widget that only the collector can take down."""

    def __init__(self) -> None:
        super().__init__()
        self.itself = self


def test_another_thread_takes_no_widget_down_and_the_gui_thread_does(qapp: QApplication) -> None:
    gc.enable()
    collection = GarbageCollection()
    try:
        collection.start()
        where: list[threading.Thread] = []
        knot = Knot()
        weakref.finalize(knot, lambda: where.append(threading.current_thread()))
        del knot
        others = [threading.Thread(target=allocate) for _ in range(2)]
        for other in others:
            other.start()
        for other in others:
            other.join()
        assert where == []
        kept = [[number] for number in range(gc.get_threshold()[0] + 1)]
        collection.collect_what_is_due()
        assert kept
        assert where == [threading.main_thread()]
    finally:
        gc.unfreeze()


def test_a_catalog_that_was_read_is_not_walked_through_again(qapp: QApplication) -> None:
    collection = GarbageCollection()
    try:
        collection.start()
        catalog = [[number] for number in range(5_000)]
        collection.spare()
        assert not any(kept is catalog for kept in gc.get_objects()), "a collection looks at what this lists"
        knot = Knot()
        gone = weakref.ref(knot)
        del knot
        gc.collect()
        assert gone() is None, "what comes later is still collected"
    finally:
        gc.unfreeze()


def allocate() -> None:
    """More than enough for a collection."""
    for _ in range(50):
        kept = [[number] for number in range(gc.get_threshold()[0])]
        del kept
