"""What a build takes over after an edit: everything that does not depend on it, and nothing that does."""

import pytest
import yaml

from lab.twins.project import BuildFailed
from tests.python.reuse.conftest import FITS

FEATURES = "models/marts/features/customer_features.sql"
FEATURES_YAML = "models/marts/features/_features__models.yml"
HISTORY = "models/intermediate/history/int_customer_article_history.sql"
UNITS = "cast(least(coalesce(activity.units, 0), 2147483647) as integer) as customer_units"
MORE_UNITS = "cast(least(coalesce(activity.units, 0) + 1, 2147483647) as integer) as customer_units"
TRAINING = "python_ml/ranking/training.py"
# Of prose, of what prints, publishes, checks and shows, and of what explains a list once it is made.
EDITS_OF_WORDS = [
    (
        "models/marts/features/_features__models.yml",
        "What is known of each customer in",
        "All that is known in",
    ),
    (FEATURES, "-- recency and frequency", "-- how lately and how often"),
    (TRAINING, "Train on all pairs given.", "Train on all the pairs."),
    ("macros/summary/print_summary.sql", "-%}", "-%}\n    {%- set words = 1 -%}"),
    ("macros/publishing/publish_build.sql", "nothing: ", "nothing, as "),
    ("python_ml/publishing/builds.py", '"""', '"""Words. '),
    ("python_ml/ranking/explanation.py", "TOLERANCE = 1e-6", "TOLERANCE = 1e-5"),
    ("python_ml/building/tracking.py", 'EXPERIMENT = "ranker"', 'EXPERIMENT = "rankers"'),
    ("helix/__init__.py", "Who to reach", "Whom to reach"),
]
# Whatever the order of the columns.
UNORDERED = (
    "select as_of, split, customer_key, last_event_at, customer_units, customer_gap_mean "
    "from customer_features order by all"
)


def all_kept(shop):
    """Of the tables that the last run built, all closed cutoffs."""
    taken_over = {table: number for table, number in shop.taken_over().items() if table not in FITS}
    return taken_over == {table: shop.closed(table) for table in taken_over} and len(taken_over) > 0


def runs(shop):
    """The fits there are, by the run of MLflow or by what was learned; each training makes a new one."""
    return shop.rows("select split, run_id from ranker_fits order by all") + shop.rows(
        "select split, md5(hazard), fit_fingerprint from timing_models order by all"
    )


def test_words_that_no_table_depends_on_recompute_nothing(shop):
    before = runs(shop)
    # A fit that were made again would lose this mark.
    shop.write("update timing_models set hazard = hazard || ' '")
    marked = runs(shop)
    assert marked[:3] == before[:3]
    for file, find, put in EDITS_OF_WORDS:
        shop.edit(file, find, put)
    shop.run()
    assert all_kept(shop)
    assert len(shop.taken_over()) >= 15
    assert runs(shop) == marked


def test_an_edited_factor_reaches_every_row_of_a_select_and_a_revert_too(shop, built):
    shop.edit(FEATURES, UNITS, MORE_UNITS)
    shop.write("update article_features set article_units_7d = -1")
    shop.select("customer_features", "article_features")
    assert shop.taken_over() == {"customer_features": 0, "article_features": 4}
    edited = shop.rows(
        "select as_of, split, customer_key, customer_units - 1 from customer_features order by all"
    )
    unedited = built.rows(
        "select as_of, split, customer_key, customer_units from customer_features order by all"
    )
    assert edited == unedited
    shop.edit(FEATURES, MORE_UNITS, UNITS)
    shop.select("customer_features")
    assert shop.content("customer_features") == built.content("customer_features")


def test_what_a_full_refresh_computed_does_not_outlive_a_revert(shop, built):
    shop.edit(FEATURES, UNITS, MORE_UNITS)
    shop.run("run", "--full-refresh", "--select", "customer_features")
    shop.edit(FEATURES, MORE_UNITS, UNITS)
    shop.run()
    for table in ("customer_features", "training_pairs"):
        assert shop.content(table) == built.content(table)


def test_tables_that_were_made_again_by_other_code_are_seen_downstream(shop, built):
    shop.edit(HISTORY, "bounded_sum('units', 'integer')", "bounded_sum('2 * units', 'integer')")
    shop.select("customer_features")
    assert shop.taken_over() == {"customer_features": 4}, "what it reads is as it was"
    shop.select("int_customer_article_history")
    assert shop.taken_over() == {"int_customer_article_history": 0}
    shop.select("customer_features", "article_features")
    assert shop.taken_over() == {"customer_features": 0, "article_features": 4}
    shop.run("run", "--full-refresh", "--select", "customer_features")
    from_nothing = shop.content("customer_features")
    assert from_nothing != built.content("customer_features")
    shop.select("customer_features")
    assert shop.content("customer_features") == from_nothing


