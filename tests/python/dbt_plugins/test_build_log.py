import io

import pytest

from dbt_plugins.build_log import CLEAR_LINE, REMIND_SECONDS, BuildLog

TRAIN, SCORE, FIRST_TEST, LAST_TEST = (
    "model.shop.ranker_model",
    "model.shop.ranker_scores",
    "test.shop.not_null.1",
    "test.shop.unique.2",
)
STEPS = {TRAIN: "ranker training", SCORE: "scoring", FIRST_TEST: "tests", LAST_TEST: "tests"}


class Clock:
    now = 1000.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def out():
    return io.StringIO()


@pytest.fixture
def log(out, clock):
    log = BuildLog(out, is_terminal=False, clock=clock)
    log.expect(STEPS)
    return log


def test_a_step_has_its_line_once_its_last_node_is_done(log, out):
    log.started(TRAIN, 1000)
    log.started(FIRST_TEST, 1000)
    log.finished(FIRST_TEST, 1002, "pass")
    assert out.getvalue() == "", "the second test is still to come"
    log.started(LAST_TEST, 1002)
    log.finished(LAST_TEST, 1004, "pass")
    log.finished(TRAIN, 1010, "success")
    assert out.getvalue().splitlines() == [
        "  tests                2 tests       2.0 s  running: ranker_model 4 s",
        "  ranker training      1 model       8.0 s",
    ]


def test_a_line_says_what_failed_and_what_was_skipped(log, out):
    for node, status in ((TRAIN, "error"), (SCORE, "skipped"), (FIRST_TEST, "fail"), (LAST_TEST, "skipped")):
        log.started(node, 1000)
        log.finished(node, 1000, status)
    endings = [line.split(" s  ")[-1] for line in out.getvalue().splitlines()]
    assert endings == ["1 failed", "1 skipped", "1 failed; 1 skipped"]


def test_what_did_not_come_to_its_end_is_said_in_the_end(log, out, clock):
    log.started(FIRST_TEST, 1000)
    log.finished(FIRST_TEST, 1001, "fail")
    clock.now = 1003
    log.close()
    log.close()
    assert out.getvalue() == "  tests           1 of 2 tests       1.0 s  1 failed\n"


def test_a_long_silence_is_broken_where_no_line_can_be_drawn_over(log, out, clock):
    log.started(TRAIN, 1000)
    log.progress("ranker_model", "100 of 250 trees")
    clock.now += REMIND_SECONDS - 1
    log.tick()
    assert out.getvalue() == ""
    clock.now += 1
    log.tick()
    log.tick()
    assert " ".join(out.getvalue().split()) == "0 of 4 done; running: ranker_model 30 s (100 of 250 trees)"


def test_a_terminal_shows_what_runs_and_writes_over_it(out, clock):
    log = BuildLog(out, is_terminal=True, clock=clock)
    log.tick()
    assert out.getvalue() == f"{CLEAR_LINE}  reading the project, 0 s"
    log.expect(STEPS)
    log.started(TRAIN, 1000)
    clock.now = 1012
    log.progress("ranker_model", "100 of 250 trees")
    assert (
        out.getvalue().split(CLEAR_LINE)[-1] == "  0 of 4 done; running: ranker_model 12 s (100 of 250 trees)"
    )
    log.say("hello")
    assert out.getvalue().endswith(f"{CLEAR_LINE}hello\n")
    log.tick()
    log.close()
    assert out.getvalue().split("\n")[-1].endswith(f"(100 of 250 trees){CLEAR_LINE}"), (
        "nothing is left behind"
    )


def test_no_line_is_longer_than_the_terminal(out, clock, monkeypatch):
    monkeypatch.setenv("COLUMNS", "40")
    log = BuildLog(out, is_terminal=True, clock=clock)
    log.expect(STEPS)
    log.started(TRAIN, 900)
    log.progress("ranker_model", "x" * 200)
    assert max(len(line) for line in out.getvalue().split(CLEAR_LINE)) < 40
