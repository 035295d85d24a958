"""``helix sql``."""

import csv
import io
import json
import subprocess
import sys

import duckdb
import pytest

from helix.cli import answer

HOSTILE = 'red\x1b[31m\x9b "quoted", \r\nnext'


ORIGIN = "From a shop without a name, not published, from the database that dbt builds in"


@pytest.fixture(autouse=True)
def database(tmp_path, monkeypatch):
    path = tmp_path / "shop.duckdb"
    with duckdb.connect(path) as connection:
        connection.execute("create table texts (text varchar)")
        connection.execute("insert into texts values (?), (''), (null), ('ä😀')", [HOSTILE])
    monkeypatch.setenv("HELIX_DB", str(path))


def test_prints_a_table_with_its_number_of_rows(helix):
    result = helix("sql", "select 'Tilda' as name, 7 as n")
    assert result.exit_code == 0
    assert result.stdout.splitlines() == ["name   n", "─────  ─", "Tilda  7", "", "1 row", ORIGIN]


def test_a_long_table_says_that_there_is_more(helix):
    assert helix("sql", "from range(3)", "--limit", "2").stdout.splitlines()[2:] == [
        *("    0", "    1", ""),
        "the first 2 rows: --limit shows more, --csv and --json all",
        ORIGIN,
    ]
    assert helix("sql", "from range(101)").stdout.splitlines()[-2].startswith("the first 100 rows")
    assert helix("sql", "from range(100)").stdout.splitlines()[-2] == "100 rows"


def test_no_rows_are_said(helix):
    assert helix("sql", "select 1 as a limit 0").stdout == f"\n0 rows\n{ORIGIN}\n"


def test_raw_csv_is_exact(helix):
    printed = helix("sql", "from texts", "--csv", "--raw").stdout_bytes.decode()
    assert list(csv.reader(io.StringIO(printed, newline=""))) == [["text"], [HOSTILE], [""], [], ["ä😀"]]
    assert printed.endswith('\n""\n\nä😀\n')


def test_csv_is_safe_to_open_in_a_spreadsheet(helix):
    sql = "select text, -1 as n, -0.5::double as x, '-5' as t, ['=a'] as l, '=1' as \"+1\" from texts limit 1"
    printed = helix("sql", sql, "--csv").stdout_bytes.decode()
    header, row = csv.reader(io.StringIO(printed, newline=""))
    assert header == ["text", "n", "x", "t", "l", "'+1"]
    assert row == ['red [31m  "quoted",   next', "-1", "-0.5", "'-5", "['=a']", "'=1"]


def test_only_csv_is_raw(refused):
    for form in ([], ["--json"]):
        assert refused("sql", "from texts", "--raw", *form).startswith("--raw is for CSV: ")


def test_csv_has_every_row_and_json_too(helix):
    assert len(helix("sql", "from range(30_000)", "--csv").stdout.splitlines()) == 30_001
    assert len(json.loads(helix("sql", "from range(30_000)", "--json").stdout)) == 30_000
    assert helix("sql", "from range(30_000)", "--csv", "--limit", "1").stdout == "range\n0\n"


def test_json_is_exact_and_ascii(helix):
    printed = helix("sql", "select text, length(text) as n from texts", "--json").stdout
    assert printed.isascii()
    assert json.loads(printed)[::3] == [{"text": HOSTILE, "n": len(HOSTILE)}, {"text": "ä😀", "n": 2}]


def test_json_has_null_for_what_is_no_number(helix):
    sql = "select 'nan'::double as a, ['-infinity'::double, 1] as b, 'NaN' as c, null as d"
    assert json.loads(helix("sql", sql, "--json").stdout) == [
        {"a": None, "b": [None, 1], "c": "NaN", "d": None}
    ]


def test_json_without_rows_is_an_empty_array(helix):
    assert helix("sql", "from texts limit 0", "--json").stdout == "[]\n"


@pytest.mark.parametrize("form", ["--csv", "--json"])
def test_a_terminal_gets_nothing_that_steers_it(helix, monkeypatch, form):
    shown = []
    monkeypatch.setattr(answer, "is_terminal", lambda: True)
    monkeypatch.setattr(answer.click, "echo", lambda line, err=False: shown.append(line))
    assert helix("sql", "from texts", form).exit_code == 0
    assert all(line.isprintable() for line in shown)


def test_reads_the_question_from_standard_input(database):
    command = [sys.executable, "-c", "from helix.cli import main; main()", "sql", "-", "--csv"]
    ended = subprocess.run(command, input="select 1 as a\n", capture_output=True, text=True)
    assert (ended.stdout, ended.stderr) == ("a\n1\n", f"{ORIGIN}\n")


@pytest.mark.parametrize(
    ("sql", "sentence"),
    [
        ("from text", 'Catalog Error: Table with name text does not exist! Did you mean "texts"?'),
        ("drop table texts", "a build can only be read, and this is drop: begin with select, from, with, "),
        ("select text::integer from texts", "Conversion Error: Could not convert string 'red [31m"),
    ],
)
def test_what_can_not_be_answered_is_one_sentence(refused, sql, sentence):
    said = refused("sql", sql)
    assert said.startswith(sentence)
    assert said.isprintable()


def test_waits_for_no_library_that_it_does_not_need():
    heavy = ["lightgbm", "mlflow", "numpy", "pandas", "polars", "pyarrow", "scipy"]
    code = (
        f"import sys, helix.cli.ask, helix.cli.sql; print([name for name in {heavy} if name in sys.modules])"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout == "[]\n"
