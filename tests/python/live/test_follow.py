"""Whoever did something is computed anew, once, and again after a restart or with a new build."""

import json
import math
import shutil
from dataclasses import dataclass
from threading import Event as Signal
from threading import Thread

import pytest

from helix.journal import open_journal
from helix.journal.events import EVENTS, Event
from helix.live.follow import Follower, events_waiting
from helix.reading.lookup import open_answers
from python_ml.problems import Busy, NotBuilt


@dataclass(frozen=True)
class Recorded:
    position: int
    event: Event


class Journal:
    """A journal in memory, with gaps between positions."""

    def __init__(self):
        self.recorded = []
        self.problem = None

    def append(self, *events):
        for event in events:
            self.recorded.append(Recorded(2 * len(self.recorded) + 1, event))

    def after(self, position, limit):
        if self.problem is not None:
            problem, self.problem = self.problem, None
            raise problem
        return [each for each in self.recorded if each.position > position][:limit]

    def of_customer(self, customer_id, kinds=EVENTS):
        return [
            each
            for each in self.recorded
            if each.event.customer_id == customer_id and isinstance(each.event, tuple(kinds))
        ]


class Answers:
    def __init__(self):
        self.kept = {}
        self.times = 0

    def put_many(self, build, answers):
        self.times += len(answers)
        self.kept |= {(build, customer_id): answer for customer_id, answer in answers.items()}


@pytest.fixture
def published(built, tmp_path):
    """A folder of published builds of the test's own, with one build."""
    folder = tmp_path / "published"
    build = folder / "builds" / built.published.name
    build.mkdir(parents=True)
    shutil.copy(built.published / "live.duckdb", build)
    (folder / "current").symlink_to(f"builds/{build.name}")
    return folder


@pytest.fixture
def journal():
    return Journal()


@pytest.fixture
def answers():
    return Answers()


@pytest.fixture
def follower(published, journal, answers, tmp_path):
    made = []

    def start(**more):
        made.append(Follower(published, journal, answers, tmp_path / "live.json", **more))
        return made[-1]

    yield start
    for each in made:
        each.close()


def publish_again(published, name):
    first = (published / "current").resolve()
    shutil.copytree(first, published / "builds" / name)
    (published / "current").unlink()
    (published / "current").symlink_to(f"builds/{name}")


def test_who_did_something_that_counts_is_answered(follower, journal, answers, live, event):
    journal.append(
        event("a", "x", "bought"),
        event("b", "x", "bought", days_later=-2),
        event("a", "y", "clicked"),
        event("c", "y", "rated"),
    )
    follower().step()
    assert list(answers.kept) == [(live.build, "a")]
    assert (
        answers.kept[live.build, "a"]
        == live.answers({"a": [each.event for each in journal.of_customer("a")]})["a"]
    )


def test_what_no_list_knows_of_is_not_written_down_each_time(
    follower, journal, answers, event, tmp_path, monkeypatch
):
    monkeypatch.setattr("helix.live.follow.REMEMBER_SECONDS", math.inf)
    following = follower()
    journal.append(event("a", "x", "bought"))
    following.step()
    written = (tmp_path / "live.json").read_text()
    journal.append(event("c", "y", "rated"))
    assert following.step() == 1
    assert following.step() == 0
    assert (tmp_path / "live.json").read_text() == written
    journal.append(event("b", "x", "bought"))
    following.step()
    assert (tmp_path / "live.json").read_text() != written


def test_what_counts_for_nobody_does_not_wait_for_the_next_event(
    follower, journal, event, tmp_path, monkeypatch
):
    following, state = follower(), tmp_path / "live.json"
    journal.append(event("a", "x", "bought"))
    following.step()
    monkeypatch.setattr("helix.live.follow.REMEMBER_SECONDS", math.inf)
    journal.append(event("c", "y", "rated"))
    following.step()
    assert events_waiting(journal, state) == 1
    monkeypatch.setattr("helix.live.follow.REMEMBER_SECONDS", 0)
    assert following.step() == 0
    assert events_waiting(journal, state) == 0
    written = state.stat().st_mtime_ns
    assert following.step() == 0
    assert state.stat().st_mtime_ns == written


