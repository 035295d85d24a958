"""Findings in words."""

from datetime import date

import polars as pl
import pytest

from python_ml.drift import alerts
from python_ml.drift.checks import SCHEMA as CHECKS
from python_ml.drift.judging import SCHEMA as SHIFTS
from python_ml.drift.wording import OF_DATA, SALES

QUALITY = {
    "promised_by": pl.String,
    "what": pl.String,
    "as_of": pl.Date,
    "days": pl.Int32,
    "promised": pl.Float64,
    "came": pl.Float64,
    "is_decay": pl.Boolean,
}
SHIFT = {
    "population": "sales",
    "feature": "category",
    "is_ordered": False,
    "psi": 0.31,
    "psi_threshold": 0.05,
    "q": 0.001,
    "is_drift": True,
    "moved_bin": "shoes",
    "moved_from": 0.2,
    "moved_to": 0.0,
}
CHECK = {
    "check_name": "ids in the sales",
    "detail": "opt_outs, files",
    "value": 0.03,
    "usual": 0.98,
    "low": 0.9,
    "unit": "share",
    "is_unusual": True,
}
PROMISE = {
    "promised_by": "this build",
    "what": "customers who order",
    "as_of": date(2026, 1, 1),
    "days": 7,
    "promised": 60.4,
    "came": 31.0,
    "is_decay": True,
}


def said(shift=None, check=None, promise=None):
    frames = (
        pl.DataFrame([given] if given else [], schema=schema)
        for given, schema in ((shift, SHIFTS), (check, CHECKS), (promise, QUALITY))
    )
    return alerts(*frames).to_dicts()


def test_nothing_found_is_nothing_said():
    assert said() == []
    assert (
        said(SHIFT | {"is_drift": False}, CHECK | {"is_unusual": False}, PROMISE | {"is_decay": False}) == []
    )


def test_each_finding_says_what_it_is_and_what_to_do():
    data, decay, drift = said(SHIFT, CHECK, PROMISE)
    assert data["sentence"] == (
        "ids in the sales, opt_outs, files: 3.0 %, 98.0 % were to be expected (by chance at least 90.0 %)"
    )
    assert data["what_to_do"] == OF_DATA["ids in the sales"]
    assert decay["sentence"] == (
        "customers who order in the 7 days from 2026-01-01: 60 promised by this build, 31 came"
    )
    assert "build again" in decay["what_to_do"]
    assert drift["sentence"] == (
        "the mix of categories has shifted from what was learned from: shoes has 0 %, it had 20 % "
        "(PSI 0.31, by chance below 0.05, q 0.001)"
    )
    assert [row["severity"] for row in (data, decay, drift)] == ["error", "error", "warning"]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"moved_bin": "missing"}, "0 % are missing, 20 % were"),
        ({"feature": "is_first_order", "moved_bin": "true"}, "0 % are true, 20 % were"),
        (
            {"feature": "units", "is_ordered": True, "moved_bin": "3", "moved_above": 2.5},
            "0 % lie just above 2.5, 20 % did",
        ),
        ({"feature": "units", "is_ordered": True, "moved_bin": "0"}, "0 % lie in the lowest tenth, 20 % did"),
    ],
)
def test_what_moved_is_said_as_it_is_meant(change, words):
    (row,) = said(SHIFT | change)
    assert words in row["sentence"]


def test_a_feature_is_called_by_its_name():
    (row,) = said(SHIFT | {"population": "article features", "feature": "visits"})
    assert row["sentence"].startswith("visits (article features) has shifted")
    assert (row["name"], row["subject"]) == ("article features: visits", "drift")


def test_a_quality_is_said_with_its_digits():
    (row,) = said(promise=PROMISE | {"what": "ndcg", "promised": 0.4123, "came": 0.2})
    assert "0.412 promised by this build, 0.200 came" in row["sentence"]


def test_every_check_and_every_feature_of_sales_has_advice():
    assert all(OF_DATA.values())
    assert all(len(words) == 2 for words in SALES.values())
