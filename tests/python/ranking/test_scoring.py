from dataclasses import replace

import duckdb
import lightgbm as lgb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from python_ml.ranking import score_batches
from python_ml.ranking.pairs import feature_matrix
from python_ml.ranking.scoring import are_best
from tests.python.ranking.conftest import QUICK, learned

KEYS = ["as_of", "split", "cohort", "customer_key", "article_key", "last_event_at"]
ALL = 1000


def models(ranker):
    """The same model for both splits of the pairs."""
    return {"train": ranker.model_text, "validation": ranker.model_text}


class Source:
    """Hands out batches one by one, and counts them."""

    def __init__(self, batches):
        self.batches = batches
        self.given = 0

    def reader(self):
        return pa.RecordBatchReader.from_batches(self.batches[0].schema, self._next())

    def _next(self):
        for batch in self.batches:
            self.given += 1
            yield batch


@pytest.fixture
def source(pairs):
    return Source(pairs.drop_columns(["is_bought"]).combine_chunks().to_batches(max_chunksize=1000))


def test_stream_gives_the_scores_of_the_whole(pairs, ranker, source):
    scored = score_batches([source.reader()], models(ranker), ALL).read_all()
    expected = lgb.Booster(model_str=ranker.model_text).predict(feature_matrix(pairs, ranker.features))
    assert len(source.batches) == 10
    assert scored.column_names == [*KEYS, "score"]
    for name in KEYS:
        assert scored.column(name).to_pylist() == pairs.column(name).to_pylist()
    np.testing.assert_array_equal(scored.column("score").to_numpy(), expected)


def test_each_split_is_scored_by_its_own_ranker(pairs, ranker, source):
    other = learned(pairs, replace(QUICK, seed=99)).model_text
    by_split = {"train": ranker.model_text, "validation": other}
    scored = score_batches([source.reader()], by_split, ALL).read_all()
    matrix = feature_matrix(pairs, ranker.features)
    expected = {split: lgb.Booster(model_str=text).predict(matrix) for split, text in by_split.items()}
    is_train = pc.equal(pairs.column("split"), "train").to_numpy()
    np.testing.assert_array_equal(
        scored.column("score").to_numpy(), np.where(is_train, expected["train"], expected["validation"])
    )
    assert (expected["train"] != expected["validation"]).any()


def test_a_split_without_a_ranker_is_named(ranker, source):
    with pytest.raises(KeyError, match="train"):
        score_batches([source.reader()], {"validation": ranker.model_text}, ALL).read_all()


def test_batch_size_does_not_matter(pairs, ranker, source):
    whole = Source(pairs.combine_chunks().to_batches())
    assert len(whole.batches) == 1
    assert (
        score_batches([whole.reader()], models(ranker), ALL)
        .read_all()
        .equals(score_batches([source.reader()], models(ranker), ALL).read_all())
    )


def test_only_what_is_asked_for_is_read(ranker, source):
    scored = score_batches(([batch] for batch in source.reader()), models(ranker), ALL)
    assert source.given == 0
    for number in (1, 2, 3):
        assert scored.read_next_batch().num_rows == 1000
        assert source.given == number


def test_the_best_of_a_customer_are_those_of_the_whole_range(ranker, source):
    # Every customer's pairs are spread over two batches.
    halves = [
        [batch.filter(pc.equal(pc.bit_wise_and(batch.column("article_key"), 1), odd)) for odd in (0, 1)]
        for batch in source.batches
    ]
    scattered = score_batches(halves, models(ranker), 3).read_all()
    together = score_batches(([batch] for batch in source.batches), models(ranker), 3).read_all()
    assert 0 < together.num_rows < 9600
    order = [(name, "ascending") for name in KEYS[:5]]
    assert scattered.sort_by(order).equals(together.sort_by(order))


def test_order_of_the_columns_does_not_matter(pairs, ranker, source):
    turned = Source([batch.select(batch.schema.names[::-1]) for batch in source.batches])
    assert (
        score_batches([turned.reader()], models(ranker), ALL)
        .read_all()
        .equals(score_batches([source.reader()], models(ranker), ALL).read_all())
    )


def test_null_is_scored_as_the_ranker_was_trained_on_it(pairs, ranker, source):
    place = source.batches[0].schema.names.index("signal")
    unknown = source.batches[0].set_column(place, "signal", pa.nulls(1000, pa.float64()))
    scores = (
        score_batches([Source([unknown]).reader()], models(ranker), ALL).read_all().column("score").to_numpy()
    )
    matrix = feature_matrix(source.batches[0], ranker.features)
    matrix[:, ranker.features.index("signal")] = np.nan
    np.testing.assert_array_equal(scores, lgb.Booster(model_str=ranker.model_text).predict(matrix))


