import json
import re
import subprocess
import sys
from functools import partial

import lightgbm as lgb
import numpy as np
import pytest

NONE = float("nan")
# What the shop's pairs hold of each article, in the order of the model's features.
SEEN = {
    "0108775015": [9, 1, NONE, 0.975],
    "0108775044": [NONE, NONE, 1, NONE],
    "0110065001": [1, NONE, NONE, NONE],
}


@pytest.fixture
def scores(model_texts, change):
    """Publish each cutoff's scores by its own ranker, as a build does, and return a customer's by article."""
    booster, of_test = (lgb.Booster(model_str=model_texts[split]) for split in ("serve", "test"))
    scores = dict(zip(SEEN, booster.predict(np.array(list(SEEN.values()))).tolist(), strict=True))
    for article, score in scores.items():
        change(
            f"update recommendations set score = {score!r} where article_id = '{article}' and split = 'serve'"
        )
    for ranker, pair, where in (
        (booster, [2, NONE, NONE, NONE], "customer_id = 'C00013'"),
        (booster, [3, NONE, NONE, NONE], "customer_id = 'O''Hara'"),
        (of_test, [4, NONE, 4, NONE], "split = 'test' and customer_id = 'C00012'"),
    ):
        (score,) = ranker.predict(np.array([pair])).tolist()
        change(f"update recommendations set score = {score!r} where {where} and as_of >= '2011-10-21'")
    return scores


@pytest.fixture
def printed(answered, scores):
    """Return a function that runs `helix explain`, with what it prints."""

    return partial(answered, "explain")


def sums(text):
    """The amounts of each block, and the score that it ends with."""
    blocks = text.split("\n\n")[1:]
    return [
        (
            [float(amount) for amount in re.findall(r"^    +([+-]\d\.\d{4})  ", block, re.MULTILINE)],
            float(re.search(r"^    +(-?\d\.\d{4})  score, their sum$", block, re.MULTILINE)[1]),
        )
        for block in blocks
    ]


def test_list(printed, scores):
    text = printed("C00012")
    assert text.splitlines()[:8] == [
        "Customer C00012: age 34, female, Lisbon, 1100-148, Portugal, club ACTIVE, newsletter Regularly",
        "As of 2011-10-28 (6 purchase days, the last 12 days before), valid for 2011-10-28 to 2011-11-03",
        "Each score is a sum of what the features add (LightGBM's pred_contrib), checked to 1e-6.",
        "",
        " 1  0108775015  Strap top",
        "    bought 3 times",
        "    proposed by repurchase (rank 1), popular (rank 9)",
        next(line for line in text.splitlines() if "repurchase_rank = 1" in line),
    ]
    assert re.findall(r"^ ?\d+  (\d{10})", text, re.MULTILINE) == list(SEEN)
    assert re.findall(r"proposed by (.+)", text)[1:] == ["item_cf (rank 1)", "popular (rank 1)"]
    assert "\n    -\n" not in text
    assert text.splitlines() == [line.rstrip() for line in text.splitlines()]


def test_amounts_add_up_to_the_published_score(printed, scores):
    blocks = sums(printed("C00012"))
    assert [score for _, score in blocks] == [round(score, 4) for score in scores.values()]
    for amounts, score in blocks:
        assert len(amounts) >= 3
        assert sum(amounts) == pytest.approx(score, abs=5e-4)


def test_values_are_those_of_the_table_and_none_where_it_has_none(printed):
    blocks = printed("C00012").split("\n\n")[1:]
    assert "  pair_cycle_position = 0.975\n" in blocks[0]
    assert "  popular_rank = 9\n" in blocks[0]
    assert "  repurchase_rank = none\n" in blocks[1]
    assert all("  base, alike for all pairs\n" in block for block in blocks)


def test_one_article(printed):
    text = printed("C00012", "--article", "0110065001")
    assert text.count("score, their sum") == 1
    assert " 3  0110065001  -\n    popular this week\n    proposed by popular (rank 1)\n" in text


@pytest.mark.parametrize(("arguments", "shown"), [([], 2), (["--article", "0108775015"], 3)])
def test_other_features_are_summed_up(printed, scores, monkeypatch, arguments, shown):
    # By its name the package has the command of the same name.
    module = sys.modules["helix.cli.explain"]
    monkeypatch.setattr(module, "LEADING", 2)
    monkeypatch.setattr(module, "LEADING_OF_ONE", 3)
    text = printed("C00012", *arguments)
    block = text.split("\n\n")[1]
    assert len(re.findall(r" = ", block)) == shown
    assert f"  {['', '1 other feature', '2 other features'][4 - shown]}\n" in block
    ((amounts, score), *_) = sums(text)
    assert len(amounts) == shown + 2
    assert sum(amounts) == pytest.approx(score, abs=3e-4)


def test_split(printed):
    text = printed("C00012", "--split", "test")
    assert "As of 2011-10-21 (1 purchase day, the last 1 day before)" in text
    assert "    proposed by item_cf (rank 4), popular (rank 4)\n" in text


