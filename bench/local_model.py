"""`make model-local`: a real model on this machine reads along once, to prove the protocol, not to be good at it.

SmolLM2 has 135 million parameters and no idea of coding. What counts: the server of llama.cpp answers in the shape that
was asked for, the stream arrives, and the draft keeps to the rules whatever the model says.
"""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from pydantic import BaseModel

from assistant import Assistant
from assistant.advice import ModelAdvisor
from assistant.model import Model, ModelError
from codesets import install, open_catalogue
from config.sections import LanguageModel
from consultations.ports import Departure, Spent
from consultations.records import CaseRecord, Document

NOTE = """Seen in our office on 6/12/2026.

Assessment:
1. Type 2 diabetes with diabetic chronic kidney disease, stage 3a
2. Essential hypertension

Which codes do we report, and in which order?
"""


class Answered(BaseModel):
    """The smallest shape that can be wrong."""

    organ: str
    paired: bool


class PrintedLedger:
    """Prints what leaves for the model instead of keeping it: the note is nobody's."""

    def spent(self, case: str) -> Spent:
        """Nothing is counted."""
        del case
        return Spent(0, 0)

    def leaving(self, departure: Departure) -> int:
        """Say so."""
        print(f"  asked to {departure.purpose}: {len(departure.text):,} characters")
        return 0

    def returned(self, entry: int, outcome: str, sent: int, answered: int) -> None:
        """Say so."""
        del entry
        print(f"  {outcome}, {sent} tokens in, {answered} out")


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """llama.cpp's server with the model of the virtual environment, on a free port of loopback."""
    weights = next(folder.rglob("SmolLM2-*.gguf"))
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [folder / "bin" / "python", "-m", "llama_cpp.server", "--model", weights, "--port", port, "--n_ctx", 8192]
    with TemporaryDirectory() as logs, (Path(logs) / "log").open("w") as log:
        process = subprocess.Popen([str(part) for part in command], stdout=log, stderr=log)
        try:
            _wait(process, port)
            yield f"http://127.0.0.1:{port}/v1"
        finally:
            process.terminate()
            process.wait(20)


def _wait(process: subprocess.Popen[bytes], port: int) -> None:
    for _ in range(240):
        with closing(socket.socket()) as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        if process.poll() is not None:
            sys.exit(f"The server of llama.cpp ended with {process.returncode}.")
        time.sleep(0.5)
    sys.exit("The server of llama.cpp did not open its port within two minutes.")


def main() -> None:
    """Ask for a shape, for a stream, and for counsel on a note."""
    with served(Path(sys.argv[1])) as url, TemporaryDirectory() as folder:
        settings = LanguageModel(
            name="smollm2",
            base_url=url,
            external=False,
            structured="json_object",
            timeout_seconds=600,
            answer_tokens=300,
            retries=0,
        )
        model = Model(settings)
        began = time.monotonic()
        asked = model.ask("Answer with the JSON object that is asked for.", "Is the kidney a paired organ?", Answered)
        print(f"Shape: {asked.answer!r}, {asked.usage}, {time.monotonic() - began:.1f} s")
        began = time.monotonic()
        pieces: list[str] = []
        try:
            pieces += model.stream("Answer in one short sentence.", "What is hypertension?")
        except ModelError as error:  # it may go on until its tokens are used up
            print(f"  {error}")
        print(f"Stream: {len(pieces)} pieces, {time.monotonic() - began:.1f} s: {''.join(pieces)[:200]!r}")
        install(Path(folder))
        with open_catalogue(Path(folder)) as catalogue:
            record = CaseRecord(date(2026, 11, 23), (Document("your mail", NOTE),))
            alone = Assistant(catalogue).draft(record)
            began = time.monotonic()
            answer = Assistant(catalogue, ModelAdvisor(model, PrintedLedger())).draft(record)
        print(f"Draft: {time.monotonic() - began:.1f} s. {answer.headline}")
        print(next(f"  {check.title}. {check.detail}" for check in answer.checks if check.rule == "model"))
        assert not answer.blocking
        assert {line.code for line in alone.diagnoses} <= {line.code for line in answer.diagnoses}


if __name__ == "__main__":
    main()