def test_empty_batches_are_passed_over(ranker, source):
    empty = source.batches[0].slice(0, 0)
    scored = score_batches([Source([empty, *source.batches, empty]).reader()], models(ranker), ALL).read_all()
    assert scored.num_rows == 9600
    nothing = score_batches([Source([empty]).reader()], models(ranker), ALL).read_all()
    assert (nothing.num_rows, nothing.schema) == (0, scored.schema)


def test_wider_keys_are_cast(ranker, source):
    schema = source.batches[0].schema
    wide = schema.set(schema.get_field_index("customer_key"), pa.field("customer_key", pa.int64()))
    scored = score_batches([Source([source.batches[0].cast(wide)]).reader()], models(ranker), ALL)
    assert scored.schema.field("customer_key").type == pa.int32()
    assert scored.read_all().column("customer_key").to_pylist()[:3] == [0, 0, 0]


def test_missing_features_are_named(ranker, source):
    narrow = Source([batch.drop_columns(["signal", "noise"]) for batch in source.batches])
    with pytest.raises(KeyError) as caught:
        score_batches([narrow.batches], models(ranker), ALL).read_all()
    assert caught.value.args == (
        "The pairs lack the ranker's features ['noise', 'signal']: train the ranker again.",
    )


def test_progress_is_told_after_every_range(ranker, source):
    lines = []
    score_batches(([batch] for batch in source.reader()), models(ranker), ALL, lines.append).read_all()
    assert lines[:2] == ["1,000 pairs scored", "2,000 pairs scored"]
    assert lines[-1] == "9,600 pairs scored"


RANK = "row_number() over (partition by as_of, customer_key order by round(score, 9) desc, article_key)"


@pytest.mark.parametrize("depth", [1, 3, 8])
def test_the_best_are_those_of_sql(depth):
    rng = np.random.default_rng(depth)
    rows = 4000
    # Half of the scores are next to the middle between two roundings.
    scores = rng.integers(0, 12, rows) / 10 + rng.choice([0.0, 5e-10, 4.9e-10, 5.1e-10, -5e-10], rows)
    pairs = pa.table(
        {
            "as_of": pa.array(rng.integers(19000, 19002, rows), pa.int32()).cast(pa.date32()),
            "customer_key": pa.array(rng.integers(1, 200, rows), pa.int32()),
            "article_key": pa.array(rng.permutation(rows), pa.int32()),
            "score": scores,
        }
    )
    kept = pairs.filter(pa.array(are_best(pairs, depth)))
    connection = duckdb.connect()
    connection.register("pairs", pairs).register("kept", kept)
    ranked = "select *, {rank} as rank from {table} qualify rank <= {depth} order by all"
    expected, actual = (
        connection.sql(ranked.format(rank=RANK, table=table, depth=depth)).fetchall()
        for table in ("pairs", "kept")
    )
    assert actual == expected
    assert kept.num_rows < pairs.num_rows


def test_only_the_best_are_kept_and_in_the_order_they_came(ranker, source):
    everything = score_batches([source.reader()], models(ranker), ALL).read_all().to_pylist()
    kept = score_batches([source.reader()], models(ranker), 3).read_all().to_pylist()
    assert kept == [row for row in everything if row in kept]
    best = {}
    for row in everything:
        best.setdefault((row["as_of"], row["customer_key"]), []).append(row["score"])
    for row in kept:
        third = sorted(best[row["as_of"], row["customer_key"]])[-3]
        assert row["score"] >= third - 2e-9 - 2 * np.spacing(np.float32(abs(third)))
    assert len(kept) >= 3 * len(best)


def test_customers_without_pairs_are_none():
    none = {name: pa.array([], kind) for name, kind in (("as_of", pa.date32()), ("customer_key", pa.int32()))}
    assert are_best(pa.table({**none, "score": pa.array([], pa.float64())}), 3).tolist() == []


def test_scores_of_either_sign_are_ordered():
    scores = [-3.5, 0.0, -1e-30, 2.0, -0.25, 1e-30, -2e5, 7e5]
    pairs = pa.table(
        {
            "as_of": pa.array([19000] * len(scores), pa.int32()).cast(pa.date32()),
            "customer_key": pa.array([2**31 - 1] * len(scores), pa.int32()),
            "score": scores,
        }
    )
    for depth in range(1, len(scores) + 1):
        kept = pairs.filter(pa.array(are_best(pairs, depth))).column("score").to_pylist()
        # All within a rounding of zero are alike.
        alike = depth + {3: 2, 4: 1}.get(depth, 0)
        assert sorted(kept, reverse=True) == sorted(scores, reverse=True)[:alike]