def test_what_waits_is_counted(follower, journal, event, tmp_path):
    state = tmp_path / "live.json"
    journal.append(event("a", "x", "bought"), event("a", "x", "viewed"))
    assert events_waiting(journal, state) == 2
    assert events_waiting(journal, state, most=1) == 1
    follower().step()
    assert events_waiting(journal, state) == 0


def test_a_restart_goes_on_where_it_ended(follower, journal, answers, event):
    journal.append(event("a", "x", "bought"))
    assert follower().step() == 1
    journal.append(event("b", "x", "bought"))
    restarted = follower()
    assert restarted.step() == 1
    assert restarted.step() == 0
    assert [customer_id for _, customer_id in answers.kept] == ["a", "b"]
    assert answers.times == 2


def test_what_was_not_kept_is_computed_again(follower, journal, answers, event):
    def full(build, given):
        raise Busy("the store is full")

    journal.append(event("a", "x", "bought"))
    stopped = follower()
    stopped._answers = type("Full", (), {"put_many": staticmethod(full)})()
    with pytest.raises(Busy):
        stopped.step()
    follower().step()
    assert answers.times == 1


def test_a_new_build_answers_whoever_it_does_not_know_enough_of(follower, published, journal, answers, event):
    journal.append(*(event("old", "x", "bought", days_later=-3) for _ in range(3)), event("a", "x", "bought"))
    following = follower()
    following.step()
    publish_again(published, "000002-20260102T000000Z")
    assert following.step() == 1
    assert ("000002-20260102T000000Z", "a") in answers.kept
    assert answers.times == 2


def test_a_state_that_is_damaged_costs_time_alone(follower, journal, answers, event, tmp_path):
    journal.append(event("a", "x", "bought"))
    follower().step()
    (tmp_path / "live.json").write_text("{")
    assert follower().step() == 1
    assert answers.times == 2
    assert json.loads((tmp_path / "live.json").read_text())["position"] == 1


def test_what_else_is_known_of_a_customer_stays(follower, journal, answers, live, event):
    known = live.answers({"a": []})["a"]
    journal.append(event("a", "x", "bought"))
    follower(known=lambda customer_id: type(known)(customer_id, known.as_of, "heavy", ())).step()
    answer = answers.kept[live.build, "a"]
    assert answer.segment == "heavy"
    assert answer.offers
    assert answer.as_of > known.as_of


def test_a_failure_that_passes_is_waited_out(follower, journal, answers, event, monkeypatch):
    monkeypatch.setattr("helix.live.follow.LONG_PAUSE_SECONDS", 0.01)
    journal.append(event("a", "x", "bought"))
    journal.problem = Busy("the journal is held")
    stop = Signal()
    kept = Signal()
    put, answers.put_many = answers.put_many, lambda *given: (put(*given), kept.set())
    following = Thread(target=follower().follow, args=(stop,))
    following.start()
    assert kept.wait(60)
    stop.set()
    following.join(60)
    assert not following.is_alive()


def test_a_journal_and_a_store_on_the_disk_are_followed(published, live, event, tmp_path):
    journal = open_journal(str(tmp_path / "journal.sqlite"))
    kept = open_answers(tmp_path / "fresh.sqlite")
    follower = Follower(published, journal, kept, tmp_path / "live.json")
    try:
        bought = event("a", "x", "bought")
        journal.append([bought])
        while follower.step():
            pass
        assert kept.customer(live.build, "a") == live.answers({"a": [bought]})["a"]
    finally:
        follower.close()
        kept.close()
        journal.close()


def test_nothing_published_is_said(journal, answers, tmp_path):
    with pytest.raises(NotBuilt, match="nothing is published"):
        Follower(tmp_path, journal, answers, tmp_path / "live.json").step()
