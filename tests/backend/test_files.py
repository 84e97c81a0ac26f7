"""Files: whole or not at all, and failures in plain words."""

import errno
import os
import stat
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from studio.backend.files import Files, disk_errors
from studio.core.errors import DiskFull, LibraryError, LibraryReadOnly


def test_a_new_file_is_private_and_never_replaces_another(tmp_path: Path) -> None:
    files, path = Files(), tmp_path / "a.part"
    descriptor = files.create(path)
    files.write(descriptor, b"abc" * 100_000)
    files.close(descriptor)
    assert path.read_bytes() == b"abc" * 100_000
    if os.name == "posix":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with pytest.raises(FileExistsError):
        files.create(path)


def test_a_link_that_lies_in_the_way_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "a.part").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(FileExistsError):
        Files().create(tmp_path / "a.part")
    assert not (tmp_path / "elsewhere").exists()


def test_a_replaced_file_is_the_old_one_when_writing_fails(tmp_path: Path) -> None:
    class FullDisk(Files):
        def write(self, descriptor: int, data: bytes) -> None:
            super().write(descriptor, data[:2])
            raise OSError(errno.ENOSPC, "full")

    path = tmp_path / "a.json"
    path.write_bytes(b"old")
    with pytest.raises(OSError, match="full"):
        FullDisk().replace(path, b"newer")
    assert path.read_bytes() == b"old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["a.json"]


def test_two_threads_may_replace_one_file_at_once(tmp_path: Path) -> None:
    class Together(Files):
        written = threading.Barrier(2)

        def sync(self, descriptor: int) -> None:
            super().sync(descriptor)
            self.written.wait(20)

    files, path = Together(), tmp_path / "a.json"
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda data: files.replace(path, data), (b"one", b"two")))
    assert path.read_bytes() in (b"one", b"two")
    assert [entry.name for entry in tmp_path.iterdir()] == ["a.json"]


def test_a_copy_is_whole_or_the_target_is_untouched(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(b"picture")
    target = tmp_path / "out" / "b.png"
    with pytest.raises(FileNotFoundError):
        Files().copy(tmp_path / "a.png", target)
    target.parent.mkdir()
    target.write_bytes(b"older and longer")
    Files().copy(tmp_path / "a.png", target)
    assert target.read_bytes() == b"picture"
    with pytest.raises(FileNotFoundError):
        Files().copy(tmp_path / "gone.png", target)
    assert target.read_bytes() == b"picture"
    assert [entry.name for entry in target.parent.iterdir()] == ["b.png"]


@pytest.mark.parametrize(
    ("number", "error"),
    [
        (errno.ENOSPC, DiskFull),
        (errno.EDQUOT, DiskFull),
        (errno.EFBIG, DiskFull),
        (errno.EROFS, LibraryReadOnly),
        (errno.EACCES, LibraryReadOnly),
        (errno.EPERM, LibraryReadOnly),
        (errno.EIO, LibraryError),
    ],
)
def test_what_the_disk_refuses_is_told_in_plain_words(number: int, error: type[LibraryError], tmp_path: Path) -> None:
    with pytest.raises(error) as caught, disk_errors(tmp_path):
        raise OSError(number, os.strerror(number))
    assert type(caught.value) is error
    assert caught.value.sentence.endswith(".")
    assert caught.value.next_step.endswith(".")
    assert "Errno" not in str(caught.value)
