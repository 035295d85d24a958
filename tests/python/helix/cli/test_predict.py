import contextlib
import io
import json
import os
import subprocess
import sys
from functools import partial

import pytest

from helix.cli import main
from tests.python.helix.conftest import ORIGIN

TABLE = """\
Customer C00012: age 34, female, Lisbon, 1100-148, Portugal, club ACTIVE, newsletter Regularly
As of 2011-10-28 (6 purchase days, the last 12 days before), valid for 2011-10-28 to 2011-11-03
order  within 7 days <0.1%, 14 days 9.9%, 30 days 25%, 60 days 50%, 90 days >99%; expected
       2011-12-24
reach  Mondays at 19:00 (when they order themselves)
push   2011-10-31 19:00, 0108775015 ("Strap top: you bought this 3 times")

rank  article     name                                      probability  reason
   1  0108775015  Strap top                                      12.50%  bought 3 times
   2  0108775044  A hand-knitted alpaca jumper with a rol…        3.12%  often bought with Strap top
   3  0110065001  -                                              <0.01%  popular this week
"""

NEWCOMER = """\
Customer C00013: nothing known
As of 2011-10-28 (no purchase before), valid for 2011-10-28 to 2011-11-03
order  within 7 days 1.0%, 14 days 2.0%; more likely none than one
reach  Sundays at 9:00 (their weekday; sales have no time of day, so the hour is the shop's setting)
push   none planned: opted out

rank  article     name  probability  reason
   1  0110065001  -               -  -
"""

TEST_SPLIT = """\
Customer C00012: age 34, female, Lisbon, 1100-148, Portugal, club ACTIVE, newsletter Regularly
As of 2011-10-21 (1 purchase day, the last 1 day before), valid for 2011-10-21 to 2011-10-27
order  within 7 days 50%, 14 days 60%, 30 days 70%, 60 days 80%, 90 days 90%; expected 2011-08-07
       (as of 2011-08-01)
reach  Wednesdays at 7:00 (when customers like them order)

rank  article     name  probability  reason
   1  0110065001  -          50.00%  popular this week
"""

JSON = """\
{
  "customer_id": "C00012",
  "as_of": "2011-10-28",
  "label_from": "2011-10-28",
  "label_until": "2011-11-04",
  "next_purchase": {
    "as_of": "2011-10-28",
    "p_7d": 0.0004,
    "p_14d": 0.0994,
    "p_30d": 0.25,
    "p_60d": 0.5,
    "p_90d": 0.9996,
    "expected_on": "2011-12-24"
  },
  "send_time": {
    "weekday": 1,
    "hour": 19,
    "basis": "customer"
  },
  "push": {
    "as_of": "2011-10-28",
    "customer_id": "C00012",
    "article_id": "0108775015",
    "send_at": "2011-10-31T19:00:00",
    "send_at_utc": "2011-10-31T18:00:00",
    "channel": "push",
    "basis": "customer",
    "purchase_probability": 0.125,
    "priority": 2.5,
    "currency": "EUR",
    "reason": "Bought it 3 times, last on 2011-10-16",
    "message": "Strap top: you bought this 3 times",
    "is_exploration": false,
    "propensity": 0.98125,
    "arms": "{\\"hours\\":\\"evening\\"}",
    "article_name": "Strap top"
  },
  "no_push_because": null,
  "missing_tables": [],
  "recommendations": [
    {
      "rank": 1,
      "article_id": "0108775015",
      "name": "Strap top",
      "score": 1.5,
      "purchase_probability": 0.125,
      "reason": "bought 3 times"
    },
    {
      "rank": 2,
      "article_id": "0108775044",
      "name": "A hand-knitted alpaca jumper with a roll neck, raglan sleeves and ribbed cuffs",
      "score": 0.25,
      "purchase_probability": 0.0312,
      "reason": "often bought with Strap top"
    },
    {
      "rank": 3,
      "article_id": "0110065001",
      "name": null,
      "score": -2.0,
      "purchase_probability": 4e-05,
      "reason": "popular this week"
    }
  ]
}
"""


@pytest.fixture
def printed(answered, database):
    """Return a function that runs `helix predict`, with what it prints."""

    return partial(answered, "predict")


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["C00012"], TABLE),
        (["C00012", "--split", "serve"], TABLE),
        (["C00013"], NEWCOMER),
        (["C00012", "--split", "test"], TEST_SPLIT),
        (["C00012", "--json"], JSON),
    ],
    ids=["table", "serve", "newcomer", "latest test cutoff", "json"],
)
def test_prints(printed, arguments, expected):
    assert printed(*arguments) == expected


def table(text):
    """Lines of the table of offers, its headings first."""
    lines = text.splitlines()
    return lines[lines.index("") + 1 :]


