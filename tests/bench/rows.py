"""The rows of the bench table: what was measured beside its baseline, as a ratio or a difference with its limit."""

import json
import statistics
from dataclasses import asdict, dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
RESULTS = ROOT / "build" / "bench"


@dataclass(frozen=True)
class Row:
    """One line of the table; `value` is what is held against `limit`."""

    name: str
    ours: float
    baseline: float
    unit: str
    value: float
    limit: float

    @property
    def is_met(self) -> bool:
        return self.value <= self.limit

    def line(self) -> str:
        mark = "ok" if self.is_met else "MISSED"
        return (
            f"{self.name:<58} | {self.ours:>9.2f} {self.unit:<5} | {self.baseline:>9.2f} {self.unit:<5} "
            f"| {self.value:>6.2f} | {self.limit:>5.2f} | {mark}"
        )


def ratio(name: str, ours: list[float], baseline: list[float], unit: str, limit: float) -> Row:
    """Median of ours over median of the baseline."""
    left, right = statistics.median(ours), statistics.median(baseline)
    return Row(name, left, right, unit, left / right, limit)


def stall(what: str, runs: list[dict[str, float]], limit: float) -> Row:
    """How long the GUI thread was held under load, beside the same when idle: medians of the runs' p99, in ms."""
    worst = max(run["max"] for run in runs)
    load, idle = (statistics.median(run[key] for run in runs) for key in ("load", "idle"))
    over = statistics.median(run["load"] - run["idle"] for run in runs)
    return Row(f"GUI stall p99 over idle, {what} (max {worst:.0f} ms)", load, idle, "ms", over, limit)


def report(bench: str, rows: list[Row]) -> int:
    """Print the rows, keep them as JSON, and return 1 where a limit is missed."""
    for row in rows:
        print(row.line())
    RESULTS.mkdir(parents=True, exist_ok=True)
    (RESULTS / f"{bench}.json").write_text(json.dumps([asdict(row) for row in rows], indent=2))
    return 0 if all(row.is_met for row in rows) else 1
