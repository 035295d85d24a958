"""A build that reads a journal: all kinds of events, and all that may be wrong with one."""

import json
from datetime import UTC, datetime, timedelta

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from helix.journal import (
    Assignment,
    Exposure,
    OptOut,
    Push,
    Response,
    ShownList,
    as_line,
    segment,
    unfinished,
)
from tests.python.bad_input.conftest import SMALL, write_files
from tests.python.bad_input.project import FIRST_DAY, HEADER, Project, sales

BUILD = ("build", "--resource-type", "model", "--resource-type", "seed", "--resource-type", "test")
# The last sale is on the eightieth day; what happened after it is known to no cutoff.
EVENING = datetime(2024, 3, 20, 23, 30, tzinfo=UTC)
BERLIN = {"timezone": "Europe/Berlin"}


def event(kind, number, customer, at=EVENING, **fields):
    return kind(event_id=f"{kind.kind}-{number}", occurred_at=at, customer_id=customer, **fields)


EVENTS = {
    Exposure: [
        event(Exposure, 1, "c1", recommendation_id="r1", article_id="a1", rank=1, propensity=0.5),
        event(Exposure, 2, "c1", recommendation_id="r1", article_id="a2", rank=2, channel="web"),
    ],
    ShownList: [
        event(
            ShownList,
            1,
            "c1",
            articles=("a2", " a1 "),
            propensity=0.25,
            channel="web",
            arms={"layout": "wide"},
        ),
        # The list of the exposures above: each counts once.
        ShownList(event_id="exposure", occurred_at=EVENING, customer_id="c1", articles=("a1", "a2", "a3")),
    ],
    Response: [
        event(Response, 1, "c1", response="click", recommendation_id="r1", exposure_id="exposure-1"),
        event(Response, 2, "c1", response="order", article_id="a1", value_micros=5_000_000_000),
    ],
    Assignment: [event(Assignment, 1, "c1", experiment="late pushes", arm="control")],
    OptOut: [event(OptOut, 1, " c1 ", channel="Push"), event(OptOut, 2, "nobody")],
    Push: [event(Push, 1, "c3"), event(Push, 2, "c3", EVENING + timedelta(hours=1)), event(Push, 3, "c4")],
}


def write_journal(journal):
    """Every kind of event in a segment of its own, and beside them what must not be used."""
    for kind, events in EVENTS.items():
        path = segment(journal, kind, EVENING, "test")
        path.parent.mkdir(parents=True)
        path.write_text("".join(map(as_line, events)))
    later = [
        segment(journal, kind, EVENING + timedelta(days=1), "test")
        for kind in (Push, OptOut, Exposure, ShownList)
    ]
    pushes, opt_outs, exposures, shown_lists = later
    # What was written twice, the second time with what a writer learned since.
    pushes.write_text(as_line(EVENTS[Push][2]) + as_line(event(Push, 3, "c4", EVENING + timedelta(hours=2))))
    opt_outs.write_bytes(
        b'{"kind": "opt_out", "customer_id": "c2", "occurred_at": "some day"}\n\n'
        b'{"kind": "opt_out", "customer_id": "c6"\n'
        b'{"kind": "opt_out", "customer_id": "K\xf6ln"}\n'
        b'{"kind": "opt_out", "customer_id": " "}\n'
        b'{"kind": "push", "customer_id": "c7"}\n'
        b'["c8"]\n'
    )
    exposures.write_text(
        json.dumps({"event_id": "e", "occurred_at": "2024-03-20T10:00", "customer_id": "c1"}) + "\n"
        '{"event_id": "f", "occurred_at": "soon", "customer_id": "c1"}\n'
    )
    lists = (
        {"event_id": str(number), "articles": each} for number, each in enumerate(["a1", [], ["a1", None]])
    )
    shown_lists.write_text(
        "".join(
            json.dumps(each | {"occurred_at": "2024-03-20T10:00", "customer_id": "c1"}) + "\n"
            for each in lists
        )
    )
    half = unfinished(segment(journal, Push, EVENING + timedelta(days=2), "test"))
    half.write_text(as_line(event(Push, 4, "c5")) + as_line(event(Push, 5, "c5")) + '{"kind": "pu')
    table = pa.table(
        {"event_id": ["p"], "occurred_at": [EVENING], "customer_id": ["c9"], "send_at": [EVENING]}
    )
    pq.write_table(table, pushes.with_suffix(".parquet"))


@pytest.fixture(scope="module")
def shops(tmp_path_factory):
    """The same shop without a journal, and over it with one."""
    home = tmp_path_factory.mktemp("journal")
    write_files(home / "shop", {"transactions": HEADER + "".join(sales())})
    write_journal(home / "journal")
    built = []
    for name, journal in (("without", None), ("with", str(home / "journal"))):
        project = Project(home / name)
        project.home.mkdir()
        outcome = project.dbt(
            *BUILD, source="files", raw_path=str(home / "shop"), journal_path=journal, max_rejected_share=0.5,
            **SMALL, **BERLIN,
        )  # fmt: skip
        assert outcome.code == 0, outcome.output
        built.append(project)
    return built


@pytest.fixture(scope="module")
def shop(shops):
    return shops[1]


def reasons(shop, *customers):
    left_out = dict(shop.rows("select customer_id, reason from push_exclusions"))
    planned = {customer for (customer,) in shop.rows("select customer_id from push_plan")}
    assert left_out.keys().isdisjoint(planned)
    return [left_out.get(customer) for customer in customers]