def test_json_of_another_split(printed):
    answer = json.loads(printed("C00012", "--json", "--split", "test"))
    assert (answer["as_of"], answer["label_from"], answer["label_until"]) == (
        "2011-10-21",
        "2011-10-21",
        "2011-10-28",
    )


def test_a_quote_in_the_id_is_part_of_the_id(printed):
    lines = printed("O'Hara").splitlines()
    assert lines[0] == "Customer O'Hara: age 51"
    assert lines[-1] == "   1  0108775015  Strap top        0.00%  popular this week"


def test_sql_in_the_id_is_an_unknown_id(refused, database):
    assert refused("predict", "' or '1'='1") == "customer \"' or '1'='1\" is unknown"


def test_customer_without_a_row_of_features_has_no_purchase(printed):
    assert printed("O'Hara").splitlines()[1].startswith("As of 2011-10-28 (no purchase before), ")


def test_ranks_ascend_whatever_the_article(printed, change):
    change("update recommendations set rank = 4 - rank where customer_id = 'C00012' and split = 'serve'")
    assert [line[:16] for line in table(printed("C00012"))[1:]] == [
        "   1  0110065001",
        "   2  0108775044",
        "   3  0108775015",
    ]


@pytest.mark.parametrize(
    ("probability", "percentage"),
    [(1, "100.00%"), (0.0003, "0.03%"), (0.0001, "0.01%"), (0.00009, "<0.01%"), (0, "0.00%")],
)
def test_percentage(printed, change, probability, percentage):
    change(f"update recommendations set purchase_probability = {probability}")
    assert printed("C00013").splitlines()[-1].split()[-2] == percentage


def test_long_texts_fit_the_terminal(printed, change):
    change("update articles set name = repeat('long name ', 20)")
    change("update articles set name = 'cut here, at the blank and not after' where article_key = 2")
    change("update recommendations set reason = repeat('long reason ', 20)")
    change("update customers set city = repeat('x', 90), gender = repeat('y', 90)")
    change("update customers set country = repeat('z', 90)")
    lines = printed("C00012").splitlines()
    assert max(map(len, lines)) == 100
    assert lines[0].endswith(",")
    assert lines[1].startswith("  ")
    first, second, _ = table("\n".join(lines))[1:]
    assert first == (
        "   1  0108775015  long name long name lon…       12.50%  long reason long reason long reason long r…"
    )
    assert second.startswith("   2  0108775044  cut here, at the blank…         3.12%  long reason")


def test_a_long_id_is_printed_whole(printed, change):
    long = "0123456789abcdef" * 7
    change(f"update customers set customer_id = '{long}' where customer_id = 'C00012'")
    change("delete from recommendations where customer_id <> 'C00012' or rank > 1 or split = 'test'")
    change(f"update recommendations set customer_id = '{long}', article_id = '{long}'")
    lines = printed(long).splitlines()
    assert lines[1] == f"  {long}:"
    assert lines[-1] == f"   1  {long}  -          12.50%  bought 3 ti…"


def test_wide_characters_keep_the_columns_aligned(printed, change):
    change("update articles set name = 'キャミソール' where article_id = '0108775015'")
    change("update articles set name = 'Cafe\u0301 au lait' where article_id = '0108775044'")
    change("update articles set name = repeat('靴', 60) where article_id = '0110065001'")
    assert table(printed("C00012")) == [
        "rank  article     name                                      probability  reason",
        "   1  0108775015  キャミソール                                   12.50%  bought 3 times",
        "   2  0108775044  Cafe\u0301 au lait                                    3.12%  often bought with "
        "Strap top",
        "   3  0110065001  " + "靴" * 19 + "…        <0.01%  popular this week",
    ]


def test_control_characters_neither_break_lines_nor_steer_the_terminal(printed, change):
    change("update articles set name = 'Strap' || chr(10) || chr(27) || '[31mtop' where article_key = 1")
    assert "  Strap  [31mtop  " in table(printed("C00012"))[1]


def test_no_colour_codes_and_no_trailing_blanks(printed, change):
    change("update recommendations set reason = '   ' where rank = 2")
    text = printed("C00012")
    assert "\x1b" not in text
    assert text.splitlines() == [line.rstrip() for line in text.splitlines()]


def test_a_terminal_that_lacks_a_character_shows_a_question_mark(database):
    run = subprocess.run(
        [sys.executable, "-c", "from helix.cli import main; main()", "predict", "C00012"],
        env=os.environ | {"PYTHONIOENCODING": "latin-1"},
        capture_output=True,
        encoding="latin-1",
        check=True,
    )
    assert run.stdout == (TABLE + ORIGIN).replace("…", "?")


