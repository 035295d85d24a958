import os
import shutil
import subprocess
import sys

import lightgbm as lgb
import numpy as np
import pytest

from python_ml.trees import Scorer, compiling
from python_ml.trees.compiling import NotCompiledError, compiled, find_compiler
from python_ml.trees.forest import Forest, UnsupportedModel

needs_compiler = pytest.mark.skipif(
    not any(shutil.which(name) for name in compiling.COMPILERS), reason="there is no C compiler"
)


def rows_of(seed, rows=3000, features=7, missing=0.2):
    """Values with many alike, missing ones, zeros and infinities."""
    rng = np.random.default_rng(seed)
    values = np.where(
        rng.random((rows, features)) < 0.5,
        rng.integers(-3, 4, (rows, features)),
        rng.normal(0, 2, (rows, features)),
    )
    values[rng.random((rows, features)) < missing] = np.nan
    values[rng.random((rows, features)) < 0.01] = np.inf
    values[rng.random((rows, features)) < 0.01] = -np.inf
    return values.astype(np.float32)


def grown(seed=0, leaves=15, trees=30, **params):
    learned = rows_of(seed, missing=params.pop("missing", 0.2))
    label = np.nan_to_num(learned, posinf=5, neginf=-5) @ np.arange(learned.shape[1]) + np.isnan(
        learned[:, 0]
    )
    params = {
        "num_leaves": leaves,
        "min_data_in_leaf": 3,
        "verbosity": -1,
        "num_threads": 1,
        "learning_rate": 0.1,
    } | params
    return lgb.train({"objective": "regression"} | params, lgb.Dataset(learned, label=label), trees)


@pytest.fixture
def notices():
    return []


@needs_compiler
@pytest.mark.parametrize("leaves", [2, 15, 32, 33, 63, 64, 65, 200])
@pytest.mark.parametrize("missing", [0.0, 0.2])
def test_scores_are_lightgbms_to_the_last_bit(leaves, missing, notices):
    model = grown(leaves, leaves, missing=missing)
    matrix = rows_of(99)
    compiled_scorer = Scorer(model.model_to_string(), notices.append)
    np.testing.assert_array_equal(compiled_scorer.scores(matrix), model.predict(matrix))
    assert (compiled_scorer.instead, notices) == (None, [])


@needs_compiler
@pytest.mark.parametrize("rows", [0, 1, 63, 64, 65, 127, 129, 1000])
@pytest.mark.parametrize("threads", [1, 2, 3])
def test_neither_length_nor_threads_nor_layout_matter(rows, threads):
    model = grown()
    matrix = rows_of(5, rows=1000)
    expected = model.predict(matrix)[:rows]
    each = Scorer(model.model_to_string(), threads=threads)
    for laid_out in (
        matrix[:rows],
        np.asfortranarray(matrix)[:rows],
        np.repeat(matrix, 2, axis=0)[::2][:rows],
    ):
        np.testing.assert_array_equal(each.scores(laid_out), expected)


@needs_compiler
def test_values_at_a_threshold_and_next_to_it_fall_on_its_side():
    model = grown(trees=60)
    nodes = [tree["tree_structure"] for tree in model.dump_model()["tree_info"]]
    matrix = []
    while nodes:
        node = nodes.pop()
        if "threshold" in node:
            nodes += [node["left_child"], node["right_child"]]
            nearest = np.float32(node["threshold"])
            for value in (
                nearest,
                np.nextafter(nearest, np.float32(np.inf)),
                np.nextafter(nearest, np.float32(-np.inf)),
            ):
                matrix.append(np.where(np.arange(7) == node["split_feature"], value, np.float32(0)))
    matrix = np.array(matrix, np.float32)
    np.testing.assert_array_equal(Scorer(model.model_to_string()).scores(matrix), model.predict(matrix))


@needs_compiler
def test_trees_of_one_leaf_are_constants():
    model = lgb.train(
        {"objective": "regression", "verbosity": -1, "min_data_in_leaf": 5000},
        lgb.Dataset(rows_of(1), label=np.arange(3000.0)),
        3,
    )
    assert {tree["num_leaves"] for tree in model.dump_model()["tree_info"]} == {1}
    np.testing.assert_array_equal(
        Scorer(model.model_to_string()).scores(rows_of(2)), model.predict(rows_of(2))
    )


@needs_compiler
def test_log_odds_of_a_classifier_are_raw():
    learned = rows_of(3)
    model = lgb.train(
        {"objective": "binary", "verbosity": -1}, lgb.Dataset(learned, label=learned[:, 1] > 0), 20
    )
    np.testing.assert_array_equal(
        Scorer(model.model_to_string()).scores(rows_of(4)), model.predict(rows_of(4), raw_score=True)
    )


