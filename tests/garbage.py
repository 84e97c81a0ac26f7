"""Garbage of tests with windows."""

import gc
from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True, scope="module")
def garbage_waits() -> Iterator[None]:
    """Collected after each module and on the GUI thread only, as in the studio: widgets are among it.

    What is left of earlier modules would also make this one slow: a style sheet that is set looks at every widget.
    """
    gc.disable()
    yield
    gc.collect()
    gc.enable()
