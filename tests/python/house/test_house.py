import csv
import os
import re
from dataclasses import MISSING, fields
from pathlib import Path

import duckdb
import pytest
import yaml

from helix.journal import EVENTS, Event
from helix.reading.records import COLUMNS
from python_ml.horizons import HORIZONS
from python_ml.ranking.splits import CLOSED_BEFORE
from tests.python.house.python_rules import imports, python_cutoff_comparisons, python_reads_journal
from tests.python.house.rooms import ROOT, SOURCES, files, layer, machine_paths, name_of, tracked_files
from tests.python.house.sql_rules import NOT_ON_SPARK, cutoff_comparisons, not_on_spark, reads_journal

SQL_FOLDERS = ("models", "macros", "tests", "analyses")

# Rule 1 of the house: these may compare dates with a cutoff.
KNOWS_DATES = (
    "models/intermediate/split/ranking/int_cutoffs.sql",
    "models/intermediate/split/ranking/int_kept_promises.sql",
    "models/intermediate/split/timing/int_timing_targets.sql",
    "models/intermediate/split/timing/int_timing_windows.sql",
    "models/intermediate/split/timing/int_timing_next_orders.sql",
    "models/intermediate/split/timing/int_timing_seasons.sql",
    "models/intermediate/split/timing/int_timing_newcomers.sql",
    "models/intermediate/split/timing/int_timing_label_orders.sql",
    "models/intermediate/split/int_cutoff_fingerprints.sql",
    "macros/split/",
    "macros/reuse/pending.sql",
    # They check those, and would share the mistake of a macro that they used.
    "tests/dbt/leakage/",
    "tests/dbt/generic/events_before_cutoff.sql",
)

NEED_NOT_RUN_ON_SPARK = {
    "macros/dialect/": "holds what differs, one form a dialect",
    "macros/staging/": "reads files, as each engine does in its own way",
    "macros/publishing/": "copies a database file and looks into one",
    "macros/summary/": "hands rows to functions in Python, as DuckDB takes and returns them",
    "analyses/": "questions asked of the local database file",
}

WITHOUT_KEY = {
    "int_transactions": "several lines of a basket may be alike",
    "int_article_history": "a view of int_article_days at each cutoff",
    "int_customer_history": "a view of int_purchases at each cutoff",
    "int_rejected_rows": "bad rows may be alike",
    "int_channels": "int_seed_problems names a channel that stands twice",
    "int_shop_problems": "sentences, none of which is there when the build goes on",
    "int_seed_problems": "sentences, none of which is there when the build goes on",
    "pair_features": "a view of customer_article_features, without a row more",
    "stg_{source}__transactions": "sales of a file may be alike",
    "stg_{source}__sale_lines": "lines of a file may be alike",
    "stg_{source}__article_lines": "lines of a file may be alike",
    "stg_{source}__customer_lines": "lines of a file may be alike",
    "stg_{source}__rejected_rows": "bad rows may be alike",
    "stg_{source}__opt_out_lines": "lines of a file may be alike",
    "stg_{source}__push_lines": "lines of a file may be alike",
    "stg_{source}__opt_outs": "a customer may stand in it twice",
    "stg_{source}__pushes": "two pushes may be alike",
    "stg_journal__lines": "a writer may write an event twice",
    "stg_journal__rejected_rows": "bad lines may be alike",
    "stg_{source}__articles": "int_shop_problems names an article that stands twice",
    "stg_{source}__customers": "int_shop_problems names a customer who stands twice",
}

# Their feature columns are those of other models, and are described there.
FEATURES_OF_OTHERS = {
    "timing_training_periods": ["timing_features"],
    "push_trials": ["timing_features"],
    "customer_article_features": ["candidate_pairs"],
    "pair_features": [
        "candidate_pairs",
        "customer_article_features",
        "customer_features",
        "article_features",
    ],
    "training_pairs": [
        "candidate_pairs",
        "customer_article_features",
        "customer_features",
        "article_features",
    ],
}

