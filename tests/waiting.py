"""Waiting for what a person would wait for, without sleeping for it."""

import asyncio
from collections.abc import Callable
from typing import Any


async def until(changed: Any, condition: Callable[[], bool], seconds: float = 30) -> None:
    """Wait until `condition()` holds, asked anew at each `changed` signal. Raises TimeoutError after `seconds`."""
    if condition():
        return
    met: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def on_changed(*_values: object) -> None:
        if condition() and not met.done():
            met.set_result(None)

    changed.connect(on_changed)
    try:
        async with asyncio.timeout(seconds):
            await met
    finally:
        changed.disconnect(on_changed)


async def emitted(signal: Any, seconds: float = 30) -> Any:
    """Wait for a signal with one value and return the value."""
    heard: asyncio.Future[Any] = asyncio.get_running_loop().create_future()

    def on_signal(value: object) -> None:
        if not heard.done():
            heard.set_result(value)

    signal.connect(on_signal)
    try:
        async with asyncio.timeout(seconds):
            return await heard
    finally:
        signal.disconnect(on_signal)
