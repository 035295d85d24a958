"""What builds that are still published said."""

from datetime import UTC, date, datetime

import duckdb
import pytest

from dbt_plugins.promises import published_facts, published_promises
from python_ml.publishing import DATABASE, new_build

NEXT_PURCHASE = """
create table next_purchase as from (values
    (date '{as_of}', 'serve', timestamp '2025-12-01', 0.5), (date '{as_of}', 'serve', timestamp '2025-12-01', 0.25),
    (date '{as_of}', 'serve', null, 0.9), (date '2025-11-01', 'test', timestamp '2025-12-01', 0.9)
) as rows(as_of, split, last_event_at, p_window)
"""


@pytest.fixture
def publish(tmp_path):
    """Return a function that publishes a build of a source, as of a day."""

    def run(source, as_of, day, tables=True):
        with (
            new_build(tmp_path, datetime(2026, 1, day, tzinfo=UTC)) as partial,
            duckdb.connect(partial / DATABASE) as build,
        ):
            build.execute(f"create table int_shop as select '{source}' as source")
            if tables:
                build.execute(NEXT_PURCHASE.format(as_of=as_of))
                build.execute(
                    f"create table cutoffs as select 'serve' as split, date '{as_of}' + 7 as label_until"
                )
                build.execute(
                    "create table build_facts as select 'shop' as subject, 'customers' as name, '' as detail,"
                    f" {day}.0::double as value, null::varchar as text"
                )
        return tmp_path

    return run


def test_nothing_is_promised_where_nothing_is_published(tmp_path):
    assert published_promises(tmp_path, "demo") == []
    assert published_facts(tmp_path, "demo") == []


def test_a_promise_is_the_sum_of_the_probabilities_of_those_who_had_ordered(publish):
    (promise,) = published_promises(publish("demo", "2026-01-01", 1), "demo")
    assert promise == {
        "build_id": "000001-20260101T000000Z",
        "as_of": date(2026, 1, 1),
        "label_until": date(2026, 1, 8),
        "customers": 2,
        "expected": 0.75,
        "variance": 0.4375,
    }


def test_of_builds_of_the_same_day_the_newest_counts_and_other_shops_do_not(publish):
    for day, (source, as_of) in enumerate(
        [("demo", "2026-01-01"), ("demo", "2026-01-01"), ("files", "2026-01-05"), ("demo", "2026-01-08")], 1
    ):
        published = publish(source, as_of, day)
    promises = published_promises(published, "demo")
    assert [promise["build_id"][:6] for promise in promises] == ["000002", "000004"]


def test_a_build_of_an_earlier_version_promises_nothing(publish):
    published = publish("demo", "2026-01-01", 1, tables=False)
    assert published_promises(published, "demo") == []
    assert published_facts(published, "demo") == []


def test_facts_are_those_of_the_build_that_people_read(publish):
    publish("demo", "2026-01-01", 1)
    published = publish("demo", "2026-01-08", 2)
    assert [fact["value"] for fact in published_facts(published, "demo")] == [2.0]
    assert published_facts(published, "files") == []
