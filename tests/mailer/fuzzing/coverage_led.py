"""Fuzzing led by coverage (atheris): any bytes through the whole reader, until time is up or something breaks.

`make fuzz` runs it for ten minutes beside the fuzzed mails. An input that breaks the reader is written to a file, which
this program names; `caseconsultant mail parse` and a test of its own take it from there.
"""

import sys
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["mailer"]):
    from consultations.messages import Quarantine, QuarantineReason
    from mailer.as_read import classified, parsed
    from mailer.identity import identity_of
    from mailer.message import parse

_HEAD = b"From: Dana <dana@clinic.example>\r\n"


def one(raw: bytes) -> None:
    """Read an input as it is, and as a mail of somebody; an error of ours is raised again."""
    for mail in (raw, _HEAD + raw):
        try:
            parse(mail)
        except Quarantine as why:
            if why.reason is QuarantineReason.UNREADABLE:
                raise RuntimeError(why.detail) from why
    parsed(raw)
    classified(raw)
    identity_of(raw)


def main() -> None:
    """`coverage_led.py FOLDER -max_total_time=SECONDS`: what is found goes to the folder, the samples begin it."""
    found = Path(sys.argv[1])
    found.mkdir(parents=True, exist_ok=True)
    samples = Path(__file__).parents[1] / "messages"
    atheris.Setup([sys.argv[0], *sys.argv[2:], f"-artifact_prefix={found}/", str(found), str(samples)], one)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
