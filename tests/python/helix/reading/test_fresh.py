from datetime import date

import pytest

from helix.reading.lookup import CustomerAnswer, Offer, open_answers
from python_ml.problems import BadInput, Busy, Problem
from tests.python.services.redis import running_redis

BUILDS = ["000001-20260101T000000Z", "000002-20260102T000000Z", "000003-20260103T000000Z"]
ODD = "O'Håra/7 é\x7f\u202e☕"


def answer(customer_id="anna", score=1.5):
    return CustomerAnswer(
        customer_id,
        date(2026, 1, 2),
        "aged 25 to 34",
        offers=(Offer(1, "dress", "Dress", score, 0.1, "Popular lately", True, 2),),
        reserves=(Offer(2, "belt", score=0.1 + 0.2, score_rank=1),),
        build=BUILDS[0],
        model_version="ranker-1",
        next_purchase={"p_7d": 0.5, "expected_on": "2026-01-24"},
        send_time={"weekday": 6, "hour": 21, "basis": "customer"},
        no_push_because="opted out",
    )


@pytest.fixture(scope="session")
def redis_url():
    with running_redis() as url:
        yield url


@pytest.fixture(params=["sqlite", "redis"])
def place(request, tmp_path):
    if request.param == "sqlite":
        return str(tmp_path / "fresh.sqlite")
    return request.getfixturevalue("redis_url")


@pytest.fixture
def answers(place):
    answers = open_answers(place)
    yield answers
    for customer_id in ("anna", "bert", ODD):
        answers.forget(customer_id)
    answers.close()


def test_an_answer_survives_its_encoding():
    assert CustomerAnswer.decode(answer().encode()) == answer()


def test_candidates_stand_in_the_order_of_their_scores():
    assert [offer.article_id for offer in answer().candidates] == ["belt", "dress"]


def test_an_answer_is_of_one_build_and_customer(answers):
    answers.put_many(BUILDS[0], {"anna": answer(), ODD: answer(ODD)})
    assert answers.customer(BUILDS[0], "anna") == answer()
    assert answers.customer(BUILDS[0], ODD) == answer(ODD)
    assert answers.customer(BUILDS[0], "bert") is None
    assert answers.customer(BUILDS[1], "anna") is None


def test_the_latest_answer_counts_for_everybody_who_opens_the_place(answers, place):
    answers.put_many(BUILDS[0], {"anna": answer()})
    answers.put_many(BUILDS[0], {"anna": answer(score=9.0)})
    other = open_answers(place)
    assert other.customer(BUILDS[0], "anna") == answer(score=9.0)
    other.close()


def test_nothing_of_a_forgotten_customer_stays(answers):
    for build in BUILDS[:2]:
        answers.put_many(build, {"anna": answer(), "bert": answer("bert")})
    answers.forget("anna")
    assert [answers.customer(build, "anna") for build in BUILDS[:2]] == [None, None]
    assert answers.customer(BUILDS[0], "bert") is not None


def test_a_file_keeps_answers_beside_the_last_two_builds(tmp_path):
    answers = open_answers(tmp_path / "fresh.sqlite")
    for build in BUILDS:
        answers.put_many(build, {"anna": answer()})
    assert [answers.customer(build, "anna") is not None for build in BUILDS] == [False, True, True]
    answers.close()


def test_an_answer_that_can_t_be_written_leaves_the_others_as_they_were(tmp_path):
    answers = open_answers(tmp_path / "fresh.sqlite")
    answers.put_many(BUILDS[0], {"anna": answer()})
    with pytest.raises(Problem):
        answers.put_many(BUILDS[0], {"bert": answer("bert"), object(): answer()})
    assert answers.customer(BUILDS[0], "bert") is None
    assert answers.customer(BUILDS[0], "anna") == answer()
    answers.close()


def test_only_the_owner_and_their_group_may_read_the_file(tmp_path):
    open_answers(tmp_path / "fresh.sqlite").close()
    assert (tmp_path / "fresh.sqlite").stat().st_mode & 0o007 == 0


def test_a_file_that_is_no_database_is_said(tmp_path):
    (tmp_path / "fresh.sqlite").write_bytes(b"no database at all" * 100)
    with pytest.raises(Problem, match="can't be read"):
        open_answers(tmp_path / "fresh.sqlite")


def test_a_folder_that_is_not_there_is_said(tmp_path):
    with pytest.raises(Problem, match="fresh"):
        open_answers(tmp_path / "missing" / "fresh.sqlite")


def test_a_redis_that_does_not_answer_is_said_without_its_password(tmp_path):
    with pytest.raises(Busy, match="Redis") as raised:
        open_answers(f"unix://user:secret@{tmp_path}/nobody.sock")
    assert "secret" not in str(raised.value)


def test_a_place_of_another_kind_is_refused():
    with pytest.raises(BadInput, match="memcached"):
        open_answers("memcached://localhost")
