"""The log: a few rotating files on this computer, nothing is sent anywhere."""

from pathlib import Path

LOG_NAME = "studio.log"
MAX_BYTES = 1_000_000
FILES_KEPT = 4


def start_logging(folder: Path) -> None:
    """Write warnings and what the studio says of itself into `folder`; without a folder to write, log to stderr only."""
    import logging
    from logging.handlers import RotatingFileHandler  # brings in much that the first paint does not need

    root = logging.getLogger()
    root.setLevel(logging.INFO)
    logging.getLogger("httpx").setLevel(logging.WARNING)  # a line for each request to the team
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(
            folder / LOG_NAME, maxBytes=MAX_BYTES, backupCount=FILES_KEPT, encoding="utf-8", delay=True
        )
    except OSError:
        return
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root.addHandler(handler)
