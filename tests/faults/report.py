"""One report of all fault campaigns: what was tried how often, what failed, and which planted bug each has caught."""

import json
import os
from dataclasses import asdict, dataclass, field
from pathlib import Path

REPORT = Path(__file__).resolve().parents[2] / "build" / "faults.json"


@dataclass
class Campaign:
    """One campaign: `tries` counts, `fail` notes what went wrong, `finish` writes the report and judges.

    `planted_bug` names the protection that was taken out once, and that the same checks then missed nothing of.
    """

    name: str
    planted_bug: str
    seed: int = 0
    tries: int = 0
    failures: list[str] = field(default_factory=list)

    def expect(self, holds: object, what: str) -> None:
        """Note `what` where it does not hold."""
        if not holds:
            self.failures.append(what)

    def finish(self, minimum: int) -> None:
        """Append to the report; fail where something failed or fewer were tried than the design asks for."""
        entries = json.loads(REPORT.read_text()) if REPORT.exists() else []
        entry = asdict(self) | {"N": self.tries, "failures": len(self.failures)}
        del entry["tries"]
        entries = [each for each in entries if each["name"] != self.name] + [entry]
        REPORT.parent.mkdir(exist_ok=True)
        temporary = REPORT.with_suffix(f".{os.getpid()}.tmp")
        temporary.write_text(json.dumps(entries, indent=2) + "\n")
        temporary.replace(REPORT)
        print(f"{self.name}: N={self.tries}, failures={len(self.failures)}, caught: {self.planted_bug}")
        assert not self.failures, "\n".join(self.failures[:20])
        assert self.tries >= minimum, f"{self.name} ran {self.tries} of {minimum}"
