import shutil
import subprocess
import time
from datetime import date

import pytest

from helix.reading.lookup import CustomerAnswer, Offer, open_answers
from python_ml.problems import Problem

ODD = "O'Hära\x01☕/\u202e"


@pytest.fixture(scope="module")
def redis(tmp_path_factory):
    """Return the URL of a Redis of its own."""
    program = shutil.which("redis-server")
    if program is None:
        pytest.skip("there is no redis-server: install Debian's package of that name")
    folder = tmp_path_factory.mktemp("redis")
    socket = folder / "redis.sock"
    words = ["--port", "0", "--unixsocket", str(socket), "--dir", str(folder), "--save", ""]
    server = subprocess.Popen([program, *words], stdout=subprocess.DEVNULL)
    while not socket.exists():
        assert server.poll() is None
        time.sleep(0.02)
    yield f"unix://{socket}"
    server.terminate()
    server.wait()


@pytest.fixture(params=["file", "redis"])
def place(request, tmp_path):
    return str(tmp_path / "fresh.sqlite") if request.param == "file" else request.getfixturevalue("redis")


def answer(customer_id, score):
    offers = (Offer(1, "a1", "Hat ☕", score, None, "You just bought it", True),)
    return CustomerAnswer(customer_id, date(2026, 1, 3), "DE", offers)


def test_an_answer_comes_back_as_it_was(place):
    answers = open_answers(place)
    answers.put_many("b1", {ODD: answer(ODD, 0.1), "c2": answer("c2", 1 / 3)})
    assert answers.customer("b1", ODD) == answer(ODD, 0.1)
    assert open_answers(place).customer("b1", "c2") == answer("c2", 1 / 3)
    assert answers.customer("b1", "nobody") is None


def test_the_latest_answer_counts_and_one_of_another_build_is_never_given(place):
    answers = open_answers(place)
    answers.put_many("b1", {"c1": answer("c1", 1.0)})
    answers.put_many("b1", {"c1": answer("c1", 2.0)})
    assert answers.customer("b1", "c1") == answer("c1", 2.0)
    assert answers.customer("b2", "c1") is None
    answers.put_many("b2", {"c1": answer("c1", 3.0)})
    answers.keep_only("b2")
    assert answers.customer("b1", "c1") is None
    assert answers.customer("b2", "c1") == answer("c1", 3.0)


def test_whoever_is_forgotten_is_gone(place):
    answers = open_answers(place)
    answers.put_many("b1", {"c1": answer("c1", 1.0), "c2": answer("c2", 1.0)})
    answers.forget("c1")
    assert answers.customer("b1", "c1") is None
    assert answers.customer("b1", "c2") is not None
    answers.close()


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ("/nowhere/fresh.sqlite", "fresh answers can't be kept in /nowhere/fresh.sqlite"),
        ("unix:///nowhere/redis.sock", "there is no Redis to keep fresh answers in"),
    ],
)
def test_a_place_that_is_not_there_is_told_in_one_sentence(place, said):
    with pytest.raises(Problem, match=said):
        open_answers(place)
