import sqlite3
from contextlib import closing

import pytest

import helix
from python_ml.problems import BadInput, Unknown

SENTENCE = (
    "Customer C00012, as of 2011-10-28: orders within 30 days with probability 25%, expected on 2011-12-24; "
    "reach them on Mondays at 19:00; offer Strap top (bought 3 times)."
)


@pytest.fixture
def prediction(database):
    with helix.open() as shop:
        return shop.predict("C00012")


def test_it_prints_one_sentence_after_the_build_is_closed(prediction):
    assert str(prediction) == repr(prediction) == SENTENCE


def test_what_the_build_does_not_say_is_left_out(database, change):
    change("drop table next_purchase")
    change("drop table send_time")
    change("delete from recommendations where customer_id = 'C00013'")
    with helix.open() as shop:
        assert str(shop.predict("C00013")) == "Customer C00013, as of 2011-10-28: nothing is predicted."


def test_it_is_saved_as_text(prediction, tmp_path):
    path = prediction.save(tmp_path / "anna.txt")
    first, *offers = path.read_text().splitlines()
    assert first == SENTENCE
    assert [line.split()[1] for line in offers] == ["0108775015", "0108775044", "0110065001"]


def test_it_is_saved_as_sqlite_and_replaces_what_was_there(prediction, tmp_path):
    path = tmp_path / "anna.sqlite"
    prediction.save(str(path))
    prediction.save(path)
    with closing(sqlite3.connect(path)) as saved:
        assert saved.execute("select * from prediction").fetchall() == [
            ("C00012", "2011-10-28", SENTENCE, 0.25, "2011-12-24", 1, 19)
        ]
        assert saved.execute(
            "select rank, article_id, purchase_probability from recommendations"
        ).fetchall() == [
            (1, "0108775015", 0.125),
            (2, "0108775044", 0.0312),
            (3, "0110065001", 0.00004),
        ]


@pytest.mark.parametrize("name", ["anna.pdf", "anna", "nowhere/anna.txt"])
def test_another_ending_or_place_is_refused(prediction, tmp_path, name):
    with pytest.raises(BadInput):
        prediction.save(tmp_path / name)
    assert list(tmp_path.glob("anna*")) == []


def test_a_customer_whom_nobody_knows_is_refused(database):
    with helix.open() as shop, pytest.raises(Unknown):
        shop.predict("nobody")