# What people and other programs may rely on; everything else may change from one day to the next.
PUBLIC_TABLES = {
    "alerts",
    "data_quality",
    "feature_drift",
    "prediction_quality",
    *("customers", "articles", "purchases", "cutoffs"),
    *("customer_features", "article_features", "customer_article_features"),
    *("candidate_pairs", "labels", "ranker_model", "recommendations", "ranking_metrics"),
    *("next_purchase", "timing_metrics", "send_time", "send_time_metrics"),
    *("push_plan", "push_exclusions", "push_effects"),
    *("build_facts", "build_steps"),
}

# Not for people to rely on, and in the published database all the same.
PUBLISHED_BESIDE = {
    "pair_features": "helix explain shows what the ranker saw of a pair",
    "retrievers": "helix explain names the retrievers",
    "int_articles": "the view customer_article_features reads it",
    "int_customer_article_history": "the view customer_article_features reads it",
    "int_customer_taste": "the view customer_article_features reads it",
    "int_purchases": "the view purchases reads it",
    "int_cancellations": "the view purchases reads it",
    "int_article_neighbours": "an analysis asks it what is bought together",
    "int_rejected_rows": "an analysis asks it which rows were rejected",
    "int_shop": "analyses and the next build ask it whose sales these are",
    "int_day_checksums": "the next build's summary says which days of the past have changed",
    "offer_chances": "an analysis compares it with what was bought",
    "evaluated_chances": "an analysis compares it with what was bought",
    "recommendation_reasons": "an analysis asks which reasons sell",
}

VARIABLES = {
    "source": "demo",
    "raw_path": None,
    "ranking_test_as_of": None,
    "timing_test_as_of": None,
    "label_days": 7,
    "train_cutoffs": 8,
    "top_k": 12,
}

# Data goes from left to right.
LAYERS = ["staging", "intermediate", "marts"]
JOURNAL = ("staging", "journal")
INTERMEDIATE_ROOMS = ["shop", "split", "history", "candidates"]


def sql_files():
    return files("*.sql", *SQL_FOLDERS)


def offences(paths, rule):
    """What a rule finds in each file in which it finds anything."""
    found = {name_of(path): rule(path.read_text()) for path in paths}
    return {name: offences for name, offences in found.items() if offences}


def every_source(*names):
    return pytest.mark.parametrize("source", names or SOURCES)


# --- dates and cutoffs


@pytest.mark.parametrize(
    "sql",
    [
        "select * from sales where sold_at < as_of",
        "select * from sales where sold_at <= cutoffs.as_of",
        "select * from sales where cutoffs.as_of > sold_at",
        "select * from sales where sold_on = as_of",
        "select * from sales where sold_on <> as_of",
        "select * from sales where sold_on between as_of and as_of + 7",
        "select * from sales where sold_on between '2024-01-01' and as_of",
        "select * from sales where as_of not between first_sold_on and last_sold_on",
        "select * from sales where as_of - sold_on < 7",
        "select * from sales where 7 >= datediff(cutoffs.as_of, sold_on)",
        "select * from sales where {{ days_between('sold_on', 'cutoffs.as_of') }} <= 28",
        "select * from sales where {{ add_days('as_of', -28) }} < sold_on",
        "select * from sales where SOLD_AT\n<\nAS_OF",
        "select count(*) filter (where sold_at < as_of) from sales",
        "select case when sold_at >= as_of then 1 end from sales",
        "select * from sales where sold_on in (as_of)",
        "select * from sales where sold_on < (select max(as_of) from cutoffs)",
        "select * from sales inner join cutoffs on a.as_of = b.as_of and sold_on < label_until",
        "select as_of as cutoff from sales",
        "select least(sold_on, as_of) from sales",
        "select sold_at < as_of -- as_of = as_of",
    ],
)
def test_comparison_with_a_cutoff_is_seen(sql):
    assert cutoff_comparisons(sql)


