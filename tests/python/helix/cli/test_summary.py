import json
from datetime import UTC, datetime

from python_ml.publishing import DATABASE, new_build


def test_the_build_in_words(answered, database):
    lines = answered("summary").splitlines()
    assert lines[0] == "Local-Helix has built the shop online_retail"
    assert "  ranker      NDCG@10 0.500, hit rate 0.750, on 3 test customers" in lines
    time = lines.index("  time        10.0 s, with at most 410 MB of memory; of these")
    assert lines[time + 1 : time + 4] == [
        "                  6.0 s  shop (slowest: int_articles, 1.5 s)",
        "                  2.0 s  dbt itself",
        "                  2.0 s  publishing",
    ]
    assert lines[-1] == "  published   nothing yet: this is what dbt builds in"


def test_a_published_build_is_named(helix, database):
    with new_build(database.with_suffix(".published"), datetime(2026, 1, 1, 6, tzinfo=UTC)) as build:
        (build / DATABASE).write_bytes(database.read_bytes())
    assert (
        helix("summary").stdout.splitlines()[-2]
        == "  published   build 000001-20260101T060000Z, which helix reads"
    )


def test_json_has_every_row(helix, database):
    answer = json.loads(helix("summary", "--json").stdout)
    assert answer["build"] is None
    assert len(answer["build_facts"]) == 8
    assert [alert["severity"] for alert in answer["alerts"]] == ["error", "warning"]
    assert answer["build_steps"][0] == {
        "step": "dbt itself",
        "seconds": 2.0,
        "nodes": 0,
        "peak_memory_mb": 410,
        "slowest_node": None,
        "slowest_node_seconds": None,
        "started_at": "2026-01-01T06:00:00",
        "ended_at": "2026-01-01T06:00:08",
    }


def test_alerts_come_with_what_to_do(answered, database):
    lines = answered("summary").splitlines()
    first = lines.index("  alerts      error: new days: -3 days")
    assert lines[first + 1 : first + 4] == [
        "                see that the newest export is read",
        "              warning: the hours of the orders have shifted",
        "                see that the clock is right",
    ]


def test_a_build_before_there_were_alerts(answered, change):
    change("drop table alerts")
    assert not [line for line in answered("summary").splitlines() if line.startswith("  alerts")]


def test_a_build_of_an_earlier_version(refused, change):
    change("drop table build_steps")
    assert "table build_steps is missing in" in refused("summary")
