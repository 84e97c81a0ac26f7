"""The commands as a script calls them: real processes, one library."""

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from studio.core.mask import MaskPixels, encode_mask
from studio.core.recipe import Size
from tests.backend.libraries import png


@pytest.fixture
def run(home: Path) -> Any:
    def run(*arguments: str, code: int = 0, key: str = "sk-must-not-leak") -> subprocess.CompletedProcess[str]:
        environment = {**os.environ, "WTFIGURE_HOME": str(home), "OPENAI_API_KEY": key}
        done = subprocess.run(
            [sys.executable, "-m", "studio", *arguments], env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == code, done.stderr
        return done

    return run


def test_a_figure_is_made_listed_searched_and_found_whole(run: Any, tmp_path: Path) -> None:
    made = json.loads(
        run(
            "generate", "--subject", "A tax wizard", "--name", "WIZ", "--theme", "Neon Arcade", "--rarity", "Rare",
            "--size", "256x384", "-n", "2", "--output", str(tmp_path / "out"), "--json",
        ).stdout
    )  # fmt: skip
    assert len(made) == 2
    assert made[0]["sha256"] != made[1]["sha256"]
    for figure in made:
        path = Path(figure["path"])
        assert path.parent == tmp_path / "out"
        assert hashlib.sha256(path.read_bytes()).hexdigest() == figure["sha256"]
        assert (figure["width"], figure["height"], figure["engine"], figure["status"]) == (256, 384, "mockup", "local")
    assert len(json.loads(run("figures", "--json").stdout)) == 2
    assert len(json.loads(run("figures", "--search", "wiza", "--json").stdout)) == 2
    assert json.loads(run("figures", "--search", "dragon", "--json").stdout) == []
    assert json.loads(run("library", "check", "--json").stdout) == {"figures": 2, "faults": []}
    assert json.loads(run("library", "rebuild", "--json").stdout) == {"figures": 2}


def test_a_mask_goes_with_the_first_reference_and_must_be_as_large(run: Any, tmp_path: Path) -> None:
    size = Size(30, 20)
    (tmp_path / "photo.png").write_bytes(png(size.width, size.height))
    (tmp_path / "mask.png").write_bytes(encode_mask(MaskPixels(size, b"\xff" * 300 + bytes(300))))
    figure = ("generate", "--subject", "A tax wizard", "--size", "256x384", "--mask", str(tmp_path / "mask.png"))
    (made,) = json.loads(run(*figure, "--reference", str(tmp_path / "photo.png"), "--json").stdout)
    assert (made["recipe"]["mask"]["width"], made["recipe"]["mask"]["name"]) == (30, "mask.png")
    assert "needs the picture" in run(*figure, code=1).stderr
    (tmp_path / "photo.png").write_bytes(png(40, 20))
    assert "its picture 40 × 20" in run(*figure, "--reference", str(tmp_path / "photo.png"), code=1).stderr


def test_a_prompt_is_shown_with_its_spans_and_a_broken_name_is_refused(run: Any) -> None:
    answer = json.loads(run("prompt", "--subject", "Ada", "--theme", "Neon Arcade", "--json").stdout)
    assert "".join(span["text"] for span in answer["spans"]) == answer["text"]
    assert any(span["paths"] == ["subject"] for span in answer["spans"])
    refused = run("prompt", "--subject", "Ada", "--theme", "Nowhere", code=1)
    assert refused.stdout == ""
    assert "Nowhere" in refused.stderr
    assert refused.stderr.count("\n") == 1


def test_the_catalog_goes_out_and_in_again_without_a_change(run: Any, tmp_path: Path) -> None:
    file = tmp_path / "catalog.json"
    run("catalog", "export", str(file))
    counts = json.loads(run("catalog", "import", str(file), "--dry-run", "--json").stdout)
    assert counts["created"] == counts["changed"] == counts["refused"] == 0
    assert counts["equal"] > 15
    names = [entry["name"] for entry in json.loads(run("catalog", "list", "rarity", "--json").stdout)]
    assert names == ["Common", "Uncommon", "Rare", "Epic", "Legendary"]
    assert "colors" in run("catalog", "show", "themes", "Neon Arcade").stdout


def test_a_selection_goes_out_as_csv_and_comes_in_after_a_dry_run(run: Any, tmp_path: Path) -> None:
    file = tmp_path / "themes.csv"
    run("catalog", "export", str(file), "--kind", "themes", "--name", "Neon Arcade", "--name", "2")
    text = file.read_text("utf-8")
    assert "Haunted Kitchen" in text
    assert "Garden Punk" not in text
    file.write_text(text.replace("loud and joyful", "calm"), "utf-8")
    counts = json.loads(run("catalog", "import", str(file), "--dry-run", "--json").stdout)
    assert counts == {"created": 0, "changed": 1, "equal": 1, "refused": 0}
    assert "calm" not in run("catalog", "show", "themes", "Neon Arcade").stdout
    run("catalog", "import", str(file))
    assert "calm" in run("catalog", "show", "themes", "Neon Arcade").stdout
    run("catalog", "export", str(file), "--name", "Neon Arcade", code=1)


def test_the_doctor_finds_this_computer_fit(run: Any) -> None:
    checks = json.loads(run("doctor", "--json", key="").stdout)
    assert all(check["ok"] for check in checks)
    assert {"library", "drawing", "disk"} <= {check["check"] for check in checks}


def test_wrong_usage_ends_with_2(run: Any) -> None:
    run("generate", code=2)
    run("nonsense", code=2)


def test_no_key_of_the_environment_reaches_a_file(run: Any, home: Path) -> None:
    run("generate", "--subject", "Ada", "--size", "256x384")
    for file in home.rglob("*"):
        assert not file.is_file() or b"sk-must-not-leak" not in file.read_bytes()


@pytest.mark.parametrize(("page", "state"), [("create", "done"), ("catalog", "publish")])
def test_a_picture_of_a_screen_has_the_size_that_was_asked_for(run: Any, tmp_path: Path, page: str, state: str) -> None:
    picture = tmp_path / "screen.png"
    run("screenshot", page, "--state", state, "--size", "1440x900", "--output", str(picture))
    with Image.open(picture) as opened:
        assert opened.size == (1440, 900), "larger than the screen that the tests have"