@pytest.mark.parametrize(
    "sql",
    [
        "select * from a inner join b on a.as_of = b.as_of and a.days_ago <= 7",
        "select * from a inner join {{ x }}_taste on a.as_of = {{ x }}_taste.as_of",
        "select max(x) over (partition by as_of order by sold_on rows between 1 preceding and current row) < 3",
        "select row_number() over (partition by as_of order by (score + 1) desc) <= {{ var('top_k') }} from a",
        "select as_of, max(as_of) as as_of from a group by as_of having count(*) > 1 order by as_of",
        "select 1 where x < 3 -- where sold_at < as_of\n/* as_of > x */",
        "{# where sold_at < as_of #} select 'as_of < x' as note from a where b <> c",
        "select * from a where {{ before_cutoff('sold_on', 'as_of') }} and days_ago < 7",
        "{% if var('ranking_test_as_of') < 'x' %} select 1 {% endif %}",
    ],
)
def test_what_is_no_comparison_with_a_cutoff(sql):
    assert cutoff_comparisons(sql) == []


def test_only_the_split_compares_dates_with_cutoffs():
    paths = [path for path in sql_files() if not name_of(path).startswith(KNOWS_DATES)]
    assert offences(paths, cutoff_comparisons) == {}
    assert offences([ROOT / "models/intermediate/split/ranking/int_cutoffs.sql"], cutoff_comparisons)


@pytest.mark.parametrize(
    "code",
    [
        'frame.filter(pl.col("sold_at") < pl.col("as_of"))',
        "rows = [row for row in rows if row.sold_at < as_of]",
        'dbt.ref("labels").filter("sold_on < as_of")',
    ],
)
def test_comparison_with_a_cutoff_is_seen_in_python(code):
    assert python_cutoff_comparisons(code)


def test_no_python_model_compares_dates_with_cutoffs():
    assert offences(files("*.py", "models"), python_cutoff_comparisons) == {}


# --- one SQL for DuckDB and Spark

CANNOT_RUN_ON_SPARK = {
    "asof join": "select * from a asof join b on a.x >= b.x",
    "exclude, replace or rename in a select list": "select * exclude (a) from b",
    "unnest": "select unnest(names) from b",
    "columns(…)": "select min(columns(*)) from b",
    "a double-quoted name": 'select a as "A" from b',
    "a :: cast": "select a::integer from b",
    "arg_max, arg_min": "select arg_max(a, b) from c",
    "an arrow": "select list_transform(a, x -> x + 1) from b",
    "a lambda": "select list_transform(a, lambda x: x + 1) from b",
    "date_diff, datediff": "select {{ days_between(\"date_diff('day', a, b)\", 'c') }} from d",
    "// division": "select a // 7 from b",
    "a list comprehension": "select [x + 1 for x in a] from b",
    "a list or struct literal": "select {'a': 1} as b",
    "strftime, strptime": "select strftime(a, '%Y') from b",
    "epoch": "select epoch_ms(a) from b",
    "a day of the week": "select isodow(a) from b",
    "log": "select log(a) from b",
    "a list function": "select list(a order by b) from c",
    "a struct function": "select struct_pack(a := 1)",
    "to_json": "select to_json(a) from a",
    "regexp_matches, regexp_extract_all": "select regexp_matches(a, 'b') from c",
    "generate_series, range": "select * from generate_series(1, 3)",
    "hash": "select hash(a) from b",
    "pivot, unpivot": "pivot a on b using sum(c)",
    "asking DuckDB itself": "{% set x = run_query('describe select * from a') %}",
    "reading a file": "select * from read_csv('a.csv')",
    "varchar without a length": "select cast(a as varchar) from b",
}


@pytest.mark.parametrize("construct", NOT_ON_SPARK)
def test_what_spark_cannot_run_is_seen(construct):
    assert construct in not_on_spark(CANNOT_RUN_ON_SPARK[construct])


@pytest.mark.parametrize(
    "sql",
    [
        "select 'a::b // \"c\" -> unnest' as note, cast(a as varchar(3)) from b -- d::e",
        "{# unnest(a) #} select {{ integer_divide('a', 7) }}, {{ weekday('b') }} as weekday from c",
        "{{ config(materialized='view', post_hook=\"{{ stop_on_problem(this) }}\") }} select 1",
        "{%- set places = {'a': 1} -%} select '{{ var(\"source\") }}' as source",
        "select max_by(a, b), hour(c), ln(d), count(*) filter (where e) from f qualify rank() over (order by a) = 1",
        "select {{ text_matches('a', '^([0-9]{5}|b)') }} from c",
        "select percentile_cont(0.5) within group (order by a) from b",
    ],
)
def test_what_spark_can_run(sql):
    assert not_on_spark(sql) == []


