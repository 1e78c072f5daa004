"""The common diseases of `common_diseases.tsv`, as tests and benchmarks of the search take them."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Disease:
    """A name, its default ICD-10-CM code, and the path in the Alphabetic Index that leads there."""

    term: str
    code: str
    index: str


def common_diseases() -> list[Disease]:
    """All of them, in the order of their names."""
    lines = Path(__file__).with_name("common_diseases.tsv").read_text(encoding="utf-8").splitlines()
    header, *rows = [line.split("\t") for line in lines if not line.startswith("#")]
    assert header == ["term", "code", "index"]
    return [Disease(*row) for row in rows]
