from datetime import date

import numpy as np
import polars as pl
import pyarrow as pa
import pytest

from lab.ablation import __main__ as ablation
from lab.ablation.__main__ import change, report
from lab.tuning.search import Setting, Shop
from lab.twins.project import BuildFailed
from python_ml.ranking import RankerParams
from tests.python.ranking.conftest import pairs_table

WINDOWS = 6
QUICK = Setting(4, 60, RankerParams(num_leaves=4, num_iterations=20, learning_rate=0.1))


@pytest.fixture(scope="module")
def shop():
    """What is bought follows the feature `pair_weight`, and article 0 is proposed by nobody but `near`."""
    pairs = pairs_table(customers=60, splits=("train",) * (WINDOWS - 1) + ("validation",)).drop_columns(
        ["noise", "customer_basket_mean"]
    )
    article = pairs.column("article_key").to_numpy()
    is_own, is_near = article > 0, article < 5
    ranks = {
        "own_rank": pa.array(np.where(is_own, 1.0, np.nan), from_pandas=True),
        "own_score": pa.array(np.where(is_own, 1.0, np.nan), from_pandas=True),
        "near_rank": pa.array(np.where(is_near, 1.0, np.nan), from_pandas=True),
        "near_score": pa.array(np.where(is_near, 1.0, np.nan), from_pandas=True),
        "retrievers": pa.array(is_own.astype(float) + is_near),
    }
    pairs = pairs.rename_columns({"signal": "pair_weight"})
    for name, values in ranks.items():
        pairs = pairs.append_column(name, values)
    return Shop("demo_1", pairs, labels_of(pairs))


def labels_of(pairs):
    """What of the pairs was bought, and for each customer one article that nothing proposes."""
    rows = pl.from_arrow(pairs)
    missed = rows.select("as_of", "customer_key", article_key=pl.lit(999, pl.Int32)).unique()
    return pl.concat([rows.filter("is_bought").select("as_of", "customer_key", "article_key"), missed])


def line(text, start):
    (found,) = [each for each in text.splitlines() if each.startswith(f"| {start} |")]
    return [cell.strip() for cell in found.strip("|").split("|")]


def gain(cell):
    return float(cell.split()[0])


def test_report_has_a_line_for_each_retriever_and_group(shop):
    text = report(shop, QUICK, windows=2)
    newest = ", ".join(map(str, sorted(shop.cutoffs()[:2])))
    assert text.startswith(f"demo_1: 120 buyers in the windows from {newest}; NDCG@10 with everything 0.")
    # Each customer has 20 candidates: 1 to 19 by own, 0 to 4 by near.
    assert line(text, "own")[1] == "19.0"
    assert line(text, "near")[1] == "5.0"
    assert line(text, "all")[1] == "20.0"
    (own, own_added), (near, near_added) = (map(float, line(text, name)[2:4]) for name in ("own", "near"))
    union = float(line(text, "all")[2])
    assert union == pytest.approx(own + near_added, abs=0.0011)
    assert union == pytest.approx(near + own_added, abs=0.0011)
    assert near_added < near < union < 1
    # Without own most of what is bought is no candidate; without the weight nothing tells what is bought.
    assert gain(line(text, "own")[4]) < -0.2
    assert gain(line(text, "own purchases (1)")[1]) < -0.1
    assert abs(gain(line(text, "retrieval (5)")[1])) < 0.05
    assert len(line(text, "nothing, but another seed")) == 2


def test_change_in_words():
    def values(*ndcg):
        keys = {"shop": "s", "as_of": date(2024, 6, 1)}
        return pl.DataFrame([{**keys, "customer_key": key, "ndcg": value} for key, value in enumerate(ndcg)])

    assert change(values(0.3, 0.1), values(0.5, 0.3)) == "-0.2000 ± 0.0000 (-50.0 %)"
    assert change(values(0.5, 0.3), values(0.3, 0.3)) == "+0.1000 ± 0.0707 (+33.3 %)"


def test_each_shop_is_reported(monkeypatch, capsys):
    asked = []

    def shops_of(arguments, windows):
        asked.append((arguments.built, windows))
        return ["a", "b"]

    monkeypatch.setattr(ablation, "shops_of", shops_of)
    monkeypatch.setattr(ablation, "report", lambda shop, setting, windows: f"{shop} on {windows}")
    monkeypatch.setattr("sys.argv", ["ablation", "--built", "--windows", "3"])
    assert ablation.main() == 0
    assert asked == [(True, 3)]
    assert capsys.readouterr().out == "a on 3\nb on 3\n"


def test_a_build_that_fails_ends_the_command(monkeypatch, capsys):
    def fail(*_):
        raise BuildFailed("raw_path is not set")

    monkeypatch.setattr(ablation, "shops_of", fail)
    monkeypatch.setattr("sys.argv", ["ablation"])
    assert ablation.main() == 1
    assert capsys.readouterr().err == "raw_path is not set\n"


def test_no_window_is_refused(monkeypatch, capsys):
    monkeypatch.setattr("sys.argv", ["ablation", "--windows", "0"])
    with pytest.raises(SystemExit):
        ablation.main()
    assert "--windows must be 1 or more" in capsys.readouterr().err
