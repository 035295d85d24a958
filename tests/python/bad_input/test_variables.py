import duckdb
import pytest
import pytz
import yaml
from dbt.cli.main import dbtRunner

from python_ml.demo_shop import DemoConfig
from python_ml.problems import BadInput
from tests.python.bad_input.conftest import refusal_of
from tests.python.bad_input.project import PROJECT, Project

COUNTS = {
    "label_days": "1 to 3650",
    "train_cutoffs": "1 to 1000",
    "min_history_days": "1 to 36500",
    "top_k": "1 to 1000",
    "max_per_product": "1 to 1000",
    "max_per_category": "1 to 1000",
    "new_article_places": "0 to 1000",
    "new_article_days": "1 to 36500",
    "train_customers": "1 to 2147483647",
    "train_negatives": "1 to 2147483647",
    "timing_train_cutoffs": "1 to 1000",
    "timing_customers": "1 to 2147483647",
    "max_pushes": "1 to 1000",
    "push_window_days": "1 to 3650",
    "daily_capacity": "1 to 2147483647",
    "exploration_seed": "0 to 9223372036854775807",
}
DEMO_SIZES = {
    "demo_customers": "2 to 1073741824",
    "demo_articles": "10 to 1000000",
    "demo_days": "14 to 36500",
    "demo_seed": "0 to 9223372036854775807",
}
SHARES = {"max_rejected_share": "0 to 1", "max_feature_auc": "0.5 to 1", "exploration_share": "0 to 1"}
AMOUNTS = {"push_cost": "0 to 1000000000"}


@pytest.fixture(scope="module")
def bare_project(tmp_path_factory):
    """Write a project with nothing but the check of the variables, which dbt reads at once."""
    home = tmp_path_factory.mktemp("variables")
    whole = yaml.safe_load((PROJECT / "dbt_project.yml").read_text())
    assert "{{ check_variables() }}" in whole["on-run-start"]
    bare = {key: whole[key] for key in ("name", "version", "config-version", "profile", "vars", "models")}
    bare["macro-paths"] = [
        str(PROJECT / "macros" / room) for room in ("staging", "publishing", "split", "words")
    ]
    bare["on-run-start"] = "{{ check_variables() }}"
    (home / "dbt_project.yml").write_text(yaml.safe_dump(bare, sort_keys=False))
    return home


@pytest.fixture
def refused(bare_project):
    """Sentence with which variables are refused while the bare project is parsed."""

    def sentence(**variables):
        command = ["parse", "--no-partial-parse", "--quiet", "--vars", yaml.safe_dump(variables)]
        folders = ["--project-dir", str(bare_project), "--profiles-dir", str(PROJECT)]
        result = dbtRunner().invoke(command + folders)
        assert not result.success
        return str(result.exception).splitlines()[1].strip()

    return sentence


def test_unknown_source(tmp_path):
    assert refusal_of(Project(tmp_path).dbt("build", source="nope")) == (
        "The variable source is 'nope', which is unknown: set it to demo, hm, online_retail or files."
    )


@pytest.mark.parametrize("variables", [{"label_days": "seven"}, {"top_k": None}])
def test_text_is_refused_before_any_model_computes_with_it(tmp_path, variables):
    ((name, value),) = variables.items()
    given = value if value is None else f"the text '{value}'"
    assert refusal_of(Project(tmp_path).dbt("build", **variables)) == (
        f"The variable {name} is {given}: set it to a whole number from {COUNTS[name]}."
    )


def test_source_is_not_set(refused):
    assert refused(source=None) == (
        "The variable source is not set: set it to demo, hm, online_retail or files."
    )


@pytest.mark.parametrize(("value", "given"), [(7, "7"), ("", "the text ''"), (" ", "the text ' '")])
def test_journal_path_that_is_no_path(refused, value, given):
    assert refused(journal_path=value) == (
        f"The variable journal_path is {given}: "
        "set it to the path of a folder or an SQLite file, or a postgresql:// URL, or leave it out."
    )


@pytest.mark.parametrize("name", COUNTS | DEMO_SIZES)
def test_below_the_least(refused, name):
    wanted = (COUNTS | DEMO_SIZES)[name]
    below = int(wanted.split()[0]) - 1
    assert refused(**{name: below}) == (
        f"The variable {name} is {below}: set it to a whole number from {wanted}."
    )