def test_sql_runs_on_spark_too():
    paths = [path for path in sql_files() if not name_of(path).startswith(tuple(NEED_NOT_RUN_ON_SPARK))]
    assert offences(paths, not_on_spark) == {}


@pytest.mark.parametrize("folder", NEED_NOT_RUN_ON_SPARK)
def test_exceptions_from_spark_are_needed(folder):
    assert offences(files("*.sql", folder), not_on_spark)


# --- parsing


def complaints(output):
    """Lines of dbt's output that warn of something."""
    return [
        line
        for line in output.splitlines()
        if re.search(r"warn|deprecat|invalid|not match", line, re.IGNORECASE)
    ]


@pytest.mark.parametrize(
    "line",
    [
        "[WARNING]: Deprecated functionality",
        "Argument before_check in the yaml for macro chosen_staging has an invalid type.",
        "Argument name a in yaml for macro b does not match the jinja definition.",
    ],
)
def test_complaint_is_seen(line):
    assert complaints(f"Registered adapter\n{line}\nPerformance info")


@every_source()
def test_dbt_parses_without_a_complaint(parsed, source):
    _, outputs = parsed
    assert outputs[source]
    assert complaints(outputs[source]) == []


# --- lineage


def parents(manifest, node):
    """Models, seeds and raw tables that a model reads."""
    return node["depends_on"]["nodes"]


@every_source()
def test_no_arrow_points_back(manifests, source):
    models = manifests[source].models
    for node in models.values():
        room = layer(node)
        for parent in parents(manifests[source], node):
            if not parent.startswith("model."):
                continue
            parent_room = layer(models[parent.split(".")[-1]])
            arrow = f"{node['name']} reads {parent}"
            assert LAYERS.index(parent_room[0]) <= LAYERS.index(room[0]), arrow
            assert (room[0], parent_room[0]) != ("marts", "staging"), arrow
            if room[0] == parent_room[0] == "intermediate":
                assert INTERMEDIATE_ROOMS.index(parent_room[1]) <= INTERMEDIATE_ROOMS.index(room[1]), arrow
            if parent_room[0] == "staging":
                assert parent_room in (("staging", source), JOURNAL), arrow
                assert room in (("staging", source), JOURNAL, ("intermediate", "shop")), arrow
                assert (room, parent_room) != (("staging", source), JOURNAL), arrow


@every_source()
def test_only_staging_reads_raw_tables_and_all_of_them(manifests, source):
    manifest = manifests[source]
    read = {
        parent: layer(node)
        for node in manifest.models.values()
        for parent in parents(manifest, node)
        if parent.startswith("source.")
    }
    assert set(read.values()) == (set() if source == "demo" else {("staging", source)})
    own = {table["unique_id"] for table in manifest.sources.values() if table["source_name"] == source}
    assert set(read) == own


# --- sources


def test_sources_are_the_folders_of_staging():
    folders = {path.name for path in (ROOT / "models/staging").iterdir() if path.is_dir()}
    assert folders - {JOURNAL[1]} == set(SOURCES)


def returned_by(macro, **values):
    """What a macro returns that is nothing but a literal; names in it have the values given."""
    code = (ROOT / "macros" / f"{macro}.sql").read_text()
    (literal,) = re.findall(r"return\((\{.*\})\)", code, re.DOTALL)
    return eval(literal, {"__builtins__": {}}, values)


@every_source()
def test_a_source_keeps_the_contract(manifests, source):
    manifest = manifests[source]
    contract = returned_by("staging/contract")
    brought = {name for name in contract if f"stg_{source}__{name}" in manifest.models}
    assert {"transactions", "customers", "articles", "rejected_rows"} <= brought
    for name in brought:
        assert list(manifest.columns(f"stg_{source}__{name}")) == list(contract[name])
    assert f"stg_{source}__sale_lines" in manifest.models, "the summary counts the lines that were read"


