"""Runs prompt cases through the studio and, in one Deno process, through the edge function's prompt.ts."""

import json
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from studio.core.catalog import Entry, Kind
from studio.core.prompt.model import PromptInput
from studio.core.prompt.render import resolve
from tests.servers.deno import deno_command, deno_environment

HERE = Path(__file__).parent

Case = dict[str, Any]
Answer = dict[str, Any]


def vectors() -> list[tuple[str, Case]]:
    """All vectors as (file: name, case)."""
    return [
        (f"{path.stem}: {case['name']}", case)
        for path in sorted(HERE.glob("*.json"))
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


def by_deno(cases: list[Case]) -> list[Answer]:
    """What prompt.ts makes of the cases, all in one process of the edge function's own runtime."""
    run = subprocess.run(
        deno_command("run", "--quiet", HERE / "run.ts"),
        env=deno_environment(),
        input=json.dumps([{"template": case["template"], "input": case["input"]} for case in cases]).encode(),
        capture_output=True,
        check=False,
        timeout=120,
    )
    assert run.returncode == 0, run.stderr.decode()
    answers: list[Answer] = json.loads(run.stdout)
    return answers
