"""A build of a shop that sends by push, e-mail and SMS, with opt-outs written in every way that hides them."""

import csv
import json
from datetime import UTC, datetime, timedelta

import duckdb
import pytest

from helix.journal import OptOut, Push, Response, as_line, segment
from tests.python.bad_input.conftest import SMALL, write_files
from tests.python.bad_input.project import HEADER, PROJECT, Project, sales

BEFORE = datetime(2024, 1, 2, 10, tzinfo=UTC)
# The last sale is on 2024-03-20.
LATELY = datetime(2024, 3, 20, 10, tzinfo=UTC)
CHANNELS = [
    ("push", "true", "true", None, None, None, "1"),
    ("email", "TRUE", "yes", "0", "1", "30", "6"),
    ("sms", "true", "true", "0.06", None, None, "1"),
    ("letter", "false", "true", "1.2", None, None, "1"),
    ("web", "true", "false", None, None, None, "12"),
]
QUIET_HOURS = [(str(weekday), "0", "12", " S.M.S. ") for weekday in range(1, 8)] + [("7", "0", "24", "sms")]

# Whom the journal's opt-outs mean, and by what they must not be reached; None is everything.
OPTED_OUT = [
    ("c1", "email", "c1", "email"),
    ("c2", "E-Mail", "c2", "email"),
    ("c3", "\tEMAIL \u200b", "c3", "email"),
    ("c4", "ｅ－ｍａｉｌ", "c4", "email"),  # noqa: RUF001
    ("C5", "ＥＭＡＩＬ", "c5", "email"),  # noqa: RUF001
    ("Ｃ６", '"Email"', "c6", "email"),  # noqa: RUF001
    (" c 7 ", "e_mail", "c7", "email"),
    ('="c8"', "email", "c8", "email"),
    ("c\u200b9", "email.", "c9", "email"),
    ("00c10", "email", "c10", "email"),
    ("c11", None, "c11", None),
    ("c12", "", "c12", None),
    ("c13", "n/a", "c13", None),
    ("c14", "fax", "c14", None),
    ("c15", "email, push", "c15", None),
    ("c16", "еmail", "c16", None),  # noqa: RUF001
    ("c17", "web", "c17", None),
    ("c18", "all", "c18", None),
    ("C19", "Ｆａｘ", "c19", None),  # noqa: RUF001
    ("c20", "letter", "c20", "letter"),
]
# The opt-outs file of the shop, whose channels are written in another way yet.
OPT_OUTS_FILE = 'customer_id,opted_out_at,channel\nC21,2024-01-05,"E Mail"\nc22,,\nc23,soon,telex\n'
BY_FILE = [("c21", "email"), ("c22", None), ("c23", None)]
ALL_BUT_SMS = [("c24", "email"), ("c24", "PUSH")]


def opt_outs():
    written = [(customer, channel) for customer, channel, *_ in OPTED_OUT] + ALL_BUT_SMS
    yield from (
        OptOut(event_id=str(number), occurred_at=BEFORE, customer_id=customer, channel=channel)
        for number, (customer, channel) in enumerate(written)
    )
    # A writer that numbers its events anew each day gives one id to several.
    yield OptOut(event_id="0", occurred_at=LATELY, customer_id="c25")
    yield OptOut(event_id="0", occurred_at=LATELY, customer_id="c1", channel="push")
    yield OptOut(event_id="0", occurred_at=BEFORE, customer_id="c1", channel="email")


def pushes():
    sent = [("c30", "E-Mail", LATELY), ("c31", "push", LATELY), ("c31", "sms", LATELY), ("c32", None, LATELY)]
    sent += [
        (customer, channel, BEFORE) for customer in ("c33", "c34") for channel in ("push", "Email") * 100
    ]
    for number, (customer, channel, at) in enumerate(sent):
        yield Push(event_id=f"p{number}", occurred_at=at, customer_id=customer, channel=channel)


def responses():
    """Of two who got many messages of both kinds long ago, c33 answered those by push, c34 those by e-mail."""
    for push in pushes():
        if (push.customer_id, push.channel) in (("c33", "push"), ("c34", "Email")):
            yield Response(
                event_id=f"r{push.event_id}",
                occurred_at=BEFORE + timedelta(hours=1),
                customer_id=push.customer_id,
                response="click",
                exposure_id=push.event_id,
            )