# --- the journal


def test_the_journal_is_read_as_it_is_written(manifests):
    always = [field.name for field in fields(Event)]
    contract = returned_by("staging/journal/journal_events", always=[])
    assert {kind.folder: kind.kind for kind in EVENTS} == {
        folder: events["kind"] for folder, events in contract.items()
    }
    for kind in EVENTS:
        events, own = contract[kind.folder], [field for field in fields(kind) if field.name not in always]
        assert [field.name for field in own] == list(events["columns"])
        assert {field.name for field in own if field.default is MISSING} == set(events["needs"]) - {
            "customer_id"
        }
        described = manifests["demo"].columns(f"stg_journal__{kind.folder}")
        assert sorted(described) == sorted([*always, "known_on", "kind", *events["columns"]])


@pytest.mark.parametrize(
    "sql",
    [
        "select * from read_json('{{ var(\"journal_path\") }}/exposures/*.ndjson')",
        "{% set folder = var('journal_path') %} select 1",
        "select * from {{ journal_lines() }}",
        "select * from read_text({{ journal_segments(['pushes'], 'ndjson') }})",
    ],
)
def test_reading_the_journal_is_seen(sql):
    assert reads_journal(sql)


def test_what_is_no_reading_of_the_journal():
    sql = "-- journal_path names it\nselect * from {{ ref('stg_journal__exposures') }} {# journal_lines() #}"
    assert reads_journal(sql) == []


READS_JOURNAL = (
    "models/staging/journal/",
    "macros/staging/journal/",
    # They hand its name to the check before a build, and name a segment in a sentence.
    "macros/staging/check_raw_input.sql",
    "macros/staging/file_called.sql",
)


def test_only_staging_reads_the_journal():
    paths = files("*.sql", "models", "macros", "analyses", "tests/dbt")
    elsewhere = [path for path in paths if not name_of(path).startswith(READS_JOURNAL)]
    assert offences(elsewhere, reads_journal) == {}
    assert offences(files("*.sql", "models/staging/journal"), reads_journal)
    assert all(reads_journal((ROOT / path).read_text()) for path in READS_JOURNAL if path.endswith(".sql"))
    doors = files("*.py", "models", "python_ml")
    assert offences(doors, python_reads_journal) == {"python_ml/intake/journal.py": ["journal_path"]}


def test_model_that_reads_the_journal_is_found(tmp_path):
    planted = tmp_path / "push_reach.sql"
    planted.write_text(
        (ROOT / "models/marts/push/push_reach.sql")
        .read_text()
        .replace("{{ ref('int_opt_outs') }}", "{{ journal_lines() }}")
    )
    assert reads_journal(planted.read_text())
    assert python_reads_journal('def model(dbt, session):\n    return dbt.config.meta_get("journal_path")')
    assert python_reads_journal("from helix.journal import EVENTS")


@every_source()
def test_staging_begins_at_a_raw_table_or_a_generator(manifests, source):
    manifest = manifests[source]
    for node in manifest.models.values():
        if layer(node)[0] == "staging" and not parents(manifest, node):
            assert source == "demo" or node["name"] == "stg_journal__lines", node["name"]


def test_every_model_is_built_for_some_source(manifests):
    built = {
        node["original_file_path"] for manifest in manifests.values() for node in manifest.models.values()
    }
    assert {name_of(path) for path in [*files("*.sql", "models"), *files("*.py", "models")]} == built


# --- descriptions and keys


@every_source()
def test_every_model_and_column_is_described(manifests, source):
    manifest = manifests[source]
    silent = [
        name if column is None else f"{name}.{column}"
        for name, node in (manifest.models | manifest.seeds).items()
        for column, text in [
            (None, node["description"]),
            *((c["name"], c["description"]) for c in node["columns"].values()),
        ]
        if not text.strip()
    ]
    assert silent == []
    assert [table["name"] for table in manifest.sources.values() if not table["description"].strip()] == []