@pytest.mark.parametrize(
    ("name", "value", "given"),
    [
        ("label_days", -7, "-7"),
        ("label_days", 3651, "3651"),
        ("label_days", 7.5, "7.5"),
        ("label_days", "seven", "the text 'seven'"),
        ("top_k", "twelve", "the text 'twelve'"),
        ("daily_capacity", -5, "-5"),
        ("daily_capacity", 0.5, "0.5"),
        ("daily_capacity", "none", "the text 'none'"),
        ("timing_customers", "all", "the text 'all'"),
        ("max_pushes", None, "None"),
    ],
)
def test_no_whole_number_in_range(refused, name, value, given):
    assert refused(**{name: value}) == (
        f"The variable {name} is {given}: set it to a whole number from {COUNTS[name]}."
    )


@pytest.mark.parametrize(
    ("name", "value", "given"),
    [
        ("max_rejected_share", -0.1, "-0.1"),
        ("max_rejected_share", 1.01, "1.01"),
        ("max_rejected_share", "0.05", "the text '0.05'"),
        ("max_rejected_share", True, "True"),
        ("max_feature_auc", 0.49, "0.49"),
        ("max_feature_auc", 1.01, "1.01"),
        ("max_feature_auc", True, "True"),
        ("exploration_share", -0.01, "-0.01"),
        ("exploration_share", 2, "2"),
        ("exploration_share", "2 %", "the text '2 %'"),
        ("push_cost", -0.01, "-0.01"),
        ("push_cost", "0,08", "the text '0,08'"),
        ("push_cost", float("nan"), "nan"),
        ("push_cost", float("inf"), "inf"),
    ],
)
def test_no_number_in_range(refused, name, value, given):
    wanted = (SHARES | AMOUNTS)[name]
    assert refused(**{name: value}) == f"The variable {name} is {given}: set it to a number from {wanted}."


@pytest.mark.parametrize(
    ("value", "given"),
    [
        ("eur", "the text 'eur'"),
        ("Euro", "the text 'Euro'"),
        ("E' R", "the text 'E' R'"),
        ("", "the text ''"),
        (978, "978"),
    ],
)
def test_currency_that_is_no_code(refused, value, given):
    assert refused(currency=value) == (
        f"The variable currency is {given}: "
        "set it to the three capital letters of a currency, such as EUR, or leave it out."
    )


@pytest.mark.parametrize("value", ["", "-1", "few", "2.5", "03"])
def test_number_of_builds_to_keep_is_none(refused, monkeypatch, value):
    monkeypatch.setenv("HELIX_KEEP_BUILDS", value)
    assert refused() == (
        f"HELIX_KEEP_BUILDS in the environment is '{value}': set it to a whole number, 0 to publish nothing."
    )


@pytest.mark.parametrize("name", ["ranking_test_as_of", "timing_test_as_of"])
@pytest.mark.parametrize("value", ["soon", "2024-02-30", "2024-13-01", 20240101])
def test_as_of_that_is_no_date(refused, name, value):
    assert refused(**{name: value}) == f"{name}='{value}' is no date: write it as YYYY-MM-DD."


@pytest.mark.parametrize(
    ("value", "given"),
    [
        ("Mars/Olympus", "the text 'Mars/Olympus'"),
        ("europe/berlin", "the text 'europe/berlin'"),
        ("+02:00", "the text '+02:00'"),
        ("", "the text ''"),
        (None, "None"),
        (2, "2"),
    ],
)
def test_time_zone_that_does_not_exist(refused, value, given):
    assert refused(timezone=value) == (
        f"The variable timezone is {given}: "
        "set it to a name of the time zone database, such as Europe/Berlin or UTC."
    )


def test_every_time_zone_that_is_accepted_is_known_to_duckdb():
    known = {name for (name,) in duckdb.sql("select name from pg_timezone_names()").fetchall()}
    assert set(pytz.all_timezones) <= known


@pytest.mark.parametrize("name", DEMO_SIZES)
def test_demo_sizes_are_those_of_the_demo_shop(name):
    least, most = (int(text) for text in DEMO_SIZES[name].split(" to "))
    field = name.removeprefix("demo_")
    sizes = {"customers": 2, "articles": 10, "days": 14, "seed": 0}
    for value in (least, most):
        assert getattr(DemoConfig(**sizes | {field: value}), field) == value
    for value in (least - 1, most + 1):
        with pytest.raises(BadInput, match=f"^{name} must be at"):
            DemoConfig(**sizes | {field: value})
