"""Memory of pictures goes back to the system as soon as they are let go."""

import sys

LARGE_BYTES = 512 * 1024
_M_MMAP_THRESHOLD = -3  # malloc.h


def give_back_large_blocks() -> None:
    """Let every block of half a megabyte and more be one of its own, on Linux; other systems do so by themselves.

    glibc raises this limit up to 32 MB as such blocks come and go (mallopt(3)). Decoded pictures and what came over the
    network then lie among small things that stay, and a studio that has made forty figures keeps some 60 MB for nothing.
    """
    if sys.platform == "linux":
        import ctypes

        set_option = getattr(ctypes.CDLL(None), "mallopt", None)  # other C libraries have none
        if set_option is not None:
            set_option(_M_MMAP_THRESHOLD, LARGE_BYTES)