def test_json_holds_every_feature(printed, scores):
    answer = json.loads(printed("C00012", "--json"))
    assert {name: answer[name] for name in ("customer_id", "as_of", "label_from", "label_until")} == {
        "customer_id": "C00012",
        "as_of": "2011-10-28",
        "label_from": "2011-10-28",
        "label_until": "2011-11-04",
    }
    first = answer["recommendations"][0]
    assert list(first) == [
        "rank",
        "article_id",
        "name",
        "reason",
        "proposed_by",
        "score",
        "base",
        "contributions",
    ]
    assert (first["rank"], first["article_id"], first["name"]) == (1, "0108775015", "Strap top")
    assert first["proposed_by"] == {"repurchase": 1, "popular": 9}
    assert {each["feature"]: each["value"] for each in first["contributions"]} == {
        "popular_rank": 9,
        "repurchase_rank": 1,
        "item_cf_rank": None,
        "pair_cycle_position": 0.975,
    }
    for each in answer["recommendations"]:
        amounts = [contribution["amount"] for contribution in each["contributions"]]
        assert each["base"] + sum(amounts) == pytest.approx(each["score"], abs=1e-9)
        assert each["score"] == scores[each["article_id"]]


def test_json_of_one_article(printed):
    (only,) = json.loads(printed("C00012", "--json", "--article", "0108775044"))["recommendations"]
    assert (only["rank"], only["article_id"]) == (2, "0108775044")


@pytest.mark.parametrize(
    ("value", "shown"),
    [("3.0", "3"), ("12345678.9", "12,345,678.9"), ("0.00012348", "0.0001235"), ("-7.25", "-7.25")],
)
def test_numbers_are_readable(printed, change, monkeypatch, value, shown):
    # Another value gives another score than the published one.
    monkeypatch.setattr("python_ml.ranking.explanation.TOLERANCE", np.inf)
    change(f"update pairs set pair_cycle_position = {value}")
    assert f"  pair_cycle_position = {shown}\n" in printed("C00012", "--article", "0108775015")


def test_control_characters_neither_break_lines_nor_steer_the_terminal(printed, change):
    change("update articles set name = 'Strap' || chr(10) || chr(27) || '[31mtop' where article_key = 1")
    assert " 1  0108775015  Strap  [31mtop\n" in printed("C00012")


def test_long_texts_fit_the_terminal_and_ids_stay_whole(printed, change):
    change("update articles set name = repeat('long name ', 20)")
    change("update recommendations set reason = repeat('long reason ', 20)")
    change(
        "insert into retrievers select 'found_by_a_retriever_of_a_long_name_' || n, 1 from generate_series(1, 4) s(n)"
    )
    for number in range(1, 5):
        column = f"found_by_a_retriever_of_a_long_name_{number}_rank"
        change(f"drop view pair_features; alter table pairs add column {column} integer default 2")
        change("create view pair_features as select * from pairs")
    lines = printed("C00012").splitlines()
    assert max(map(len, lines)) == 100
    assert sum("(rank 2)" in line or "_name_" in line for line in lines) > 3
    long = "0123456789abcdef" * 7
    change(f"update articles set article_id = '{long}' where article_key = 1")
    change(f"update recommendations set article_id = '{long}' where article_id = '0108775015'")
    assert f" 1  {long}  long name long name lon…\n" in printed("C00012")


def test_a_newcomer_and_a_quote_in_the_id(printed):
    assert "(no purchase before)" in printed("C00013")
    assert printed("O'Hara").startswith("Customer O'Hara: age 51\n")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["zzz"], "customer 'zzz' is unknown"),
        (["C00021"], "customer 'C00021' is unknown; the nearest known: 'C00012', 'C00013', 'C00140'"),
        (["C00140"], "customer 'C00140' has no recommendations: run `make build`"),
        (
            ["C00013", "--split", "test"],
            "customer 'C00013' bought nothing in the test window: try --split serve",
        ),
        (["C00012", "--article", "x\n1"], "article 'x\\n1' is not on the list of customer 'C00012'"),
    ],
)
def test_refuses(refused, scores, arguments, sentence):
    assert refused("explain", *arguments) == sentence


def test_scores_of_another_model_are_refused(refused, database, scores, change):
    change("update recommendations set score = score + 0.000002 where rank = 2")
    score = scores["0108775044"]
    assert refused("explain", "C00012") == (
        f"the score of article '0108775044' is {score + 2e-6:.9f}, but its contributions add up to {score:.9f}: "
        f"run `make build` to bring {database} up to date"
    )


def test_rounding_is_no_difference(printed, change):
    change("update recommendations set score = score + 0.0000001")
    assert printed("C00012").count("score, their sum") == 3


def test_a_pair_without_features(refused, database, scores, change):
    change("delete from pairs where article_key = 2")
    assert refused("explain", "C00012") == (
        f"table pair_features in {database} has no pair of customer 'C00012' and article '0108775044': "
        "run `make build` to bring it up to date"
    )


def test_a_feature_that_the_model_needs_and_the_table_lacks(refused, database, scores, change):
    change("alter table pairs drop column pair_cycle_position")
    change("create or replace view pair_features as select * from pairs")
    assert refused("explain", "C00012") == (
        f"can't explain the scores of {database}: The pairs lack the ranker's features "
        "['pair_cycle_position']: train the ranker again."
    )


def test_no_ranker(refused, database, scores, change):
    change("delete from ranker_model where split = 'serve'")
    assert refused("explain", "C00012") == f"{database} holds no ranker for split serve: run `make build`"


def test_other_commands_do_not_load_lightgbm():
    code = "import sys; from helix.cli import main; print('lightgbm' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout == "False\n"
