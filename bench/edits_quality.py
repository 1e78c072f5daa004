"""Whether `codes check` judges claims by Medicare's tables as an answer key does: pairs, units, add-on codes.

`make codes-quality`: the cases of the reference material go through `caseconsultant codes check --batch -`,
with the tables that `make codes-reference` loaded. Clear and ok must pass; a conflict, too many units and an add-on
code without its primary must fail or warn; a pair that a modifier opens must pass or warn, never fail.
"""

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.load_reference import FOLDER
from tests.reference import REFERENCE

DAY = "2024-07-15"
"""Of cases that give none; the tables are those of 2024 Q3."""
_FINE = frozenset({"pass"})
_WRONG = frozenset({"fails", "warning"})
_EXPECTED = {
    "clear": _FINE,
    "ok": _FINE,
    "conflict": _WRONG,
    "over": _WRONG,
    "missing_primary": _WRONG,
    "wrong_primary": _WRONG,
    "bypassed_needs_documentation": frozenset({"pass", "warning"}),
}
_GRAVITY = ("not_run", "fails", "warning", "pass")
"""Of several findings of a rule the first of these counts."""


@dataclass(frozen=True, slots=True)
class Case:
    """A claim, the rules whose findings count for it, and the results that are right.

    `about` is the code that the answer key speaks of, where it is one: an add-on code, whose primary may be another
    add-on code that lacks its own.
    """

    set: str
    kind: str
    claim: dict[str, Any]
    rules: tuple[str, ...]
    right: frozenset[str]
    about: str = ""


def cases(folder: Path) -> Iterator[Case]:
    """Every case of the three sets."""
    for row in _rows(folder / "ncci_pairs.jsonl"):
        rules = ("ncci.ptp", "modifier") if row["kind"] == "59_on_a_visit_code" else ("ncci.ptp",)
        yield Case("ncci_pairs", row["kind"], _claim(row["lines"], row["dos"]), rules, _EXPECTED[row["expect"]])
    for row in _rows(folder / "mue.jsonl"):
        lines = [{"code": row["code"], "units": row["units"]}]
        yield Case("mue", row["expect"], _claim(lines), ("ncci.mue",), _EXPECTED[row["expect"]])
    for row in _rows(folder / "addon.jsonl"):
        lines = [{"code": code, "units": 1} for code in row["codes"]]
        yield Case("addon", row["expect"], _claim(lines), ("ncci.add_on",), _EXPECTED[row["expect"]], row["codes"][-1])


def judged(found: list[dict[str, Any]], case: Case) -> str:
    """The gravest result of the rules that count."""
    telling = [finding for finding in found if finding["rule"].startswith(case.rules)]
    results = {finding["result"] for finding in telling if case.about in ("", *finding["codes"][:1])}
    return next((result for result in _GRAVITY if result in results), "silent")


def answered(asked: list[Case], data: Path) -> Iterator[list[dict[str, Any]]]:
    """The findings for each case, from one run of the command."""
    claims = "".join(json.dumps({"id": number, **case.claim}) + "\n" for number, case in enumerate(asked))
    command = [sys.executable, "-m", "commands", "codes", "check", "--batch", "-"]
    environment = {**os.environ, "CASECONSULTANT_DATA_DIR": str(data)}
    done = subprocess.run(command, env=environment, input=claims, capture_output=True, text=True, check=True)
    for line in done.stdout.splitlines():
        yield json.loads(line)["findings"]


def _claim(lines: list[dict[str, Any]], day: str = DAY) -> dict[str, Any]:
    return {"dos": day, "setting": "practitioner", "lines": lines}


def _rows(file: Path) -> Iterator[dict[str, Any]]:
    with file.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def main() -> None:
    """Print what was judged right of each set and kind; fails unless all is."""
    data = Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER
    asked = list(cases(REFERENCE / "eval"))
    total: Counter[tuple[str, str]] = Counter()
    right: Counter[tuple[str, str]] = Counter()
    for case, found in zip(asked, answered(asked, data), strict=True):
        result = judged(found, case)
        total[case.set, case.kind] += 1
        right[case.set, case.kind] += result in case.right
        if result not in case.right:
            print(f"{case.set}, {case.kind}: {result} for {json.dumps(case.claim['lines'])}: {found}")
    for key, count in sorted(total.items()):
        print(f"{key[0]:<12} {key[1]:<30} {right[key]:>4} of {count:>4}")
    sys.exit(0 if right == total else "Some cases are judged otherwise than by the answer key")


if __name__ == "__main__":
    main()
