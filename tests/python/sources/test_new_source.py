"""A source added to a copy of the project as docs/new_source.md says: one folder, one entry."""

import re
from datetime import date, datetime

import duckdb
import pytest

from lab.twins.project import Project
from tests.python.house.rooms import ROOT

PAGE = (ROOT / "docs/new_source.md").read_text()
SALES = "day,who,what,pieces,price\n" + "".join(
    f"2024-01-{day:02},{who},{what},1,2.50\n"
    for day in range(1, 32)
    for who, what in (("anna", "tea"), ("bert", "milk"), ("bert", "tea"))
)
BAD = "2024-01-31,bert,milk,none,2.50\n"


def blocks():
    """The files and the entry that the page shows, by the name above each."""
    return dict(re.findall(r"`([^`\n]+)`:\n\n```\w+\n(.*?)```", PAGE, re.DOTALL))


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    home = tmp_path_factory.mktemp("new_source")
    project = Project.copy(ROOT, home / "corner")
    shown = blocks()
    entry = shown.pop("dbt_project.yml")
    settings = project.folder / "dbt_project.yml"
    listed = "      demo:\n        +enabled:"
    assert settings.read_text().count(listed) == 1
    settings.write_text(settings.read_text().replace(listed, entry + listed))
    for name, content in shown.items():
        path = project.folder / name
        assert path.parent == project.folder / "models/staging/corner"
        path.parent.mkdir(exist_ok=True)
        path.write_text(content)
    raw = home / "corner's till"
    raw.mkdir()
    (raw / "till.csv").write_text(SALES + BAD)
    variables = {"source": "corner", "raw_path": str(raw)}
    project.dbt(
        "build", "--select", "+int_transactions", "+int_customers", "+int_articles", variables=variables
    )
    return project, variables


def rows(project, sql):
    with duckdb.connect(str(project.database), read_only=True) as database:
        return database.sql(sql).fetchall()


def test_rows_of_the_new_source_are_the_shop(built):
    project, _ = built
    assert rows(
        project,
        "select customer_id, name, count(*), min(sold_at), max(sold_on), any_value(unit_price_micros)"
        " from int_transactions inner join int_customers using (customer_key)"
        " inner join int_articles using (article_key) group by all order by all",
    ) == [
        (who, what, 31, datetime(2024, 1, 1), date(2024, 1, 31), 2_500_000)
        for who, what in (("anna", "tea"), ("bert", "milk"), ("bert", "tea"))
    ]
    assert rows(project, "select source, file_name, reason from int_rejected_rows") == [
        ("corner", "till.csv", "pieces is no whole number")
    ]


def test_files_of_the_new_source_are_checked(built):
    project, variables = built
    refused = project.dbt("build", variables=variables | {"raw_path": None}, is_allowed_to_fail=True)
    assert "The source corner needs the variable raw_path: set it to the folder with till.csv." in refused
    unknown = project.dbt("parse", variables={"source": "nope"}, is_allowed_to_fail=True)
    assert "set it to corner, demo, hm, online_retail or files." in unknown