def test_without_a_journal_nothing_is_known_of_events(shops):
    without, _ = shops
    for events in ("lines", "exposures", "responses", "assignments", "opt_outs", "pushes"):
        assert without.rows(f"select count(*) from stg_journal__{events}") == [(0,)]
    assert reasons(without, "c1", "c2", "c3") == [None, None, None]


def test_who_opted_out_is_left_out_whatever_else_the_event_lacks(shop):
    assert reasons(shop, "c1", "c2", "c6") == ["opted out", "opted out", None]
    assert shop.rows(
        "select customer_id, channel, opted_out_at, customer_key is null from int_opt_outs order by 1"
    ) == [
        ("c1", "push", datetime(2024, 3, 21, 0, 30), False),
        ("c2", None, None, False),
        ("nobody", None, datetime(2024, 3, 21, 0, 30), True),
    ]


def test_who_was_sent_enough_is_left_out(shop):
    """c4 was sent one push, of which the journal tells three times; the pushes of c5 are of an unfinished segment."""
    assert reasons(shop, "c3", "c4", "c5") == ["frequency cap", None, None]
    assert shop.rows("select customer_id, sent_on, pushes from int_pushes order by 1") == [
        ("c3", datetime(2024, 3, 21).date(), 2),
        ("c4", datetime(2024, 3, 21).date(), 1),
        ("c9", datetime(2024, 3, 21).date(), 1),
    ]


def test_what_cannot_be_used_is_counted_with_its_reason(shop):
    later = "20240321T233000000000Z-test.ndjson"
    assert shop.rows(
        "select file_name, reason, count(*) from int_rejected_rows where source = 'journal' group by all order by all"
    ) == [
        (f"exposures/{later}", "occurred_at is no date or time", 1),
        (f"exposures/{later}", "recommendation_id is missing", 1),
        (f"opt_outs/{later}", "customer_id is missing", 1),
        (f"opt_outs/{later}", "kind is not opt_out", 1),
        (f"opt_outs/{later}", "no JSON object", 2),
        (f"opt_outs/{later}", "not UTF-8", 1),
        (f"shown_lists/{later}", "articles is no list of ids", 3),
    ]
    ((content,),) = shop.rows("select content from int_rejected_rows where reason = 'not UTF-8'")
    assert json.loads(content)["line"] == 4
    assert shop.rows(
        "select file_name, lines, events, duplicates, rejected from int_journal_segments"
        " where duplicates + rejected > 0 order by 1"
    ) == [
        (f"exposures/{later}", 2, 0, 0, 2),
        (f"opt_outs/{later}", 6, 1, 0, 5),
        (f"pushes/{later}", 2, 0, 2, 0),
        (f"shown_lists/{later}", 3, 0, 0, 3),
    ]
    assert shop.rows("select sum(events) from int_journal_segments") == [(14,)]


def test_a_list_is_read_as_exposures_unless_they_were_told_of_themselves(shop):
    assert shop.rows(
        "select event_id, recommendation_id, article_id, rank, propensity, channel, arms"
        " from stg_journal__exposures where event_id not in ('exposure-1', 'exposure-2') order by 1"
    ) == [
        ("exposure-3", "exposure", "a3", 3, None, None, None),
        ("shown_list-1-1", "shown_list-1", "a2", 1, 0.25, "web", '{"layout":"wide"}'),
        ("shown_list-1-2", "shown_list-1", "a1", 2, 0.25, "web", '{"layout":"wide"}'),
    ]


@pytest.mark.parametrize("kind", [Exposure, Response, Assignment])
def test_events_are_read_as_they_were_written(shop, kind):
    written_ids = ", ".join(f"'{each.event_id}'" for each in EVENTS[kind])
    rows = shop.rows(
        f"select to_json(events) from (from stg_journal__{kind.folder} order by event_id) as events"
        f" where event_id in ({written_ids})"
    )
    read = [{name: value for name, value in json.loads(row).items() if value is not None} for (row,) in rows]
    written = [json.loads(as_line(each)) for each in EVENTS[kind]]
    for each in written:
        each |= {"occurred_at": "2024-03-21 00:30:00", "known_on": "2024-03-21"}
    assert read == written


def test_parquet_is_read_like_lines(shop):
    assert shop.rows("select occurred_at, send_at from stg_journal__pushes where customer_id = 'c9'") == [
        (datetime(2024, 3, 21, 0, 30), datetime(2024, 3, 21, 0, 30))
    ]


def test_no_cutoff_learns_from_the_journal(shops):
    without, with_journal = (shop.fingerprints() for shop in shops)
    assert FIRST_DAY + timedelta(79) < EVENING.date() + timedelta(1)
    differ = {name for name in without if without[name] != with_journal[name]}
    of_one_run = {
        "build_facts",
        "build_steps",
        "ranker_calibration",
        "ranker_fits",
        "ranker_model",
        "recorded_metrics",
    }
    # What ids of the journal meet is a matter of data, and no model learns from it.
    of_data = {"quality_counts", "data_checks", "data_quality"}
    as_told = {
        "int_assignments",
        "int_exposures",
        "int_opt_outs",
        "int_push_answers",
        "int_pushes",
        "int_responses",
    }
    assert differ - of_one_run - of_data <= as_told | {"shown_lists"} | {
        name for name in without if name.startswith("push_")
    }
    assert {"int_opt_outs", "int_pushes", "push_exclusions"} <= differ
