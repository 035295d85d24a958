"""``helix dashboard``: the command that it starts."""

import subprocess

import pytest

from helix.cli import dashboard as serving


@pytest.fixture
def started(monkeypatch):
    commands = []

    def run(command, check):
        commands.append(command)
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr(subprocess, "run", run)
    return commands


def test_listens_on_this_machine_alone_unless_told(helix, started):
    assert helix("dashboard").exit_code == 0
    assert "--server.address=127.0.0.1" in started[0]
    assert "--browser.gatherUsageStats=false" in started[0]
    assert helix("dashboard", "--host", "0.0.0.0", "--port", "9000").exit_code == 0
    assert {"--server.address=0.0.0.0", "--server.port=9000"} <= set(started[1])


def test_the_app_is_where_it_is_looked_for():
    assert serving.SCRIPT.is_file()
    # Streamlit would take that for pages of its own, and show an empty one to whoever asks for a page of ours.
    assert not (serving.SCRIPT.parent / "pages").exists()


def test_without_streamlit_it_says_how_to_install_it(refused, monkeypatch):
    monkeypatch.setattr(serving, "find_spec", lambda name: None)
    assert "make extras EXTRAS=dashboard" in refused("dashboard")
