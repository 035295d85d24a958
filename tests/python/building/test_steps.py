from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from python_ml.building.steps import (
    DBT,
    RANKING_MODELS,
    STEPS,
    Ran,
    as_rows,
    build_steps,
    seconds_of_steps,
    step_of,
)

ROOT = Path(__file__).parents[3]
START = datetime(2026, 1, 1, 6)


@pytest.mark.parametrize(
    ("path", "step"),
    [
        ("models/staging/hm/stg_hm__articles.sql", "staging"),
        ("models/intermediate/shop/int_order_days.sql", "shop"),
        ("models/intermediate/split/timing/int_timing_targets.sql", "split"),
        ("models/intermediate/history/int_order_history.sql", "history"),
        ("models/marts/ranking/candidate_pairs.sql", "candidates"),
        ("models/marts/ranking/pair_features.sql", "features"),
        ("models/marts/ranking/ranker_fits.py", "ranker training"),
        ("models/marts/ranking/ranker_scores.py", "scoring"),
        ("models/marts/ranking/recommendations.sql", "lists"),
        ("models/marts/next_purchase/timing_models.py", "next purchase"),
        ("models/marts/monitoring/build_facts.sql", "monitoring"),
        ("models/marts/new_room/thing.sql", "new room"),
        ("models/thing.sql", DBT),
    ],
)
def test_step_of_a_model_is_its_room(path, step):
    assert step_of(f"model.shop.{Path(path).stem}", path) == step


def test_tests_seeds_and_the_rest_are_no_models():
    assert step_of("unit_test.shop.labels.a_purchase", "models/marts/x.yml") == "tests"
    assert step_of("test.shop.not_null.1a2b", "models/marts/x.yml") == "tests"
    assert step_of("seed.shop.retrievers", "seeds/retrievers.csv") == "seeds"
    assert step_of("operation.shop.publish-on-run-end-0", "dbt_project.yml") == DBT
    assert step_of("exposure.shop.helix_predict", "models/marts/_exposures.yml") == DBT


def test_every_model_of_the_project_has_a_step_that_has_its_place():
    paths = [
        path.relative_to(ROOT) for suffix in ("sql", "py") for path in (ROOT / "models").rglob(f"*.{suffix}")
    ]
    steps = {path.stem: step_of(f"model.x.{path.stem}", path.as_posix()) for path in paths}
    assert {name: step for name, step in steps.items() if step not in STEPS or step == DBT} == {}
    assert RANKING_MODELS.keys() <= steps.keys(), "names a model that is gone"


def test_time_in_which_several_nodes_run_is_shared():
    nodes = [Ran("features", 2, 6), Ran("candidates", 4, 10), Ran("features", 12, 13)]
    assert seconds_of_steps(nodes, 0, 20) == pytest.approx(
        {"features": 2 + 1 + 1, "candidates": 1 + 4, DBT: 2 + 2 + 7}
    )


def result(name, path, start, end):
    return {
        "unique_id": name,
        "path": path,
        "started_at": (START + timedelta(seconds=start)).replace(tzinfo=UTC).isoformat(),
        "ended_at": (START + timedelta(seconds=end)).replace(tzinfo=UTC).isoformat(),
    }


RESULTS = [
    result("model.shop.labels", "models/marts/ranking/labels.sql", 2, 6),
    result("model.shop.ranker_model", "models/marts/ranking/ranker_model.py", 6, 40),
    result("test.shop.not_null.1a", "models/marts/x.yml", 6, 8),
    result("exposure.shop.helix_predict", "models/marts/_exposures.yml", 39, 39),
]


def steps_of(results, seconds, peak_mb=lambda start, end: None):
    return build_steps(results, START, START + timedelta(seconds=seconds), peak_mb)


def test_seconds_of_the_steps_are_those_of_the_build():
    steps = steps_of(RESULTS, 50)
    assert [step.step for step in steps] == ["ranker training", "tests", DBT], "in the order of the house"
    assert [step.seconds for step in steps] == pytest.approx([4 + 1 + 32, 1, 2 + 10])
    assert sum(step.seconds for step in steps) == pytest.approx(50)


def test_a_step_knows_its_nodes_and_its_peak_of_memory():
    def peak_mb(start, end):
        return None if (end - start).seconds < 3 else (end - start).seconds * 10

    training, tests, dbt = as_rows(steps_of(RESULTS, 50, peak_mb))
    assert training == {
        "step": "ranker training",
        "seconds": pytest.approx(37),
        "nodes": 2,
        "peak_memory_mb": 340,
        "slowest_node": "ranker_model",
        "slowest_node_seconds": pytest.approx(34),
        "started_at": START + timedelta(seconds=2),
        "ended_at": START + timedelta(seconds=40),
    }
    assert (tests["nodes"], tests["peak_memory_mb"], tests["slowest_node"]) == (1, None, "not_null")
    assert (dbt["nodes"], dbt["peak_memory_mb"], dbt["slowest_node"]) == (0, 500, None)
    assert (dbt["started_at"], dbt["ended_at"]) == (START, START + timedelta(seconds=50))


def test_a_build_without_a_node_is_all_dbts():
    (step,) = steps_of([], 5)
    assert (step.step, step.seconds, step.nodes) == (DBT, 5, 0)
