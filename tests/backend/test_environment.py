import os
import subprocess
import sys
from pathlib import Path

import pytest

from studio.backend.environment import KEY, URL, TeamEnvironment, read_env_file, take_team
from studio.core.errors import SettingsError


def test_the_environment_gives_the_project_away_once(tmp_path: Path) -> None:
    environment = {URL: " https://a.supabase.co ", KEY: "sb_publishable_1", "PATH": "/bin"}
    assert take_team(environment, tmp_path) == TeamEnvironment("https://a.supabase.co", "sb_publishable_1")
    assert environment == {"PATH": "/bin"}
    assert not take_team(environment, tmp_path).is_there


def test_a_child_process_does_not_find_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(KEY, "sb_publishable_canary")
    take_team(os.environ, tmp_path)
    code = "import os; print(dict(os.environ))"
    seen = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "canary" not in seen.stdout


def test_the_env_file_of_the_settings_counts_and_the_environment_before_it(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text(
        f'# WTFigure\nexport {URL}="https://b.supabase.co"\n{KEY} = sb_publishable_2 # ours\n'
    )
    assert take_team({}, tmp_path) == TeamEnvironment("https://b.supabase.co", "sb_publishable_2")
    assert take_team({URL: "https://c.supabase.co"}, tmp_path) == TeamEnvironment("https://c.supabase.co", "")


def test_a_named_file_counts_in_its_place_and_has_to_be_there(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text(f"{URL}=https://b.supabase.co\n")
    named = tmp_path / "team.env"
    missing = take_team({}, tmp_path, named)
    assert missing.is_there
    assert str(named) in missing.problem
    named.write_text(f"{URL}=https://d.supabase.co\n")
    assert take_team({}, tmp_path, named).url == "https://d.supabase.co"


def test_a_file_in_the_working_folder_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".env").write_text(f"{URL}=https://evil.example.org\n")
    monkeypatch.chdir(tmp_path)
    assert not take_team({}, tmp_path / "settings").is_there


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("A=1", "1"), ("A = 1 ", "1"), ("export A=1", "1"), ("A='1 # 2'", "1 # 2"), ('A="x=y"', "x=y"), ("A=1 # one", "1"),
        ("A=", ""), ("A=a#b", "a#b"), ("A='", "'"),
    ],
)  # fmt: skip
def test_lines_are_read_as_other_programs_read_them(tmp_path: Path, line: str, value: str) -> None:
    file = tmp_path / ".env"
    file.write_bytes(b"\xef\xbb\xbf# first\r\n" + line.encode() + b"\r\nnonsense\r\n1A=2\r\n")
    assert read_env_file(file) == {"A": value}


@pytest.mark.parametrize("data", [b"A=\xff\xfe", b"A=" + b"x" * 70_000])
def test_what_is_no_list_of_settings_is_said(tmp_path: Path, data: bytes) -> None:
    file = tmp_path / ".env"
    file.write_bytes(data)
    with pytest.raises(SettingsError):
        read_env_file(file)
    assert take_team({}, tmp_path).problem
