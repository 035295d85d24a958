import os
import signal
import sys
import time
from contextlib import suppress

import pytest

import helix.api.retraining
from helix.api.retraining import AlreadyRunning, last_run, main, start

PATIENCE_SECONDS = 60


def ended(state):
    """The last run, once it has ended."""
    until = time.monotonic() + PATIENCE_SECONDS
    while (run := last_run(state)).state == "running" and time.monotonic() < until:
        time.sleep(0.05)
    return run


@pytest.fixture
def build(tmp_path, monkeypatch):
    """Return a function that lets a build be these lines of Python."""
    project = tmp_path / "project"
    (project / "dbt_plugins").mkdir(parents=True)
    (project / "dbt_project.yml").touch()
    (project / "dbt_plugins" / "__init__.py").touch()
    monkeypatch.setenv("DBT_PROJECT_DIR", str(project))

    def let(code):
        (project / "dbt_plugins" / "build.py").write_text(code)

    return let


def test_a_build_is_started_and_its_end_written_down(build, tmp_path):
    build("import os, sys; print(sys.argv[1:], os.environ['HELIX_PUBLISHED'])")
    begun = start(tmp_path, tmp_path / "published", "{source: demo}")
    assert begun.state == "running"
    run = ended(tmp_path)
    assert (run.state, run.exit_code, run.run_id) == ("succeeded", 0, begun.run_id)
    assert "['--vars', '{source: demo}']" in run.log
    assert str(tmp_path / "published") in run.log


def test_a_build_that_fails_says_so(build, tmp_path):
    build("import sys; sys.exit(3)")
    start(tmp_path, tmp_path, "{}")
    run = ended(tmp_path)
    assert (run.state, run.exit_code) == ("failed", 3)
    assert run.ended_at is not None


def test_one_build_runs_at_a_time_and_a_killed_one_leaves_no_lock(build, tmp_path):
    build("import os, time; print(os.getpid(), flush=True); time.sleep(600)")
    start(tmp_path, tmp_path, "{}")
    with pytest.raises(AlreadyRunning, match="a build is running"):
        start(tmp_path, tmp_path, "{}")
    until = time.monotonic() + PATIENCE_SECONDS
    while not last_run(tmp_path).log.strip() and time.monotonic() < until:
        time.sleep(0.05)
    process = int(last_run(tmp_path).log)
    with suppress(ProcessLookupError):
        os.killpg(os.getpgid(process), signal.SIGKILL)
    assert ended(tmp_path).state == "killed"
    build("")
    start(tmp_path, tmp_path, "{}")
    assert ended(tmp_path).state == "succeeded"


def test_the_log_is_cut_to_its_end(build, tmp_path, monkeypatch):
    build("print('x' * 1000); print('the end')")
    monkeypatch.setattr(helix.api.retraining, "SHOWN_BYTES", 20)
    start(tmp_path, tmp_path, "{}")
    assert ended(tmp_path).log.endswith("the end\n")
    assert len(last_run(tmp_path).log) == 20


def test_before_the_first_there_is_none(tmp_path):
    assert last_run(tmp_path) is None


def test_the_routes_start_and_show_it(client, build, refused):
    assert "no build was started" in refused(client.get("/model/retrain"), 404)
    build("print('built')")
    response = client.post("/model/retrain")
    assert response.status_code == 202
    state = client.app.state.services.settings.state
    ended(state)
    assert client.get("/model/retrain").json()["log"] == "built\n"


def test_the_process_that_waits_for_a_build_writes_down_its_end(build, tmp_path, monkeypatch):
    build("import sys; sys.exit(2)")
    start(tmp_path, tmp_path, "{}")
    ended(tmp_path)
    folder = tmp_path / "retraining"
    lock = os.open(folder / "lock", os.O_RDWR)
    monkeypatch.chdir(os.environ["DBT_PROJECT_DIR"])
    monkeypatch.setattr(sys, "argv", ["", str(folder), "{}", str(lock)])
    monkeypatch.setenv("PYTHONPATH", "")
    assert main() == 2
    os.close(lock)
