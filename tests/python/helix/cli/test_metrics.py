"""The figures of a build, as Prometheus's own parser reads them."""

from datetime import UTC, datetime

import pytest
from prometheus_client.parser import text_string_to_metric_families

from helix.cli.exposition import Gauge, exposition
from python_ml.publishing import DATABASE, new_build


def parsed(text):
    """Every value by name and labels."""
    return {
        (sample.name, *sorted(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_figures_of_a_build(helix, database):
    found = parsed(helix("metrics").stdout)
    assert found["helix_alerts", ("severity", "error")] == 1
    assert found["helix_feature_psi_ratio", ("feature", "hour"), ("population", "sales")] == 0.4
    assert found["helix_feature_drifted", ("feature", "hour"), ("population", "sales")] == 1
    assert found["helix_data_check_failed", ("check", "new days"), ("detail", "")] == 1
    assert found["helix_predicted_over_observed_ratio",] == 1.5, "of the latest window"
    assert found["helix_decayed_promises",] == 1
    assert found["helix_ndcg_ratio", ("recommender", "ranker")] == 0.5
    assert found["helix_rejected_rows",] == 2
    assert found["helix_build_step_duration_seconds", ("step", "publishing")] == 2
    assert found["helix_last_sale_timestamp_seconds",] == datetime(2011, 10, 27, tzinfo=UTC).timestamp()


def test_a_published_build_says_when_it_was_published_and_how_many_rows_it_has(helix, database, change):
    change(
        "create table published_build as select 'x' as build_id, 'customers' as table_name, 4 as row_count"
    )
    with new_build(database.with_suffix(".published"), datetime(2026, 1, 1, 6, tzinfo=UTC)) as build:
        (build / DATABASE).write_bytes(database.read_bytes())
    found = parsed(helix("metrics").stdout)
    moment = datetime(2026, 1, 1, 6, tzinfo=UTC).timestamp()
    assert found["helix_build_published_timestamp_seconds",] == moment
    assert found["helix_published_build_info", ("build", "000001-20260101T060000Z")] == 1
    assert found["helix_table_rows", ("table", "customers")] == 4


def test_a_textfile_is_written_whole_and_may_be_read_by_the_exporter(helix, database, tmp_path):
    target = tmp_path / "helix.prom"
    result = helix("metrics", "--textfile", str(target))
    assert result.exit_code == 0
    assert parsed(target.read_text())["helix_decayed_promises",] == 1
    assert target.stat().st_mode & 0o444 == 0o444
    assert [path.name for path in tmp_path.glob("*.prom*")] == ["helix.prom"]


def test_a_folder_that_is_not_there_is_a_problem(refused, database, tmp_path):
    assert "nowhere" in refused("metrics", "--textfile", str(tmp_path / "nowhere/helix.prom"))


@pytest.mark.parametrize("text", ['a "quoted" name', "two\nlines", "back\\slash"])
def test_labels_are_escaped(text):
    written = exposition([Gauge("rows", text, [({"table": text}, 1.0)])])
    assert parsed(written) == {("rows", ("table", text)): 1.0}
    assert written.count("\n") == 3


def test_names_follow_the_convention_and_no_label_is_an_id(helix, database):
    for name, *labels in parsed(helix("metrics").stdout):
        assert name.startswith("helix_")
        assert not name.endswith(("_total", "_ms"))
        assert not {"customer_id", "article_id", "customer", "article"} & {label for label, _ in labels}
