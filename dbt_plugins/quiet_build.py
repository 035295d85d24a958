"""Runs `dbt build` and shows one line a step, failures in full, and the summary."""

import json
import logging
import sys
import threading
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from dbt import selected_resources
from dbt.cli.main import dbtRunner
from dbt.flags import get_flags
from dbt_common.events.base_types import EventMsg

from dbt_plugins.beginning import began_at
from dbt_plugins.build_log import DRAW_SECONDS, BuildLog
from dbt_plugins.full_disk import DiskWatch, is_full_disk
from python_ml.building.progress import LOGGER as PROGRESS
from python_ml.building.steps import step_of
from python_ml.printing import printable

# Without colours: a message that quotes the shop's data holds no sequence that steers a terminal.
NO_CONSOLE = ("--log-level", "none", "--log-level-file", "debug", "--no-use-colors")
WITHOUT_UNIT_TESTS = ("--exclude-resource-type", "unit_test")
KINDS = ("--exclude-resource-type", "--exclude-resource-types", "--resource-type", "--resource-types")
# Shown whatever their level: what macros print, and where to look after a failure.
SHOWN = ("PrintEvent", "SQLCompiledPath")
# The first line on a node that failed, or of which there is a warning.
HEADLINES = ("RunResultFailure", "RunResultWarning")
FAILED, BROKEN, INTERRUPTED = 1, 2, 130


class Progress(logging.Handler):
    """Hands what models say of their progress to the log of the build."""

    def __init__(self, log: BuildLog) -> None:
        super().__init__()
        self._log = log

    def emit(self, record: logging.LogRecord) -> None:
        """Hand over one record."""
        self._log.progress(record.step, record.text)


class Listener:
    """Turns dbt's events into lines of a `BuildLog`."""

    def __init__(self, log: BuildLog, disk: DiskWatch) -> None:
        self._log, self._disk = log, disk
        self._manifest: Path | None = None
        self._is_running = False

    def __call__(self, message: EventMsg) -> None:
        """Take one event."""
        event, data = message.info, message.data
        if self._disk.is_word_of_it(event.name, event.msg):
            return
        if event.name == "MainReportVersion":
            self._log.say(f"Building; dbt's whole log goes to {Path(get_flags().LOG_PATH) / 'dbt.log'}")
        elif event.name == "ArtifactWritten" and data.artifact_type == "WritableManifest":
            self._manifest = Path(data.artifact_path)
        elif event.name == "LogHookStartLine" and not self._is_running:
            self._log.doing("looking at the input")
        elif event.name == "NodeStart":
            self._expect()
            self._log.started(data.node_info.unique_id, _seconds(event))
        elif event.name == "NodeFinished":
            self._log.finished(data.node_info.unique_id, _seconds(event), data.node_info.node_status)
        elif event.name in SHOWN or event.level in ("warn", "error"):
            said = shown(event.msg)
            self._log.say(f"\n{said}" if event.name in HEADLINES else said)

    def _expect(self) -> None:
        """Tell the log what will run, once dbt has chosen it."""
        if self._is_running:
            return
        self._is_running = True
        nodes = json.loads(self._manifest.read_text())["nodes"] if self._manifest else {}
        chosen = [node for node in selected_resources.SELECTED_RESOURCES if node in nodes or not nodes]
        paths = {node: nodes.get(node, {}).get("original_file_path", "") for node in chosen}
        self._log.expect({node: step_of(node, path) for node, path in paths.items()})
        self._log.doing("summing up and publishing")


def shown(message: str) -> str:
    """Return what dbt says, whose sentences quote the shop's data, in its lines and without what steers a terminal."""
    return "\n".join(map(printable, message.split("\n")))


def run(words: Sequence[str], is_verbose: bool, started: datetime) -> int:
    """Run `dbt build` with these words.

    Parameters
    ----------
    words
        What `dbt build` takes; without a word on kinds of nodes, unit tests are left out.
    is_verbose
        Whether to show dbt's own log instead.
    started
        When the command began, in UTC: from then on the build's steps are timed.

    Returns
    -------
    int
        0, 1 if something failed, 2 if dbt could not build at all, 130 after an interrupt.
    """
    words = ["build", *words]
    if not any(word.split("=")[0] in KINDS for word in words):
        words += WITHOUT_UNIT_TESTS
    disk = DiskWatch()
    try:
        with began_at(started), disk.over_logs():
            result = dbtRunner().invoke(words) if is_verbose else _quiet(words, disk)
        exception, code = result.exception, _code(result)
    except OSError as error:
        # Such as of a console that is a file.
        if not is_full_disk(error):
            raise
        exception, code = error, BROKEN
    if sentence := disk.sentence(exception):
        print(sentence, file=sys.stderr)
    return code


def _quiet(words: Sequence[str], disk: DiskWatch) -> Any:
    log = BuildLog(sys.stdout, sys.stdout.isatty())
    handler, done = Progress(log), threading.Event()
    PROGRESS.addHandler(handler)
    ticking = threading.Thread(target=_tick, args=(log, done), name="build-log", daemon=True)
    ticking.start()
    try:
        return dbtRunner(callbacks=[Listener(log, disk)]).invoke([*NO_CONSOLE, *words])
    finally:
        done.set()
        ticking.join()
        PROGRESS.removeHandler(handler)
        log.close()


def _tick(log: BuildLog, done: threading.Event) -> None:
    while not done.wait(DRAW_SECONDS):
        log.tick()


def _code(result: Any) -> int:
    if isinstance(result.exception, KeyboardInterrupt):
        return INTERRUPTED
    if result.exception is not None:
        return BROKEN
    return 0 if result.success else FAILED


def _seconds(event: Any) -> float:
    return event.ts.ToNanoseconds() / 1e9
