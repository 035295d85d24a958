"""The same events in a folder, in SQLite and in PostgreSQL give the same staging tables."""

import json
import sqlite3
from datetime import UTC, datetime, timedelta

import psycopg
import pytest

from helix.journal import Assignment, Exposure, OptOut, Push, Response, as_line, open_journal, segment
from tests.python.bad_input.conftest import write_files
from tests.python.bad_input.project import HEADER, Project, sales
from tests.python.services.postgres import PASSWORD

AT = datetime(2024, 3, 20, 23, 30, tzinfo=UTC)
VIEWS = ("exposures", "responses", "assignments", "opt_outs", "pushes", "rejected_rows")


def event(kind, number, customer="c1", at=AT, **fields):
    return kind(event_id=f"{kind.kind}-{number}", occurred_at=at, customer_id=customer, **fields)


EVENTS = [
    event(
        Exposure,
        1,
        recommendation_id="r1",
        article_id="a1",
        rank=1,
        propensity=0.1 + 0.2,
        channel="web",
        arms={"late pushes": "control", "more new": "B"},
    ),
    event(Exposure, 2, recommendation_id="r1", article_id='Ö\'s "2"\u2028', rank=2),
    event(Response, 1, response="rated", rating=4.5, article_id="a1", channel="app"),
    event(Response, 2, response="bought", article_id="a1", value_micros=5_000_000_000),
    event(Response, 3, " c1 ", response="viewed", exposure_id="exposure-1"),
    # The same id but for blanks, which a build takes for the same.
    event(Response, " 4", response="viewed"),
    Response(event_id=" response-1", occurred_at=AT + timedelta(1), customer_id="c1", response="liked"),
    event(Assignment, 1, experiment="late pushes", arm="control"),
    event(OptOut, 1, channel="e-mail"),
    event(OptOut, 2, "nobody", AT - timedelta(microseconds=1)),
    event(Push, 1, "c3", send_at=AT + timedelta(hours=1), propensity=0.5),
]
# What no writer of the project's appends; others may.
BAD = [
    (
        "exposure",
        "bad-1",
        '{"kind": "exposure", "event_id": "bad-1", "customer_id": "c1", "occurred_at": "soon"}',
    ),
    ("push", "bad-2", '{"kind": "response", "event_id": "bad-2"}'),
    ("opt_out", "bad-3", '["c8"]'),
    ("opt_out", "bad-4", '{"kind": "opt_out", "customer_id": "c2"}'),
]
FOLDERS = {kind.kind: kind.folder for kind in (Exposure, Response, Assignment, OptOut, Push)}


def write_folder(folder):
    for kind in (Exposure, Response, Assignment, OptOut, Push):
        path = segment(folder, kind, AT, "test")
        path.parent.mkdir(parents=True)
        lines = [as_line(each) for each in EVENTS if isinstance(each, kind)]
        lines += [f"{content}\n" for bad_kind, _, content in BAD if bad_kind == kind.kind]
        path.write_text("".join(lines))
    return str(folder)


def write_database(place, connect, parameter):
    journal = open_journal(place)
    journal.append(EVENTS)
    journal.close()
    statement = "insert into journal_events (kind, event_id, customer_id, content) values (?, ?, 'c1', ?)"
    connection = connect(place)
    for row in BAD:
        connection.execute(statement.replace("?", parameter), row)
    connection.commit()
    connection.close()
    return place


def staged(home, shop, journal):
    project = Project(home, settings={"PGPASSWORD": PASSWORD})
    home.mkdir()
    outcome = project.dbt(
        "run", "--select", "path:models/staging/journal", "+stg_journal__opt_outs", "+stg_journal__pushes",
        source="files", raw_path=str(shop), journal_path=journal, timezone="Europe/Berlin",
    )  # fmt: skip
    assert outcome.code == 0, outcome.output
    return project


@pytest.fixture(scope="module")
def projects(tmp_path_factory, postgres):
    """The shop's staging tables with the journal in each place."""
    home = tmp_path_factory.mktemp("places")
    write_files(home / "shop", {"transactions": HEADER + "".join(sales())})
    database = postgres.new_database()
    write_database(postgres.url(database), psycopg.connect, "%s")
    places = {
        "folder": write_folder(home / "journal"),
        "sqlite": write_database(str(home / "journal of 'shop'.sqlite"), sqlite3.connect, "?"),
        "postgresql": postgres.url(database, password=None),
    }
    return {name: staged(home / name, home / "shop", place) for name, place in places.items()}


@pytest.mark.parametrize("name", ["sqlite", "postgresql"])
def test_the_place_changes_nothing_but_names_of_segments(projects, name):
    # A name before the slash is the folder, which both have.
    lines = (
        "select * replace (split_part(file_name, '/', 1) as file_name) from stg_journal__lines order by all"
    )
    assert projects[name].rows(lines) == projects["folder"].rows(lines)
    for view in VIEWS:
        same = lines.replace("stg_journal__lines", f"stg_journal__{view}")
        if view != "rejected_rows":
            same = f"select * from stg_journal__{view} order by all"
        assert projects[name].rows(same) == projects["folder"].rows(same)


def test_nothing_is_lost_on_the_way(projects):
    shop = projects["sqlite"]
    assert shop.rows("select count(*), count(*) filter (where is_duplicate) from stg_journal__lines") == [
        (len(EVENTS) + len(BAD), 1)
    ]
    ((propensity, arms),) = shop.rows(
        "select propensity, arms from stg_journal__exposures where event_id = 'exposure-1'"
    )
    assert propensity == 0.1 + 0.2
    assert json.loads(arms) == {"late pushes": "control", "more new": "B"}
    assert shop.rows("select rating, channel from stg_journal__responses where rating is not null") == [
        (4.5, "app")
    ]
    assert shop.rows("select file_name, reason from stg_journal__rejected_rows order by 1, 2") == [
        ("exposures/events", "occurred_at is no date or time"),
        ("opt_outs/events", "no JSON object"),
        ("pushes/events", "kind is not push"),
    ]


@pytest.mark.parametrize("name", ["sqlite", "postgresql"])
def test_no_copy_of_the_events_stays(projects, name):
    assert list(projects[name].home.glob("*.raw/*")) == []


def test_a_password_is_in_no_log(projects):
    for path in projects["postgresql"].home.rglob("*"):
        assert not path.is_file() or PASSWORD.encode() not in path.read_bytes(), path
