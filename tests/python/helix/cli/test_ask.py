"""``helix ask``."""

import csv
import io
import json

import duckdb
import pytest

from helix.reading.analyses import analyses


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A project with one analysis, and a database that answers it."""
    (tmp_path / "analyses").mkdir()
    (tmp_path / "analyses" / "_analyses.yml").write_text(
        "analyses: [{name: who_buys, description: 'Those who buy, each once.'}]"
    )
    (tmp_path / "analyses" / "who_buys.sql").write_text("-- Who buys?\nfrom customers order by name")
    with duckdb.connect(tmp_path / "shop.duckdb") as connection:
        connection.execute("create table customers as select 'Tilda' as name, 7 as orders")
    monkeypatch.setenv("DBT_PROJECT_DIR", str(tmp_path))
    monkeypatch.setenv("HELIX_DB", str(tmp_path / "shop.duckdb"))


def test_lists_every_question(helix):
    listed = helix("ask").stdout
    assert all(f"{each.name}\n    {each.question}\n" in listed for each in analyses().values())
    assert all(len(line) <= 100 for line in listed.splitlines())


def test_lists_them_for_programs_too(helix):
    expected = [(each.name, each.question, each.description) for each in analyses().values()]
    header, *rows = csv.reader(io.StringIO(helix("ask", "--csv").stdout))
    assert header == ["name", "question", "description"]
    assert [tuple(row) for row in rows] == expected
    assert [tuple(each.values()) for each in json.loads(helix("ask", "--json").stdout)] == expected


def test_answers_one_with_all_its_columns(helix, project):
    assert helix("ask", "who_buys").stdout.splitlines() == [
        *("Who buys?", "", "Those who buy, each once.", ""),
        *("name   orders", "─────  ──────", "Tilda       7", "", "1 row"),
        "From a shop without a name, not published, from the database that dbt builds in",
    ]
    assert helix("ask", "who_buys", "--csv").stdout == "name,orders\nTilda,7\n"
    assert json.loads(helix("ask", "who_buys", "--json").stdout) == [{"name": "Tilda", "orders": 7}]


def test_a_wrong_name_is_one_sentence(refused, project):
    assert refused("ask", "who_buy") == "analysis 'who_buy' is unknown: the nearest known: who_buys"