def test_prints_into_a_replaced_stdout(database):
    with contextlib.redirect_stdout(io.StringIO()) as stdout:
        main(["predict", "C00012"], standalone_mode=False)
    assert stdout.getvalue() == TABLE + ORIGIN


def test_json_is_ascii(printed, change):
    change("update articles set name = 'キャミソール'")
    answer = printed("O'Hara", "--json")
    assert answer.isascii()
    assert json.loads(answer)["recommendations"][0]["name"] == "キャミソール"


def test_a_drawn_push_says_so(printed):
    assert printed("O'Hara").splitlines()[2] == (
        'push   2011-10-28 07:00, 0110065001 (drawn to explore; "0110065001: popular lately")'
    )


def test_a_push_neither_breaks_lines_nor_is_cut(printed, change):
    change("update push_plan set message = repeat('word ', 50) || chr(27) || chr(10) || 'end'")
    lines = printed("C00012").splitlines()
    assert max(map(len, lines[2:])) <= 100
    push = lines[[line[:4] for line in lines].index("push") : lines.index("")]
    assert sum(line.count("word") for line in push) == 50
    assert push[-1].endswith('end")')


def test_nobody_knows_when(printed, change):
    change("delete from next_purchase; delete from send_time; delete from push_exclusions")
    assert printed("C00013") == NEWCOMER.replace(
        "".join(line + "\n" for line in NEWCOMER.splitlines()[2:5]), ""
    )
    answer = json.loads(printed("C00013", "--json"))
    assert [answer[name] for name in ("next_purchase", "send_time", "push", "no_push_because")] == [None] * 4
    assert answer["missing_tables"] == []


TIMING_TABLES = ["next_purchase", "send_time", "push_plan", "push_exclusions"]


@pytest.mark.parametrize("missing", TIMING_TABLES)
def test_a_missing_table_on_when_leaves_the_rest(printed, change, missing):
    change(f"drop table {missing}")
    text = printed("C00012")
    note = f"note   table {missing} is missing in the database: run `make build`"
    assert note in text.splitlines()
    assert table(text) == table(TABLE)
    answer = json.loads(printed("C00012", "--json"))
    assert answer["missing_tables"] == [missing]
    assert (answer["push"] is None) == (missing == "push_plan")


def test_a_database_of_ranking_alone(printed, change):
    change("; ".join(f"drop table {name}" for name in TIMING_TABLES))
    assert printed("C00012").splitlines()[2:4] == [
        "note   tables next_purchase, send_time, push_plan, push_exclusions are missing in the database: run",
        "       `make build`",
    ]
    assert "push_plan" not in printed("C00012", "--split", "test")


def test_why_no_push_is_planned(printed):
    answer = json.loads(printed("C00013", "--json"))
    assert (answer["push"], answer["no_push_because"]) == (None, "opted out")
    assert answer["next_purchase"]["p_30d"] is answer["next_purchase"]["expected_on"] is None


@pytest.mark.parametrize(
    ("chance", "percentage"),
    [
        (0, "0.0%"),
        (0.0009, "<0.1%"),
        (0.001, "0.1%"),
        (0.0994, "9.9%"),
        (0.0995, "10%"),
        (0.9949, "99%"),
        (0.995, ">99%"),
        (1, "100%"),
    ],
)
def test_chance_of_an_order(printed, change, chance, percentage):
    change(f"update next_purchase set p_7d = {chance}")
    assert f"within 7 days {percentage}, 14 days" in printed("C00012")


@pytest.mark.parametrize(
    ("customer", "sentence"),
    [
        ("C00021", "customer 'C00021' is unknown; the nearest known: 'C00012', 'C00013', 'C00140'"),
        ("c0001", "customer 'c0001' is unknown; the nearest known: 'C00012', 'C00013', 'C00140'"),
        ("o", "customer 'o' is unknown; the nearest known: \"O'Hara\""),
        ("zzz", "customer 'zzz' is unknown"),
        ("", "customer '' is unknown"),
        ("\udcff", "customer id '\\udcff' is not valid UTF-8 text"),
        ("zz\n\x1bz", "customer 'zz\\n\\x1bz' is unknown"),
    ],
)
def test_unknown_customer(refused, database, customer, sentence):
    assert refused("predict", customer) == sentence


def test_customer_whom_the_split_leaves_out(refused, database):
    assert refused("predict", "C00013", "--split", "test") == (
        "customer 'C00013' bought nothing in the test window: try --split serve"
    )
    assert refused("predict", "C00140", "--json") == (
        "customer 'C00140' has no recommendations: run `make build`"
    )


@pytest.mark.parametrize("table", ["recommendations", "cutoffs"])
def test_split_without_recommendations(refused, database, change, table):
    change(f"delete from {table} where split = 'serve'")
    assert refused("predict", "C00012") == (
        f"{database} holds no recommendations of split serve: run `make build`"
    )
