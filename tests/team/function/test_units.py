"""The function's modules by themselves, under real Deno: one test here for each file of tests there."""

import subprocess
from pathlib import Path

import pytest

from tests.servers.deno import DENO, FUNCTION, deno_command, deno_environment

HERE = Path(__file__).parent
VECTORS = HERE.parent.parent / "vectors" / "run.ts"


def run(*command: str | Path) -> None:
    """Run to the end; where it fails, its own output is the reason."""
    done = subprocess.run(command, env=deno_environment(), capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("file", sorted(HERE.glob("*.test.ts")), ids=lambda path: path.name)
def test_the_modules_of_the_function_do_as_told(file: Path) -> None:
    run(*deno_command("test", "--no-check", "--allow-net=127.0.0.1", "--quiet", file))


def test_all_of_the_function_and_its_tests_have_types_that_fit() -> None:
    tests = [*HERE.glob("*.ts"), VECTORS]
    run(*deno_command("check", FUNCTION / "index.ts", *tests))


@pytest.mark.parametrize("verb", [("fmt", "--check"), ("lint",)], ids=" ".join)
def test_the_source_is_formatted_and_free_of_lint(verb: tuple[str, ...]) -> None:
    run(DENO, *verb, "--quiet", "--config", FUNCTION / "deno.json", FUNCTION, HERE, VECTORS)


def test_the_lock_can_be_read_by_every_runtime_of_supabase_and_names_no_host() -> None:
    lock = (FUNCTION / "deno.lock").read_text()
    # Older ones refuse version 5, which Deno writes today: github.com/supabase/edge-runtime/issues/615
    assert '"version": "4"' in lock
    assert "http" not in lock
