"""`codes import`, `update` and `status` as people and scripts call them."""

import json
import re
from datetime import date
from pathlib import Path

import pytest

from codesets import Dataset
from codesets.completeness import EXPECTED
from codesets.updating import Consent
from config.settings import load
from tests.codesets.hcpcs.lists import lines, zipped
from tests.codesets.releases import installed
from tests.commands.conftest import Call


@pytest.fixture(autouse=True)
def _nothing_bundled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("codesets.install", lambda _folder, _report: None)


def test_a_file_is_imported_once(tmp_path: Path, call: Call) -> None:
    source = zipped(tmp_path / "2019-Alpha-Numeric-HCPCS-File.zip", lines())
    assert call("codes", "import", str(source)).said.endswith("HCPCS Level II 2019 is ready")
    again = call("codes", "import", str(source))
    assert (again.code, again.said) == (0, "HCPCS Level II 2019 is loaded already")
    wrong = call("codes", "import", str(source), "--from", "2020-01-01")
    assert (wrong.code, wrong.out) == (1, "")
    assert "leave --from out" in wrong.err


def test_a_file_that_is_refused_does_not_stop_the_others(tmp_path: Path, call: Call) -> None:
    (tmp_path / "notes.txt").write_text("What is this?", encoding="utf-8")
    source = zipped(tmp_path / "2019-Alpha-Numeric-HCPCS-File.zip", lines())
    ended = call("codes", "import", str(tmp_path / "notes.txt"), str(source))
    assert ended.code == 1
    absent = call("codes", "import", str(tmp_path / "absent.zip"), str(tmp_path))
    assert (absent.code, "There is no file" in absent.err, "is a folder" in absent.err) == (1, True, True)
    assert "notes.txt has no layout that this version reads" in ended.err
    assert "HCPCS Level II 2019 is ready" in ended.out


def test_status_lists_releases_and_names_what_is_missing(call: Call) -> None:
    installed(load().codesets, Dataset.HCPCS, date(2019, 1, 1), date(2019, 12, 31))
    installed(load().codesets, Dataset.HCPCS, date(2018, 1, 1), date(2018, 12, 31))
    installed(load().codesets, Dataset.GEM_DIAGNOSES, date(2017, 10, 1), date.max, "icd9")
    installed(load().codesets, Dataset.GEM_PROCEDURES, date(2017, 10, 1), date.max, "icd9")
    installed(load().codesets, Dataset.GEM_PROCEDURES, date(2017, 10, 1), date.max, "icd10")
    said = call("codes", "status").said
    assert "HCPCS Level II hcpcs 2019-01-01 1 Jan 2019 to 31 Dec 2019 1 out of date since 1 Jan 2020" in said
    assert "HCPCS Level II hcpcs 2018-01-01 1 Jan 2018 to 31 Dec 2018 1 of earlier days" in said
    assert "gem-diagnoses 2017-10-01 1 Oct 2017 on 1 without ICD-10-CM to ICD-9-CM" in said
    assert "ICD-10-PCS procedures gem-procedures 2017-10-01 1 Oct 2017 on 1 in force" in said
    assert "NCCI add-on codes - - - not loaded" in said
    assert re.match(r"On \d+ \w+ 20\d\d, of 26 sets 1 is in force, 1 is incomplete, 1 is out of date, 23 are", said)
    assert said.count("caseconsultant codes update") == 1
    assert (
        "Import with `caseconsultant codes import`: ICD-10-CM guidelines; GEMs, ICD-9-CM and ICD-10-CM diagnoses."
        in said
    )
    assert "CPT: it is the AMA's" in said
    assert re.search(r"MS-DRG.*HCC", said)


def test_the_help_of_import_names_every_kind_of_file(call: Call) -> None:
    said = call("codes", "import", "--help").said
    told = set(re.findall(r"[\w-]+", said))
    assert {word for expected in EXPECTED for word in re.findall(r"[\w-]+", expected.spoken)} <= told


def test_stores_of_another_version_are_named(call: Call) -> None:
    folder = load().codesets
    made = installed(folder, Dataset.HCPCS, date(2019, 1, 1), date(2019, 12, 31))
    assert "another version" not in call("codes", "status").said
    made.rename(folder / "hcpcs-2019-01-01-0123456789ab-v1.sqlite")
    said = call("codes", "status").said
    assert "another version of CaseConsultant, and not read: hcpcs-2019-01-01-0123456789ab-v1.sqlite in" in said


def test_status_as_json(call: Call) -> None:
    installed(load().codesets, Dataset.GEM_DIAGNOSES, date(2017, 10, 1), date.max, "icd10")
    found = json.loads(call("codes", "status", "--json").said)
    (release,) = found["releases"]
    assert (release["dataset"], release["part"], release["first_day"]) == ("gem-diagnoses", "icd10", "2017-10-01")
    assert release["last_day"] is None
    standing = {one["dataset"]: one["standing"] for one in found["standing"]}
    assert (standing["gem-diagnoses"], standing["hcpcs"]) == ("incomplete", "missing")


def test_update_tells_each_failure_and_ends_with_1(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[Path, date, Consent]] = []

    def update(folder: Path, _downloads: Path, on: date, _report: object, *, consent: Consent) -> list[str]:
        asked.append((folder, on, consent))
        return [] if consent.terms else ["NCCI was left out"]

    monkeypatch.setattr("codesets.updating.update", update)
    refused = call("codes", "update", "--date", "2026-05-15")
    assert (refused.code, refused.err) == (1, "NCCI was left out\n")
    assert call("codes", "update", "--accept-terms").code == 0
    assert asked[0] == (load().codesets, date(2026, 5, 15), Consent())
    assert asked[1][2].terms