def test_described_columns_are_those_of_the_built_tables(manifests):
    path = os.environ.get("HELIX_DB")
    if not path or not Path(path).is_file():
        pytest.skip("HELIX_DB names no built database to compare the YAML with")
    with duckdb.connect(path, read_only=True) as database:
        built: dict[str, set[str]] = {}
        for table, column in database.execute(
            "select table_name, column_name from duckdb_columns() where schema_name = 'main' and not internal"
        ).fetchall():
            built.setdefault(table, set()).add(column)
        ((source,),) = database.execute("select source from int_shop").fetchall()
    manifest = manifests[source]
    assert set(manifest.models) <= set(built)
    differences = {}
    for model in manifest.models:
        elsewhere = {name for other in FEATURES_OF_OTHERS.get(model, []) for name in manifest.features(other)}
        undescribed = built[model] - set(manifest.columns(model)) - elsewhere
        missing = set(manifest.columns(model)) - built[model]
        if undescribed or missing:
            differences[model] = {"not described": sorted(undescribed), "not built": sorted(missing)}
    assert differences == {}


@every_source()
def test_every_model_has_a_key(manifests, source):
    without_key = {name.format(source=source) for name in WITHOUT_KEY}
    assert set(manifests[source].models) - manifests[source].models_with_a_key() - without_key == set()


def test_exceptions_from_keys_are_needed(manifests):
    needless = {
        name
        for name in WITHOUT_KEY
        if not any(
            name.format(source=source) in set(manifest.models) - manifest.models_with_a_key()
            for source, manifest in manifests.items()
        )
    }
    assert needless == set()


def macro_signatures():
    """Arguments of every macro; the forms a macro takes in each dialect belong to it, as those of a materialization."""
    signatures = {}
    for path in files("*.sql", "macros"):
        for name, adapter in re.findall(r"materialization (\w+), adapter='(\w+)'", path.read_text()):
            signatures[f"materialization_{name}_{adapter}"] = (path, [])
        for name, arguments in re.findall(r"\{%-?\s*macro\s+(\w+)\s*\(([^)]*)\)", path.read_text()):
            if not name.startswith(("default__", "spark__", "duckdb__")):
                signatures[name] = (path, re.findall(r"(\w+)(?:\s*=[^,]*)?\s*(?:,|$)", arguments.strip()))
    return signatures


def described_macros():
    """What the YAML beside the macros says of them."""
    described = {}
    for path in files("*.yml", "macros"):
        for macro in yaml.safe_load(path.read_text())["macros"]:
            described[macro["name"]] = (path, macro)
    return described


def test_every_macro_is_described():
    assert set(described_macros()) == set(macro_signatures())
    for name, (path, macro) in described_macros().items():
        assert macro["description"].strip(), name
        assert path.parent == macro_signatures()[name][0].parent, name
        arguments = macro.get("arguments") or []
        assert [argument["name"] for argument in arguments] == macro_signatures()[name][1], name
        assert all(argument["description"].strip() for argument in arguments), name


def test_one_macro_a_file():
    defined: dict[Path, set[str]] = {}
    for name, (path, _) in macro_signatures().items():
        defined.setdefault(path, set()).add(re.sub(r"materialization_(\w+)_[a-z]+", r"\1", name))
    assert defined == {path: {path.stem} for path in files("*.sql", "macros")}


def test_every_column_of_a_seed_is_described(manifests):
    seeds = manifests["demo"].seeds
    assert {name_of(path) for path in files("*.csv", "seeds")} == {
        seed["original_file_path"] for seed in seeds.values()
    }
    for seed in seeds.values():
        with (ROOT / seed["original_file_path"]).open(newline="") as file:
            assert next(csv.reader(file)) == list(seed["columns"])


# --- retrievers


