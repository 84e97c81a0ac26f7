"""The library on this computer: SQLite and files, protocol W, and the database made anew from the folder."""

from studio.backend.library.library import Library

__all__ = ["Library"]
