"""The test server as a process of its own, so that its work is not counted as ours."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def image_server(folder: Path, *, seconds: float = 0, tls: bool = False) -> Iterator[str]:
    """Its base URL; with `tls` its certificate is trusted by this process and those that it starts."""
    command = [sys.executable, "-m", "tests.servers.openai_server", "--port", "0", "--seconds", str(seconds)]
    command += ["--tls"] if tls else []
    server = subprocess.Popen([*command, "--folder", str(folder)], stdout=subprocess.PIPE, text=True)
    try:
        assert server.stdout is not None
        told = dict(word.split("=", 1) for word in server.stdout.readline().split())
        if tls:
            os.environ["SSL_CERT_FILE"] = told["SSL_CERT_FILE"]
        yield told["OPENAI_BASE_URL"]
    finally:
        server.terminate()
        server.wait()
