"""Arms of experiments: obeyed by the API, and written into the journal."""

from datetime import UTC, date, datetime, timedelta

import pytest

from helix.journal import ShownList
from helix.reading.lookup import Arms
from python_ml.experiments.assignment import Phase, slots
from tests.python.api.shop import FakeLookup

YESTERDAY = datetime.now(UTC).date() - timedelta(days=1)
EVERYBODY = slots([Phase("lists", {"simple": 1.0}, "s1", YESTERDAY)])


def running(*lists, of=EVERYBODY):
    return Arms(of, {(experiment, arm): shown for experiment, arm, shown in lists}, "UTC")


@pytest.fixture
def shown(client, monkeypatch):
    """Return a function that asks as a customer while experiments run: the articles, and the event that was written."""

    def run(arms, /, **question):
        monkeypatch.setattr(FakeLookup, "arms", arms)
        answer = client.post("/recommendations", json=question).json()
        services = client.app.state.services
        services.exposures.flush()
        (event,) = [
            each.event
            for each in services.journal.latest(100)
            if isinstance(each.event, ShownList) and each.event.event_id == answer["recommendation_id"]
        ]
        return [each["article_id"] for each in answer["recommendations"]], answer["basis"], event

    return run


def test_an_arm_without_a_setting_is_written_down_and_changes_nothing(shown):
    articles, basis, event = shown(running(), customer_id="anna")
    assert (articles, basis) == (["dress", "shirt", "socks"], "build")
    assert (event.arms, event.propensity) == ({"lists": "simple"}, 1.0)


def test_an_arm_may_show_what_sells(shown):
    articles, basis, event = shown(running(("lists", "simple", "popular")), customer_id="anna")
    assert (articles, basis) == (["socks", "hat", "shirt"], "popular")
    assert event.arms == {"lists": "simple"}


def test_an_arm_of_the_shops_own_is_kept_beside_and_never_instead(shown):
    _, _, event = shown(running(), customer_id="anna", arms={"banner": "red", "lists": "another"})
    assert event.arms == {"banner": "red", "lists": "simple"}


def test_who_has_no_id_is_in_no_arm(shown):
    _, _, event = shown(running(), session_id="visit 7")
    assert event.arms is None


def test_an_experiment_that_is_over_says_nothing(shown):
    over = slots([Phase("lists", {"simple": 1.0}, "s1", YESTERDAY - timedelta(days=9), YESTERDAY)])
    assert shown(running(of=over), customer_id="anna")[2].arms is None


def test_a_day_begins_by_the_shops_clock():
    arms = Arms([], {}, "Pacific/Auckland")
    assert arms.day_of(datetime(2026, 1, 1, 12, tzinfo=UTC)) == date(2026, 1, 2)


def test_of_two_experiments_that_say_the_first_by_name_decides():
    said = running(("a", "x", "ranker"), ("b", "y", "popular"))
    assert not said.shows_popular({"b": "y", "a": "x"})
    assert said.shows_popular({"b": "y", "a": "z"})


def test_what_publishing_wrote_is_read():
    written = (
        '{"slots": [["a", "s", "x", "2026-01-01", null, 0, 1000000]], "lists": [["a", "x", "popular"]], '
        '"timezone": "UTC"}'
    )
    arms = Arms.decode(written)
    assert arms.of("anybody", date(2026, 1, 1)) == {"a": "x"}
    assert arms.of("anybody", date(2025, 12, 31)) == {}
    assert arms.shows_popular({"a": "x"})