def write_journal(journal):
    for kind, events in ((OptOut, opt_outs()), (Push, pushes()), (Response, responses())):
        path = segment(journal, kind, LATELY, "test")
        path.parent.mkdir(parents=True)
        path.write_text("".join(map(as_line, events)))
    # As another program writes it: a number and a list in the place of a word.
    raw = segment(journal, OptOut, LATELY, "other")
    others = [("c26", ["Email"]), ("c27", 7)]
    raw.write_text(
        "".join(
            json.dumps({"kind": "opt_out", "customer_id": customer, "channel": channel}) + "\n"
            for customer, channel in others
        )
    )


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    home = tmp_path_factory.mktemp("channels")
    write_files(home / "shop", {"transactions": HEADER + "".join(sales()), "opt_outs": OPT_OUTS_FILE})
    write_journal(home / "journal")
    project = Project(home / "project")
    project.home.mkdir()
    given = {"source": "files", "raw_path": str(home / "shop"), "journal_path": str(home / "journal")} | SMALL
    assert project.dbt("seed", **given).code == 0
    with duckdb.connect(project.database) as connection:
        connection.execute("delete from channels")
        connection.executemany("insert into channels values (?, ?, ?, ?, ?, ?, ?)", CHANNELS)
        connection.executemany("insert into quiet_hours values (?, ?, ?, ?)", QUIET_HOURS)
    outcome = project.dbt(
        "build", "--resource-type", "model", "--resource-type", "test", exploration_share=0.5, **given
    )
    assert outcome.code == 0, outcome.output
    return project


@pytest.fixture(scope="module")
def plan(shop):
    return dict(shop.rows("select customer_id, channel from push_plan"))


@pytest.fixture(scope="module")
def best(shop):
    """The channel that is worth most to each customer, before anything is drawn."""
    return dict(shop.rows("select customer_id, channel from push_decisions"))


@pytest.fixture(scope="module")
def left_out(shop):
    return dict(shop.rows("select customer_id, reason from push_exclusions"))


@pytest.mark.parametrize(
    ("customer", "channel"),
    [(meant, channel) for *_, meant, channel in OPTED_OUT]
    + BY_FILE
    + [("c24", "email"), ("c24", "push"), ("c1", "push"), ("c25", None), ("c26", "email"), ("c27", None)],
)
def test_nobody_is_reached_by_what_they_opted_out_of(shop, left_out, customer, channel):
    free = {
        name
        for (name,) in shop.rows(
            f"select channel from push_reach where customer_id = '{customer}' and obstacle is distinct from 'opted out'"
        )
    }
    sent_by = shop.rows(f"select channel from push_plan where customer_id = '{customer}'")
    if channel is None:
        assert (free, sent_by, left_out[customer]) == (set(), [], "opted out")
    else:
        assert channel not in free
        assert (channel,) not in sent_by
        assert free, "who opted out of one channel is reached by others"


def test_who_opted_out_of_nothing_in_use_is_reached_by_the_cheapest(best):
    assert best["c20"] == best["c40"] == "email"
    assert best["c2"] == "push"


def test_the_summary_says_which_channel_it_does_not_know(shop):
    ((customers, name),) = shop.rows(
        "select value, text from build_facts where name = 'opt_outs_of_unknown_channels'"
    )
    unknown = {"c14", "c15", "c16", "c17", "c18", "c19", "c23", "c27"}
    assert (customers, name) == (len(unknown), "7")


def test_caps_hold_by_channel_and_over_all(best, left_out):
    """E-mail has a cap of one in 30 days, and a push by no channel counts as one of each."""
    assert (best["c30"], best["c32"]) == ("push", "push")
    assert left_out["c31"] == "frequency cap"


def test_who_answers_a_channel_gets_it(best):
    assert (best["c33"], best["c34"]) == ("push", "email")


def test_quiet_hours_of_a_channel_are_its_own(shop):
    hours = shop.rows("select channel, weekday, hour from int_push_hours where not is_quiet")
    sms = {(weekday, hour) for channel, weekday, hour in hours if channel == "sms"}
    assert sms == {(weekday, hour) for weekday in range(1, 7) for hour in range(12, 22)}
    assert {(1, 9), (7, 9)} <= {(weekday, hour) for channel, weekday, hour in hours if channel == "email"}
    assert shop.rows("select count(*) from push_plan where channel = 'sms' and hour(send_at) < 12") == [(0,)]


def test_exploration_uses_every_channel_that_is_free_and_its_probabilities_add_up(shop, plan, best):
    assert {channel for customer, channel in plan.items() if best[customer] == "email"} == {
        "email",
        "push",
        "sms",
    }
    actions = """
        select plan.customer_id, plan.is_exploration, plan.propensity, lists.articles * moments.moments
        from push_plan as plan
        inner join (select customer_id, count(*) as articles from push_options group by 1) as lists
            using (customer_id)
        inner join (
            select reach.customer_id, count(*) as moments
            from push_reach as reach
            inner join push_slots as slots using (customer_id, channel)
            inner join int_push_hours as hours using (channel, weekday)
            where reach.obstacle is null and not hours.is_quiet
            group by 1
        ) as moments using (customer_id)
    """
    for customer, is_exploration, propensity, count in shop.rows(actions):
        possible = {0.5 / count} | {0.5 + 0.5 / count}
        assert any(propensity == pytest.approx(each, rel=1e-12) for each in possible), customer
        assert is_exploration or propensity > 0.5


def test_the_seed_as_it_comes_sends_by_push_alone():
    with (PROJECT / "seeds/channels.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    used = {row["channel"] for row in rows if row["is_active"] == row["can_push"] == "true"}
    assert used == {"push"}
    assert all(not row["cost"] and not row["max_pushes"] for row in rows if row["channel"] == "push")
