"""Runs prompt cases through the studio and, in one Node process, through the edge function's prompt.ts."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from studio.core.catalog import Entry, Kind
from studio.core.prompt.model import PromptInput
from studio.core.prompt.render import resolve

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
PROMPT_TS = ROOT / "resources" / "supabase" / "functions" / "static-image-generator" / "prompt.ts"
TOOLS = Path(sys.prefix) / ("Scripts" if os.name == "nt" else "bin")

Case = dict[str, Any]
Answer = dict[str, Any]


def vectors() -> list[tuple[str, Case]]:
    """All vectors as (file: name, case)."""
    files = sorted(path for path in HERE.glob("*.json") if not path.name.startswith("package"))
    return [
        (f"{path.stem}: {case['name']}", case)
        for path in files
        for case in json.loads(path.read_text(encoding="utf-8"))
    ]


def expected(case: Case) -> Answer:
    """What a vector says must come out."""
    return {key: case[key] for key in ("text", "error") if key in case}


def prompt_input(given: dict[str, Any]) -> PromptInput:
    """The input of a case; a theme or rarity there is {name, details} or null."""

    def entry(kind: Kind, row: dict[str, Any] | None) -> Entry | None:
        return row and Entry(kind, 1, row["name"], row["details"], datetime(2026, 1, 1, tzinfo=UTC))

    return PromptInput(
        given["subject"],
        given["name"] or "",
        given["extra"] or "",
        entry(Kind.THEMES, given["theme"]),
        entry(Kind.RARITY, given["rarity"]),
    )


def by_python(case: Case) -> Answer:
    """What the studio makes of a case."""
    resolution = resolve(case["template"], prompt_input(case["input"]))
    if resolution.ok:
        return {"text": resolution.text}
    first = resolution.errors[0]
    return {"error": {"kind": first.kind, "line": first.line, "column": first.column}}


def by_node(cases: list[Case]) -> list[Answer]:
    """What prompt.ts makes of the cases, all in one process."""
    run = subprocess.run(
        [TOOLS / "node", "--no-warnings", HERE / "run.mjs", PROMPT_TS, _packages()],
        input=json.dumps([{"template": case["template"], "input": case["input"]} for case in cases]).encode(),
        capture_output=True,
        check=False,
        timeout=120,
    )
    assert run.returncode == 0, run.stderr.decode()
    answers: list[Answer] = json.loads(run.stdout)
    return answers


def _packages() -> Path:
    """The folder where npm has installed what package-lock.json names; installed once for each lock."""
    lock = (HERE / "package-lock.json").read_bytes()
    folder = ROOT / "build" / "vectors" / hashlib.sha256(lock).hexdigest()[:16]
    if (folder / "installed").exists():
        return folder
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(HERE / name, folder / name)
    environment = {**os.environ, "PATH": f"{TOOLS}{os.pathsep}{os.environ.get('PATH', '')}"}
    install = subprocess.run(
        [TOOLS / "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"],
        cwd=folder,
        env=environment,
        capture_output=True,
        check=False,
        timeout=180,
    )
    assert install.returncode == 0, install.stderr.decode()
    (folder / "installed").touch()
    return folder
