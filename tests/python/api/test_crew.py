import os
import signal
import threading
import time
from pathlib import Path

import pytest

import helix.api.serving
from helix.api.serving import Crew, listening
from python_ml.problems import BadInput

PATIENCE_SECONDS = 60


def note(folder: Path) -> None:
    """Write down that this process runs, and go on."""
    (folder / str(os.getpid())).touch()
    time.sleep(PATIENCE_SECONDS)


def note_and_stay(folder: Path) -> None:
    """Do so, deaf to SIGTERM."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    note(folder)


def noted(folder, number):
    """The processes that have written down that they run, once there are so many."""
    until = time.monotonic() + PATIENCE_SECONDS
    while len(found := sorted(folder.iterdir())) < number and time.monotonic() < until:
        time.sleep(0.02)
    return [int(path.name) for path in found]


def is_alive(process_id):
    try:
        os.kill(process_id, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", str(tmp_path / "counts"))
    (tmp_path / "counts").mkdir()
    noted_in = tmp_path / "noted"
    noted_in.mkdir()
    return noted_in


def run(crew, meanwhile):
    """Run a crew, and this beside it, which ends with SIGTERM."""

    def act():
        try:
            meanwhile()
        finally:
            os.kill(os.getpid(), signal.SIGTERM)

    beside = threading.Thread(target=act)
    beside.start()
    crew.run()
    beside.join()


def test_a_process_that_dies_is_started_again(folder, caplog):
    crew = Crew(drain_seconds=PATIENCE_SECONDS)
    crew.add("first", note, folder)
    crew.add("second", note, folder)
    seen = []

    def meanwhile():
        seen.extend(noted(folder, 2))
        os.kill(seen[0], signal.SIGKILL)
        seen.extend(noted(folder, 3))

    run(crew, meanwhile)
    assert len(set(seen)) == 3
    assert not any(map(is_alive, seen))
    assert "was ended by SIGKILL" in caplog.text


def test_a_process_that_does_not_stop_is_killed(folder, monkeypatch):
    monkeypatch.setattr(helix.api.serving, "KILL_AFTER", 0.1)
    crew = Crew(drain_seconds=0)
    crew.add("deaf", note_and_stay, folder)
    seen = []
    run(crew, lambda: seen.extend(noted(folder, 1)))
    assert len(seen) == 1
    assert not is_alive(seen[0])


def test_the_pause_before_a_start_grows_while_a_process_dies_at_once():
    member = helix.api.serving.Member("worker", note, ())
    pauses = []
    for _ in range(8):
        member.pause = member.next_pause(lasted=0)
        pauses.append(member.pause)
    assert pauses == sorted(pauses)
    assert pauses[-1] == helix.api.serving.LONGEST_PAUSE
    assert member.next_pause(lasted=PATIENCE_SECONDS) == 0


def test_a_port_that_cannot_be_opened_is_said_in_a_sentence(settings):
    with listening(settings(port=0)) as listener:
        port = listener.getsockname()[1]
        with (
            pytest.raises(BadInput, match=rf"port {port}: "),
            listening(settings(port=port)),
        ):
            pass
    with (
        pytest.raises(BadInput, match="listen on nowhere"),
        listening(settings(host="nowhere.invalid")),
    ):
        pass
