"""How well mail is read: bounces, automatic replies, quoted text, MIME, threads; ours beside the libraries there are.

`make score-mail`: the scoring scripts of the reference material (CASECONSULTANT_SHARED, or `../shared`) run over its
mails once a reader (`bench/mail_readers.py`). The command fails where ours misses a bar.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.reference import REFERENCE

MAIL = REFERENCE / "mail"
READERS = Path(__file__).with_name("mail_readers.py")
ROOT = READERS.parent.parent
Verdict = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a table: which verdicts of which mails count, and the share of them that ours must reach."""

    name: str
    verdict: str
    bar: float = 0.0
    counts: Callable[[Verdict], bool] = lambda _: True


@dataclass(frozen=True, slots=True)
class Table:
    """A scoring script, the readers that it compares, ours first, and its rows."""

    script: str
    readers: tuple[str, ...]
    rows: tuple[Row, ...]


def _negative(verdict: Verdict) -> bool:
    return verdict["want"]["is_bounce"] is False


def _bounce(verdict: Verdict) -> bool:
    return verdict["want"]["is_bounce"] is True


def _automatic(verdict: Verdict) -> bool:
    return verdict["want"]["is_auto_reply"] is True


TABLES = (
    Table(
        "score_bounce.py",
        ("ours_classify", "flufl_classify", "stdlib_classify"),
        (
            Row("bounces found", "bounce", 0.97, _bounce),
            Row("failed recipients exact", "rcpt", 0.94, _bounce),
            Row("status exact", "status", 0.95, _bounce),
            Row("right on mail that is no bounce", "bounce", 1.0, _negative),
            Row("automatic replies found", "auto", 1.0, _automatic),
        ),
    ),
    Table(
        "score_trimmer.py",
        ("ours_trim", "reply_parser_trim"),
        (
            Row("trimmed exactly", "exact", 0.85),
            Row("nothing of the sender's lost", "kept", 0.98),
            Row("no quote left", "clean", 0.90),
        ),
    ),
    Table(
        "score_parse.py",
        ("ours_parse", "stdlib_parse", "mailparser_parse"),
        tuple(
            Row(name, verdict)
            for name, verdict in (
                ("from", "from"),
                ("to", "to"),
                ("names", "names"),
                ("subject", "subject"),
                ("text", "text"),
                ("number of attachments", "n_att"),
                ("attachment names", "att_name"),
                ("attachment bytes", "att_sha"),
                ("leaves, binary", "leaf_bin"),
            )
        ),
    ),
)


def main() -> None:
    """Print the tables and what is missed."""
    if not MAIL.is_dir():
        sys.exit(f"There are no mails to measure with in {MAIL}. Say in CASECONSULTANT_SHARED where they are.")
    missed = [line for table in TABLES for line in _compare(table)]
    missed += _threads()
    if missed:
        sys.exit("Below the bar: " + "; ".join(missed))


def _compare(table: Table) -> Iterator[str]:
    """Print a table; give what ours misses: its own bar, or the best of the others where there is none."""
    verdicts = {reader: _verdicts(table.script, reader) for reader in table.readers}
    names = [reader.removesuffix("_classify").removesuffix("_trim").removesuffix("_parse") for reader in table.readers]
    print(f"\n{table.script:34}" + "".join(f"{name:>16}" for name in names) + f"{'bar':>8}")
    for row in table.rows:
        shares = [_share(row, verdicts[reader]) for reader in table.readers]
        print(f"{row.name:34}" + "".join(f"{right:>9} /{of:>5}" for right, of in shares) + f"{row.bar or 'best':>8}")
        ours, others = shares[0], shares[1:]
        needed = row.bar * ours[1] if row.bar else max(right for right, _ in others)
        if ours[0] < needed:
            yield f"{table.script} {row.name}: {ours[0]} of {ours[1]}"
    crashes = [sum(map(_crashed, verdicts[reader])) for reader in table.readers]
    print(f"{'crashes':34}" + "".join(f"{count:>16}" for count in crashes) + f"{0:>8}")
    if crashes[0]:
        yield f"{table.script}: {crashes[0]} crashes"


def _crashed(verdict: Verdict) -> bool:
    got = verdict.get("got")
    return bool(verdict.get("err") or verdict.get("error") or (isinstance(got, dict) and got.get("error")))


def _share(row: Row, verdicts: list[Verdict]) -> tuple[int, int]:
    asked = [verdict for verdict in verdicts if row.counts(verdict) and row.verdict in _of(verdict)]
    return sum(bool(_of(verdict)[row.verdict]) for verdict in asked), len(asked)


def _of(verdict: Verdict) -> dict[str, Any]:
    told: dict[str, Any] = verdict.get("verdict", verdict)
    return told


def _verdicts(script: str, reader: str) -> list[Verdict]:
    with tempfile.NamedTemporaryFile(suffix=".json") as told:
        subprocess.run(
            [sys.executable, str(MAIL / script), "--py", f"{READERS}:{reader}", "--json", told.name],
            check=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,  # what libraries complain of while they read
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
        verdicts: list[Verdict] = json.loads(Path(told.name).read_text(encoding="utf-8"))
        return verdicts


def _threads() -> list[str]:
    """Threads by the command itself."""
    told = subprocess.run(
        [
            *(sys.executable, str(MAIL / "score_thread.py"), str(MAIL / "truth" / "thread-nm-default.json")),
            *("--cmd", f"{sys.executable} -m commands mail threads"),
        ],
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    ).stdout
    line = next(line for line in told.splitlines() if line.startswith("notmuch"))
    print(f"\nthreads, beside {' '.join(line.split())}")
    return [] if "precision 1.000 recall 1.000" in line else [line]


if __name__ == "__main__":
    main()