def test_a_view_in_between_hands_on_what_it_reads(shop):
    shop.edit(
        "models/intermediate/shop/int_purchases.sql",
        "bounded_sum('quantity', 'integer')",
        "bounded_sum('3 * quantity', 'integer')",
    )
    shop.select("int_purchases")
    # int_customer_history, a view, is not made again.
    shop.select("int_customer_article_history")
    assert shop.taken_over() == {"int_customer_article_history": 0}


def test_a_new_column_is_in_every_row(shop, built):
    shop.edit(FEATURES, UNITS, UNITS + ",\n        7 as customer_sevens")
    column = "      - name: customer_spend_micros\n"
    shop.edit(FEATURES_YAML, column, f"      - name: customer_sevens\n        data_type: integer\n{column}")
    shop.select("customer_features")
    rows = shop.rows("select count(*), count(*) filter (where customer_sevens = 7) from customer_features")
    assert rows == [(built.rows("select count(*) from customer_features")[0][0],) * 2]


def test_a_variable_at_its_default_is_as_one_not_named(shop):
    shop.select("customer_features", "timing_features", train_customers=5000, timezone="UTC")
    assert all_kept(shop)
    assert set(shop.taken_over()) == {"customer_features", "timing_features"}


def test_a_variable_counts_where_it_is_used(shop):
    shop.run("run", "--select", "+candidate_pairs", "+training_pairs", train_negatives=20)
    kept = shop.taken_over()
    assert kept.pop("training_pairs") == 0
    assert set(kept.values()) == {4}


def test_more_cutoffs_keep_those_there_were(shop):
    shop.run("run", "--select", "+customer_features", train_cutoffs=5)
    kept = shop.taken_over()
    assert kept["customer_features"] == 4
    assert shop.closed("customer_features") == 6
    one_by_one = shop.content("customer_features")
    shop.run("run", "--full-refresh", "--select", "+customer_features", train_cutoffs=5)
    assert shop.content("customer_features") == one_by_one


def test_customers_in_parts_are_as_all_at_once(shop, built):
    tables = ("customer_features", "candidate_pairs", "int_customer_taste", "timing_features")
    shop.edit("macros/reuse/customer_parts.sql", "customers_at_once=50000", "customers_at_once=40")
    shop.select(*tables)
    assert all_kept(shop)
    assert {table: shop.content(table) for table in tables} == {
        table: built.content(table) for table in tables
    }
    shop.run("run", "--full-refresh", "--select", *tables)
    assert {table: shop.content(table) for table in tables} == {
        table: built.content(table) for table in tables
    }


def change_contract(shop, types):
    """Let the contract of customer_features give its columns these types."""
    path = shop.project.folder / FEATURES_YAML
    content = yaml.safe_load(path.read_text())
    (model,) = [each for each in content["models"] if each["name"] == "customer_features"]
    for column in model["columns"]:
        column["data_type"] = types[column["name"]]
    path.write_text(yaml.safe_dump(content))


def test_a_contract_is_enforced_and_part_of_the_code(shop, built):
    shop.edit("macros/reuse/customer_parts.sql", "customers_at_once=50000", "customers_at_once=40")
    types = dict(built.rows("select column_name, column_type from (describe customer_features)"))
    change_contract(shop, types)
    for kept in (0, 4):
        shop.select("customer_features")
        assert shop.taken_over() == {"customer_features": kept}
        assert set(shop.content("customer_features")[0]) == set(types)
        assert shop.rows(UNORDERED) == built.rows(UNORDERED)
    change_contract(shop, types | {"customer_units": "varchar"})
    with pytest.raises(BuildFailed, match="enforced contract that failed"):
        shop.select("customer_features")


def test_a_model_that_fails_leaves_its_table_as_it_was(shop, built):
    shop.edit("macros/reuse/customer_parts.sql", "customers_at_once=50000", "customers_at_once=40")
    # The first parts succeed.
    shop.edit(
        FEATURES,
        UNITS,
        "case when customer_profiles.customer_key > 100 then cast(error('it fails') as integer) end as customer_units",
    )
    with pytest.raises(BuildFailed, match="it fails"):
        shop.select("customer_features")
    assert shop.content("customer_features") == built.content("customer_features")
    assert (
        shop.rows("select table_name from duckdb_tables() where table_name like '%\\_\\_dbt%' escape '\\'")
        == []
    )


def test_a_full_refresh_keeps_nothing(shop):
    before = runs(shop)
    shop.run("run", "--full-refresh", "--select", "customer_features", "ranker_fits")
    assert shop.taken_over() == {"customer_features": 0, "ranker_fits": 0}
    after = runs(shop)
    assert not set(after[:3]) & set(before[:3]), "every ranker is trained again"
