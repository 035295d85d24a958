"""The sentences on whether a build can be trusted say what the rows say."""

from python_ml.reporting import health

CHECK = {"check_name": "orders", "detail": "latest week", "is_unusual": True}
PROMISE = {
    "what": "customers who order",
    "as_of": "2026-01-01",
    "promised": 300.4,
    "came": 180,
    "is_decay": True,
}


def test_errors_are_told_from_warnings():
    warning, error = {"severity": "warning"}, {"severity": "error"}
    assert health.alerts_meaning([]) == "Nothing is wrong that the checks look for."
    assert health.alerts_meaning([error]) == "1 error: what is published may be wrong."
    assert health.alerts_meaning([error, warning, warning]).startswith("1 error and 2 warnings: ")
    assert "may become wrong" in health.alerts_meaning([warning])


def test_only_drift_is_called_drift():
    moved = {"feature": "article_rank_7d", "population": "article features", "is_drift": False}
    assert "Nothing has drifted" in health.drift_meaning([moved])
    drifted = moved | {"is_drift": True}
    assert health.drift_meaning([drifted, moved]).endswith("to week: article rank 7d (article features).")
    assert health.drift_meaning([drifted] * 5).endswith("and 2 more.")
    assert "No feature" in health.drift_meaning([])


def test_unusual_figures_are_named():
    usual = CHECK | {"is_unusual": False, "detail": ""}
    assert health.data_meaning([CHECK, usual]) == "Unusual, of 2 figures: orders, latest week."
    assert health.data_meaning([usual, usual]) == "All of it is as usual: 2 figures were looked at."
    assert "No figure" in health.data_meaning([])


def test_a_broken_promise_is_said_with_its_figures():
    kept = PROMISE | {"is_decay": False}
    assert health.promises_meaning([kept]) == "What was promised came, but for chance, in 1 case."
    assert "1 of 2 promises was not kept" in health.promises_meaning([PROMISE, kept])
    assert "promised 300, came 180." in health.promises_meaning([PROMISE])
    assert "No window" in health.promises_meaning([])
