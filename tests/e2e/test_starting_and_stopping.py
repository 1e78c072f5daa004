"""What the service says when it ends, and when a door is taken."""

import signal
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from commands.composing import open_desk
from commands.entrances import DoorError, Entrances
from commands.processes import STOPPED
from config.sections import Door
from config.settings import Settings
from consultations.desk import Desk
from tests.e2e.service import running_service
from tests.servers.processes import free_ports

pytestmark = pytest.mark.servers


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_service_that_is_told_to_stop_says_that_nothing_is_lost(number: signal.Signals, tmp_path: Path) -> None:
    (web,) = free_ports(1)
    values = {"web": {"port": web}, "doors": [{"name": "door", "port": 0}]}
    with running_service(values, tmp_path / "var", client="dana@lakeside.example") as service:
        (process,) = service.processes
        process.send_signal(number)
        assert process.wait(20) == 0
        assert service.log().splitlines()[-1] == STOPPED


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A desk with one door, on a port that somebody has."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        doors = (Door(name="relay", port=taken.getsockname()[1]),)
        opened = open_desk(Settings(data_dir=tmp_path, doors=doors))
        yield opened
        opened.database.close()


def test_a_door_whose_port_is_taken_is_told_once(desk: Desk) -> None:
    port = desk.settings.doors[0].port
    with pytest.raises(DoorError) as caught:
        Entrances(desk).open()
    assert str(caught.value) == (
        f"Door relay cannot listen on 127.0.0.1:{port} (Address already in use). "
        "Choose another port in [[doors]], or stop what listens there."
    )