def test_retrievers_are_the_same_everywhere(manifests):
    (returned,) = re.findall(
        r"return\((\[.*?\])\)", (ROOT / "macros/candidates/retrievers.sql").read_text(), re.DOTALL
    )
    named = yaml.safe_load(returned)
    models = [name for name in manifests["demo"].models if name.startswith("int_candidates__")]
    with (ROOT / "seeds/retrievers.csv").open(newline="") as file:
        rows = [row["retriever"] for row in csv.DictReader(file)]
    assert len(named) > 1
    assert sorted(name.removeprefix("int_candidates__") for name in models) == sorted(named) == sorted(rows)
    columns = manifests["demo"].features("candidate_pairs")
    expected = {f"{name}_{what}" for name in named for what in ("rank", "score")}
    assert {column for column in columns if column.endswith(("_rank", "_score"))} == expected
    reasons = (ROOT / "models/marts/ranking/reason_facts.sql").read_text()
    assert set(re.findall(r"\.retriever = '(\w+)'", reasons)) == set(named), "each has its words"


@every_source()
def test_every_retriever_is_held_to_its_cap(manifests, source):
    retrievers = {name for name in manifests[source].models if name.startswith("int_candidates__")}
    assert retrievers
    assert retrievers <= manifests[source].models_with_test("no_more_than_its_cap")


# --- messages


def test_templates_say_nothing_internal_and_nothing_that_is_over_when_it_is_read():
    with (ROOT / "seeds/message_templates.csv").open(newline="") as file:
        templates = {row["basis"]: row["template"] for row in csv.DictReader(file)}
    (placeholders,) = re.findall(
        r"return\((\[.*?\])\)", (ROOT / "macros/push/message_placeholders.sql").read_text()
    )
    assert set(yaml.safe_load(placeholders)) == {"date", "reason", "article"}
    for template in templates.values():
        words = re.sub(r"\{(date|reason|article)\}", "", template)
        assert not re.search(
            r"[{}_]|\b(to(day|morrow|night)|score|segment|rank|chance|probability|age)", words, re.IGNORECASE
        )


# --- horizons


def test_horizons_are_the_same_everywhere(manifests):
    (returned,) = re.findall(r"return\((\[.*?\])\)", (ROOT / "macros/split/horizons.sql").read_text())
    assert yaml.safe_load(returned) == list(HORIZONS)
    columns = manifests["demo"].columns("next_purchase")
    assert [name for name in columns if re.fullmatch(r"p_\d+d", name)] == [f"p_{days}d" for days in HORIZONS]


# --- splits


def test_splits_are_the_same_everywhere():
    (returned,) = re.findall(
        r"return\((\{.*?\})\)", (ROOT / "macros/split/splits.sql").read_text(), re.DOTALL
    )
    closed_before = {split: tuple(closed) for split, closed in yaml.safe_load(returned).items()}
    assert list(closed_before.items()) == list(CLOSED_BEFORE.items())


@every_source()
def test_split_and_cohort_have_no_values_of_their_own(manifests, source):
    """Roles in time are those of `splits()`, whoever is looked at; whose rows they are is said by cohort."""
    allowed = {
        "split": {*CLOSED_BEFORE, "backtest", "backtest_mean"},
        "cohort": {"buyers", "non_buyers", "everyone"},
    }
    odd = {
        (node["attached_node"], node["column_name"], value)
        for node in manifests[source].nodes.values()
        if (node.get("test_metadata") or {}).get("name") == "accepted_values"
        for value in set(node["test_metadata"]["kwargs"]["values"]) - allowed.get(node["column_name"], set())
        if node["column_name"] in allowed
    }
    assert odd == set()


# --- what is published


def exposed():
    """Tables that the exposures name, which are those that are published."""
    exposures = yaml.safe_load((ROOT / "models/marts/_exposures.yml").read_text())["exposures"]
    return {re.fullmatch(r"ref\('(\w+)'\)", each)[1] for entry in exposures for each in entry["depends_on"]}


def test_what_people_read_is_published():
    assert exposed() >= PUBLIC_TABLES | set(COLUMNS)


def test_what_is_published_is_public_or_has_a_reason():
    assert exposed() - PUBLIC_TABLES == set(PUBLISHED_BESIDE)


@every_source()
def test_a_published_view_reads_what_is_published(manifests, source):
    models = manifests[source].models
    views = [name for name in models if manifests[source].meta(name).get("published_as") == "view"]
    assert views
    for name in views:
        assert name in exposed()
        assert {each.split(".")[-1] for each in parents(manifests[source], models[name])} <= exposed(), name