def categorical():
    learned = np.abs(np.nan_to_num(rows_of(1), posinf=1, neginf=1)).astype(int)
    return lgb.train(
        {"objective": "regression", "verbosity": -1, "min_data_in_leaf": 3, "cat_smooth": 0},
        lgb.Dataset(learned, label=learned[:, 0] == 1, categorical_feature=[0]),
        5,
    )


def of_classes():
    return lgb.train(
        {"objective": "multiclass", "num_class": 3, "verbosity": -1},
        lgb.Dataset(rows_of(1), label=np.arange(3000) % 3),
        3,
    )


@pytest.mark.parametrize(
    ("model", "reason"),
    [
        (categorical, "categorical"),
        (lambda: grown(zero_as_missing=True), "zeros for missing"),
        (lambda: grown(boosting="rf", bagging_freq=1, bagging_fraction=0.5), "one sum"),
        (lambda: grown(linear_tree=True, missing=0.0), "linear"),
        (of_classes, "one sum"),
    ],
)
def test_what_is_not_a_sum_of_plain_trees_is_refused(model, reason):
    with pytest.raises(UnsupportedModel, match=reason):
        Forest.of(model())


@needs_compiler
def test_what_is_refused_is_scored_by_lightgbm(notices):
    model = categorical()
    left = Scorer(model.model_to_string(), notices.append)
    np.testing.assert_array_equal(left.scores(rows_of(2)), model.predict(rows_of(2)))
    assert notices == [
        "LightGBM itself scores, which takes several times as long: it has categorical features"
    ]


@pytest.mark.parametrize("compiler", ["", "no_such_compiler"])
def test_without_a_compiler_lightgbm_scores(monkeypatch, tmp_path, notices, compiler):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("CC", compiler)
    model = grown()
    left = Scorer(model.model_to_string(), notices.append)
    np.testing.assert_array_equal(left.scores(rows_of(2)), model.predict(rows_of(2)))
    assert notices == ["LightGBM itself scores, which takes several times as long: there is no C compiler"]


def script(path, text):
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    return str(path)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("exit 1", "the C compiler fails"),
        # the library is the word after -o
        (
            'while [ "$1" != -o ]; do shift; done; echo nonsense > "$2"',
            "what the C compiler made can't be loaded",
        ),
    ],
)
def test_a_compiler_that_fails_is_done_without(monkeypatch, tmp_path, notices, text, reason):
    monkeypatch.setenv("CC", script(tmp_path / "failing", text))
    model = grown()
    left = Scorer(model.model_to_string(), notices.append)
    np.testing.assert_array_equal(left.scores(rows_of(2)), model.predict(rows_of(2)))
    assert notices == [f"LightGBM itself scores, which takes several times as long: {reason}"]


def test_a_compiler_that_can_not_be_run_is_named(tmp_path):
    with pytest.raises(NotCompiledError, match="can't be run"):
        compiled(str(tmp_path / "gone"))


def test_a_compiler_that_hangs_is_not_waited_for(monkeypatch, tmp_path):
    monkeypatch.setattr(compiling, "LONGEST_SECONDS", 0.2)
    with pytest.raises(NotCompiledError, match="can't be run"):
        compiled(script(tmp_path / "hanging", "exec sleep 20"))


@needs_compiler
def test_a_compiler_that_does_not_know_the_machine_is_asked_again(tmp_path):
    real = find_compiler()
    narrow = script(tmp_path / "narrow", f'case "$*" in *native*) exit 1;; esac; exec {real} "$@"')
    assert compiled(narrow).score


@needs_compiler
def test_compiled_scores_that_differ_are_not_used(monkeypatch, notices):
    model = grown()
    wrong = Scorer(model.model_to_string(), notices.append)
    wrong._forest.leaf[:] += 1e-9
    np.testing.assert_array_equal(wrong.scores(rows_of(2)), model.predict(rows_of(2)))
    assert len(notices) == 1
    assert "compiled scores lie 3.0e-08 from its own" in notices[0]


