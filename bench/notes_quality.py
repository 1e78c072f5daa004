"""How well the diagnoses of a note are found without a model: exact precision, recall and F1, and what went wrong.

    make bench-notes

Measured with the default install and, where `make codes-reference` has loaded it, with the Alphabetic Index, over the
outpatient notes of the reference material (51 notes with codes, which are a measure and never a source) and over our
own cases in free prose (tests/assistant/prose_cases). Some codes of the notes were valid once and are headers now:
"valid only" leaves them out. `--show` names the errors of one half of the notes, told by a hash of their names: rules
are thought of there, and judged by the other half.
"""

import argparse
import hashlib
import json
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from assistant import Assistant
from bench.load_reference import FOLDER as REFERENCE_STORES
from codesets import Catalogue, System, install, open_catalogue, words
from consultations.records import CaseRecord, Document
from tests.assistant.free_prose import free_prose
from tests.reference import REFERENCE

DAY = date(2026, 5, 15)
_NOTES = REFERENCE / "eval" / "notes_icd10cm.jsonl"
_SIDES = frozenset(words.stems("right left bilateral unspecified unilateral"))
_CATEGORY = 3


@dataclass(frozen=True, slots=True)
class Note:
    """A note with its codes; `seen`: in the half whose errors may be looked at."""

    name: str
    text: str
    codes: frozenset[str]
    seen: bool = True


@dataclass(slots=True)
class Score:
    """Codes found, wrongly found and missed, over notes."""

    hits: int = 0
    extra: int = 0
    missed: int = 0

    def add(self, found: frozenset[str], wanted: frozenset[str]) -> None:
        """Count one note."""
        self.hits += len(found & wanted)
        self.extra += len(found - wanted)
        self.missed += len(wanted - found)

    def __str__(self) -> str:
        precision = self.hits / max(1, self.hits + self.extra)
        recall = self.hits / max(1, self.hits + self.missed)
        f1 = 2 * precision * recall / max(1e-9, precision + recall)
        return f"{precision:10.3f}{recall:8.3f}{f1:8.3f}"


def main() -> None:
    """Print a table an install and set; with --show the errors of the half that may be looked at."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--show", action="store_true")
    show = parser.parse_args().show
    with tempfile.TemporaryDirectory() as made:
        install(Path(made), print)
        _measured("default install", Path(made), show=show)
    loaded = REFERENCE_STORES / "codesets"
    if any(loaded.glob("icd10cm-index-*")):
        install(loaded, print)
        _measured("with the Alphabetic Index", loaded, show=show)


def notes() -> Iterator[Note]:
    """The notes of the reference material; none where it is missing."""
    for line in _NOTES.read_text(encoding="utf-8").splitlines() if _NOTES.exists() else ():
        row = json.loads(line)
        seen = hashlib.sha256(row["id"].encode()).digest()[0] % 2 == 0
        yield Note(row["id"], row["note"], frozenset(row["icd10cm"]), seen)


def own_cases() -> Iterator[Note]:
    """Our own cases in free prose."""
    yield from (Note(case.name, case.text, frozenset(case.codes)) for case in free_prose())


def _measured(title: str, folder: Path, *, show: bool) -> None:
    with open_catalogue(folder) as catalogue:
        assistant = Assistant(catalogue)
        assistant.draft(_record("gout"))  # reads the search once, which no note should pay for
        print(f"\n{title:28}{'notes':>6}{'precision':>10}{'recall':>8}{'F1':>8}{'p95 ms':>9}")
        for name, asked in (("notes", list(notes())), ("free prose", list(own_cases()))):
            if asked:
                _table(name, asked, assistant, catalogue, show=show)


def _table(name: str, asked: list[Note], assistant: Assistant, catalogue: Catalogue, *, show: bool) -> None:
    given, valid, halves = Score(), Score(), {True: Score(), False: Score()}
    errors: Counter[str] = Counter()
    taken = []
    for note in asked:
        started = time.perf_counter()
        found = frozenset(line.code for line in assistant.draft(_record(note.text)).diagnoses)
        taken.append(time.perf_counter() - started)
        billable = frozenset(code for code in note.codes if catalogue.check(System.ICD10CM, code, DAY).billable)
        for score, wanted in ((given, note.codes), (valid, billable), (halves[note.seen], note.codes)):
            score.add(found, wanted)
        classes = list(_errors(found, note.codes, catalogue))
        errors.update(kind for kind, _ in classes)
        if show and note.seen and classes:
            print(f"  {note.name}: " + "; ".join(f"{kind} ({codes})" for kind, codes in classes))
    slow = sorted(taken)[int(len(taken) * 0.95)] * 1e3
    print(f"{name + ', as given':28}{len(asked):6}{given}{slow:9.1f}")
    print(f"{name + ', valid only':28}{len(asked):6}{valid}")
    if halves[False].hits:
        print(f"{'  half that was looked at':28}{'':6}{halves[True]}\n{'  the other half':28}{'':6}{halves[False]}")
    print("  " + ", ".join(f"{kind} {count}" for kind, count in errors.most_common()))


def _record(text: str) -> CaseRecord:
    return CaseRecord(DAY, (Document("note.txt", text),), subject="")


def _errors(found: frozenset[str], wanted: frozenset[str], catalogue: Catalogue) -> Iterator[tuple[str, str]]:
    """The class of each error with its codes: a missed code beside a wrong one of its kind is one error."""
    extra = sorted(found - wanted)
    for code in sorted(wanted - found):
        near = next((other for other in extra if other[:_CATEGORY] == code[:_CATEGORY]), None)
        if near:
            extra.remove(near)
            yield _near_miss(code, near, catalogue), f"{code}, not {near}"
        else:
            yield f"missed {_kind(code)}", code
    yield from ((f"extra {_kind(code)}", code) for code in extra)


def _near_miss(code: str, near: str, catalogue: Catalogue) -> str:
    one, other = (catalogue.check(System.ICD10CM, each, DAY).title for each in (code, near))
    if code[:-1] == near[:-1] and len(code) == 8:  # noqa: PLR2004 - a 7th character and the dot
        return "wrong 7th character"
    if set(words.stems(one)) - _SIDES == set(words.stems(other)) - _SIDES:
        return "wrong side"
    return "wrong specificity"


def _kind(code: str) -> str:
    if code[0] in "VWXY":
        return "external cause"
    if code[0] == "Z":
        return "status"
    return "symptom" if code[0] == "R" else "diagnosis"


if __name__ == "__main__":
    main()
