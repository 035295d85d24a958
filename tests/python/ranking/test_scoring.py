from dataclasses import replace

import lightgbm as lgb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from python_ml.ranking import score_batches
from python_ml.ranking.pairs import feature_matrix
from tests.python.ranking.conftest import QUICK, learned

KEYS = ["as_of", "split", "customer_key", "article_key", "last_event_at"]


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
    scored = score_batches(source.reader(), models(ranker)).read_all()
    expected = lgb.Booster(model_str=ranker.model_text).predict(feature_matrix(pairs, ranker.features))
    assert len(source.batches) == 10
    assert scored.column_names == [*KEYS, "score"]
    for name in KEYS:
        assert scored.column(name).to_pylist() == pairs.column(name).to_pylist()
    np.testing.assert_array_equal(scored.column("score").to_numpy(), expected)


def test_each_split_is_scored_by_its_own_ranker(pairs, ranker, source):
    other = learned(pairs, replace(QUICK, seed=99)).model_text
    by_split = {"train": ranker.model_text, "validation": other}
    scored = score_batches(source.reader(), by_split).read_all()
    matrix = feature_matrix(pairs, ranker.features)
    expected = {split: lgb.Booster(model_str=text).predict(matrix) for split, text in by_split.items()}
    is_train = pc.equal(pairs.column("split"), "train").to_numpy()
    np.testing.assert_array_equal(
        scored.column("score").to_numpy(), np.where(is_train, expected["train"], expected["validation"])
    )
    assert (expected["train"] != expected["validation"]).any()


def test_a_split_without_a_ranker_is_named(ranker, source):
    with pytest.raises(KeyError, match="train"):
        score_batches(source.reader(), {"validation": ranker.model_text}).read_all()


def test_batch_size_does_not_matter(pairs, ranker, source):
    whole = Source(pairs.combine_chunks().to_batches())
    assert len(whole.batches) == 1
    assert (
        score_batches(whole.reader(), models(ranker))
        .read_all()
        .equals(score_batches(source.reader(), models(ranker)).read_all())
    )


def test_only_what_is_asked_for_is_read(ranker, source):
    scored = score_batches(source.reader(), models(ranker))
    assert source.given == 0
    for number in (1, 2, 3):
        assert scored.read_next_batch().num_rows == 1000
        assert source.given == number


def test_order_of_the_columns_does_not_matter(pairs, ranker, source):
    turned = Source([batch.select(batch.schema.names[::-1]) for batch in source.batches])
    assert (
        score_batches(turned.reader(), models(ranker))
        .read_all()
        .equals(score_batches(source.reader(), models(ranker)).read_all())
    )


def test_null_is_scored_as_the_ranker_was_trained_on_it(pairs, ranker, source):
    place = source.batches[0].schema.names.index("signal")
    unknown = source.batches[0].set_column(place, "signal", pa.nulls(1000, pa.float64()))
    scores = score_batches(Source([unknown]).reader(), models(ranker)).read_all().column("score").to_numpy()
    matrix = feature_matrix(source.batches[0], ranker.features)
    matrix[:, ranker.features.index("signal")] = np.nan
    np.testing.assert_array_equal(scores, lgb.Booster(model_str=ranker.model_text).predict(matrix))


def test_empty_batches_are_passed_over(ranker, source):
    empty = source.batches[0].slice(0, 0)
    scored = score_batches(Source([empty, *source.batches, empty]).reader(), models(ranker)).read_all()
    assert scored.num_rows == 9600
    nothing = score_batches(Source([empty]).reader(), models(ranker)).read_all()
    assert (nothing.num_rows, nothing.schema) == (0, scored.schema)


def test_wider_keys_are_cast(ranker, source):
    schema = source.batches[0].schema
    wide = schema.set(schema.get_field_index("customer_key"), pa.field("customer_key", pa.int64()))
    scored = score_batches(Source([source.batches[0].cast(wide)]).reader(), models(ranker))
    assert scored.schema.field("customer_key").type == pa.int32()
    assert scored.read_all().column("customer_key").to_pylist()[:3] == [0, 0, 0]


def test_missing_features_are_named(ranker, source):
    narrow = Source([batch.drop_columns(["signal", "noise"]) for batch in source.batches])
    with pytest.raises(KeyError) as caught:
        score_batches(narrow.reader(), models(ranker))
    assert caught.value.args == (
        "The pairs lack the ranker's features ['noise', 'signal']: train the ranker again.",
    )
    assert narrow.given == 0


def test_progress_is_told_after_every_batch(ranker, source):
    lines = []
    score_batches(source.reader(), models(ranker), lines.append).read_all()
    assert lines[:2] == ["1,000 pairs scored", "2,000 pairs scored"]
    assert lines[-1] == "9,600 pairs scored"