@needs_compiler
def test_rows_of_every_matrix_are_checked(monkeypatch):
    each = Scorer(grown().model_to_string())
    asked = []
    by_lightgbm = each._by_lightgbm
    monkeypatch.setattr(each, "_by_lightgbm", lambda rows: asked.append(rows) or by_lightgbm(rows))
    matrix = np.arange(7 * 90_000, dtype=np.float32).reshape(90_000, 7)
    for part in (matrix[:10], matrix[:3000], matrix):
        each.scores(part)
    assert [len(rows) for rows in asked] == [10, pytest.approx(460, abs=40), pytest.approx(900, abs=20)]
    # From first to last, not the first alone.
    drawn = asked[2][:, 0] / matrix[-1, 0]
    assert np.histogram(drawn, 9, (0, 1))[0].min() > 60


@needs_compiler
def test_scores_that_turn_out_wrong_after_some_were_used_end_the_build():
    each = Scorer(grown().model_to_string())
    each.scores(rows_of(2))
    each._forest.leaf[:] += 1e-9
    with pytest.raises(RuntimeError, match="some have been used: set CC=none"):
        each.scores(rows_of(3))


# LightGBM takes what is no further from zero than 1e-35 for zero, and what is missing too where training had none.
ZERO = np.float32(1e-35)
EDGES = np.array(
    [
        *(0.0, 1e-45, 1e-40, 1e-38, 9e-36, ZERO, np.nextafter(ZERO, np.float32(1)), 2e-35, 1e-30, 1e-7),
        *(
            1.0,
            np.nextafter(np.float32(1), np.float32(2)),
            16777216.0,
            16777217.0,
            1e30,
            3.4028235e38,
            np.inf,
        ),
    ],
    np.float32,
)
EDGES = np.r_[EDGES, -EDGES, np.float32(np.nan)]
SETTINGS = [{}, {"use_missing": False}, {"zero_as_missing": True}, {"max_bin": 5}, {"min_data_in_bin": 1}]


@needs_compiler
@pytest.mark.filterwarnings("ignore:overflow encountered")
@pytest.mark.parametrize("settings", SETTINGS, ids=str)
@pytest.mark.parametrize("is_missing", [False, True])
@pytest.mark.parametrize("seed", range(4))
def test_every_float_goes_where_lightgbm_sends_it(settings, is_missing, seed):
    rng = np.random.default_rng(seed)
    learned = rng.choice(EDGES if is_missing else EDGES[:-1], (2000, 3))
    # Learned from doubles, thresholds lie between two float32.
    learned = learned * (1 + rng.choice([0, 1e-9, -1e-9], learned.shape))
    label = rng.normal(0, 1, 1001)[
        np.nan_to_num(np.abs(learned[:, 0]) * 1e3, posinf=1e3).clip(0, 1e3).astype(np.int64)
    ]
    params = {"objective": "regression", "verbosity": -1, "min_data_in_leaf": 1, "num_threads": 1}
    data = lgb.Dataset(learned, label=label + np.sign(np.nan_to_num(learned[:, 1])), params=settings)
    model = lgb.train(params | settings, data, 20)
    thresholds = [node["threshold"] for node in _nodes(model) if np.isfinite(np.float32(node["threshold"]))]
    nearest = np.float32(thresholds)
    values = np.concatenate(
        [EDGES, nearest, *(np.nextafter(nearest, np.float32(to)) for to in (-np.inf, np.inf))]
    )
    matrix = rng.choice(values, (4000, 3)).astype(np.float32)
    scores = Scorer(model.model_to_string())
    if not settings.get("zero_as_missing"):
        assert scores.instead is None
        assert len(thresholds) > 20
        np.testing.assert_array_equal(scores._compiled(matrix), model.predict(matrix))
    np.testing.assert_array_equal(scores.scores(matrix), model.predict(matrix))
    assert not settings.get("zero_as_missing") or "zeros for missing" in scores.instead


def _nodes(model):
    waiting = [tree["tree_structure"] for tree in model.dump_model()["tree_info"]]
    while waiting:
        node = waiting.pop()
        if "threshold" in node:
            waiting += [node["left_child"], node["right_child"]]
            yield node


@pytest.mark.parametrize("matrix", [rows_of(1).astype(float), rows_of(1)[:, :6], rows_of(1)[0]])
def test_another_shape_or_type_is_refused(matrix):
    with pytest.raises(ValueError, match="float32 matrix of 7 columns"):
        Scorer(grown().model_to_string()).scores(matrix)


@needs_compiler
def test_nothing_is_left_in_the_temporary_folder(tmp_path):
    text = "from python_ml.trees.compiling import compiled, find_compiler; compiled(find_compiler())"
    subprocess.run([sys.executable, "-c", text], env=os.environ | {"TMPDIR": str(tmp_path)}, check=True)
    assert list(tmp_path.iterdir()) == []