# --- what others rely on


def test_the_overview_leads_to_every_public_table():
    overview = (ROOT / "models/overview.md").read_text()
    links = re.findall(r"\[(\w+)\]\(#!/model/model\.local_helix\.(\w+)\)", overview)
    assert sorted(links) == [(name, name) for name in sorted(PUBLIC_TABLES)]


def read_by_others(manifest):
    """Models that a model or test of another group reads, or an exposure."""
    models = manifest.models
    return (exposed() & set(models)) | {
        models[name]["name"]
        for node in manifest.nodes.values()
        for kind, name in (parent.split(".")[::2] for parent in node["depends_on"].get("nodes", []))
        if kind == "model" and models[name]["group"] != node["group"]
    }


@every_source()
def test_public_tables_are_public_and_nothing_else_is(manifests, source):
    models = manifests[source].models
    assert {name for name, node in models.items() if node["access"] == "public"} == PUBLIC_TABLES
    assert {name for name in PUBLIC_TABLES if not models[name]["contract"]["enforced"]} == set()
    assert {layer(models[name])[0] for name in PUBLIC_TABLES} == {"marts"}


@every_source()
def test_a_model_is_private_to_its_group_unless_another_reads_it(manifests, source):
    models = manifests[source].models
    assert {name for name, node in models.items() if node["group"] is None} == set()
    protected = {name for name, node in models.items() if node["access"] == "protected"}
    assert protected == read_by_others(manifests[source]) - PUBLIC_TABLES


def test_variables_keep_their_defaults():
    variables = yaml.safe_load((ROOT / "dbt_project.yml").read_text())["vars"]
    assert {name: variables[name] for name in VARIABLES} == VARIABLES
    assert {"demo_customers", "demo_articles", "demo_days", "demo_seed"} <= set(variables)


# --- Python


@pytest.mark.parametrize(
    ("code", "package"),
    [
        ("import dbt.cli.main", "dbt"),
        ("def f():\n    from dbt.adapters import x", "dbt"),
        ("import os, duckdb as d", "duckdb"),
        ("importlib.import_module('duckdb.typing')", "duckdb"),
    ],
)
def test_import_is_seen(code, package):
    assert package in imports(code)


def test_only_two_modules_of_reading_open_a_database():
    """A question of anybody's needs a DuckDB of its own, which can do nothing but answer it."""
    found = offences(files("*.py", "helix/reading"), lambda code: imports(code) & {"duckdb"})
    assert set(found) == {"helix/reading/database.py", "helix/reading/query.py"}


def test_only_the_journal_fresh_answers_and_one_module_of_files_use_another_database():
    """What is handed to other programs as SQLite is a file of its own, never read here."""
    databases = {"sqlite3", "psycopg", "psycopg_pool"}
    found = offences(files("*.py", "python_ml", "helix"), lambda code: imports(code) & databases)
    assert set(found) == {
        "helix/reading/files.py",
        "helix/reading/lookup/fresh.py",
        "helix/journal/sqlite.py",
        "helix/journal/postgres.py",
    }


def test_python_models_are_doors():
    """A Python model is one function, which calls into `python_ml`."""
    for path in files("*.py", "models"):
        code = path.read_text()
        assert "python_ml" in imports(code), name_of(path)
        assert re.findall(r"^(?:def|class) (\w+)", code, re.MULTILINE) == ["model"], name_of(path)
        assert not imports(code) & {"duckdb", "dbt", "dbt_plugins", "helix", "lab"}, name_of(path)


# --- machines


@pytest.mark.parametrize("folder", ["home", "root", "Users", "tmp"])
def test_path_of_a_machine_is_seen(folder):
    assert machine_paths(f"see '/{folder}/somebody/shop.csv'")


def test_no_file_names_a_path_of_a_machine():
    named = {}
    for path in tracked_files():
        try:
            found = machine_paths(path.read_text(encoding="utf-8"))
        except UnicodeDecodeError:
            continue
        if found:
            named[name_of(path)] = found
    assert named == {}
