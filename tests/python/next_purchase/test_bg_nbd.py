import os
from pathlib import Path

import numpy as np
import pytest

from python_ml.next_purchase.bg_nbd import BgNbd, _gradient, _log_likelihood
from tests.python.next_purchase.conftest import known_at, simulate

# Fader, Hardie & Lee (2005) fit weeks to the CDNOW sample; here they are days.
PUBLISHED = {"r": 0.243, "alpha": 4.414 * 7, "a": 0.793, "b": 2.426}
# Customers without a repeat, with one on the last day, with many long ago and lately; times in units of one.
CUSTOMERS = np.array([[0, 0, 0.5], [1, 2, 2], [3, 0.4, 2.5], [40, 1.9, 2], [2, 1e-3, 1]]).T


def cdnow_until(day):
    path = Path(os.environ.get("HELIX_REAL_DATA", "none")) / "cdnow" / "CDNOW_sample.txt"
    if not path.is_file():
        pytest.skip("HELIX_REAL_DATA names no folder with cdnow/CDNOW_sample.txt")
    days = {}
    for line in path.read_text().split("\n"):
        if fields := line.split():
            days.setdefault(fields[0], set()).add(
                np.datetime64(f"{fields[2][:4]}-{fields[2][4:6]}-{fields[2][6:]}")
            )
    end = np.datetime64(day)
    before = [sorted(own_day for own_day in own if own_day < end) for own in days.values()]
    before = [own for own in before if own]
    return (
        np.array([len(own) - 1 for own in before], dtype=float),
        np.array([(own[-1] - own[0]).astype(int) for own in before], dtype=float),
        np.array([(end - own[0]).astype(int) for own in before], dtype=float),
    )


def test_finds_what_the_paper_found():
    fitted = BgNbd.fit(*cdnow_until("1997-10-01"))
    assert {name: getattr(fitted, name) for name in PUBLISHED} == pytest.approx(PUBLISHED, rel=0.04)


def test_the_paper_s_likelihood_in_weeks():
    weeks = [cdnow_until("1997-10-01")[0], *(days / 7 for days in cdnow_until("1997-10-01")[1:])]
    published = BgNbd(0.243, 4.414, 0.793, 2.426)
    assert published.log_likelihood(*weeks) == pytest.approx(-9582.4, abs=15)
    # Nothing else fits the same days better.
    fitted = BgNbd.fit(*cdnow_until("1997-10-01"))
    in_weeks = BgNbd(fitted.r, fitted.alpha / 7, fitted.a, fitted.b)
    assert in_weeks.log_likelihood(*weeks) >= published.log_likelihood(*weeks) - 0.05


@pytest.mark.parametrize(
    "parameters", [(0.243, 4.414, 0.793, 2.426), (1e-3, 9.0, 30.0, 1e-3), (50, 0.01, 2e-3, 900)]
)
def test_the_gradient_is_that_of_the_likelihood(parameters):
    parameters = np.array(parameters)
    for parameter, slopes in enumerate(_gradient(parameters, *CUSTOMERS)):
        step = 1e-5 * parameters[parameter] * np.eye(4)[parameter]
        rise = _log_likelihood(parameters + step, *CUSTOMERS) - _log_likelihood(parameters - step, *CUSTOMERS)
        np.testing.assert_allclose(slopes, rise / (2 * step[parameter]), rtol=1e-6, atol=1e-4)


def test_a_fit_has_six_digits_that_the_order_of_customers_does_not_change():
    known = np.array(known_at(simulate(800, days=300), 300)[:3])
    fitted = BgNbd.fit(*known)
    for values in (fitted.r, fitted.alpha, fitted.a, fitted.b):
        assert values == float(f"{values:.6g}")
    shuffled = known[:, np.random.default_rng(1).permutation(known.shape[1])]
    assert BgNbd.fit(*shuffled) == fitted
    # Twice every customer is the same shop, but for how strongly parameters are held.
    twice = BgNbd.fit(*np.repeat(known, 2, axis=1))
    assert twice.r == pytest.approx(fitted.r, rel=1e-4)


def test_recovers_the_parameters_of_a_simulated_shop():
    repeats, last, age, _ = known_at(simulate(6000, days=500), 500)
    fitted = BgNbd.fit(repeats, last, age)
    assert fitted.r == pytest.approx(0.6, rel=0.25)
    assert fitted.alpha == pytest.approx(20, rel=0.25)
    assert fitted.a / (fitted.a + fitted.b) == pytest.approx(0.8 / 3.3, rel=0.25)


def test_chances_by_hand():
    model = BgNbd(r=1.0, alpha=10.0, a=1.0, b=1.0)
    # One repeat on day 10 of 20: odds of having left 1 / (1 + 1 - 1) * (30 / 20)^2.
    alive = 1 / (1 + 2.25)
    assert model.alive(np.array([1]), np.array([10]), np.array([20]))[0] == pytest.approx(alive)
    chances = model.chances(np.array([1]), np.array([10]), np.array([20]), [30, 60])
    assert chances[0].tolist() == pytest.approx([alive * (1 - 0.25), alive * (1 - 1 / 9)])


def test_who_never_came_back_is_not_gone_yet():
    model = BgNbd(r=0.5, alpha=10.0, a=1.0, b=2.0)
    assert model.alive(np.array([0.0]), np.array([0.0]), np.array([300.0])).tolist() == [1.0]
    assert 0 < model.chances(np.array([0.0]), np.array([0.0]), np.array([300.0]), [7])[0, 0] < 0.05


def test_a_long_silence_of_a_frequent_buyer_is_a_farewell():
    model = BgNbd(r=0.5, alpha=10.0, a=1.0, b=2.0)
    quiet, busy = model.alive(np.array([20.0, 20.0]), np.array([100.0, 100.0]), np.array([5000.0, 105.0]))
    assert quiet < 1e-6 < 0.8 < busy


def test_a_shop_without_repeats_has_parameters_too():
    fitted = BgNbd.fit(np.zeros(50), np.zeros(50), np.full(50, 30.0))
    chances = fitted.chances(np.zeros(1), np.zeros(1), np.full(1, 30.0), [7, 90])
    assert 0 <= chances[0, 0] <= chances[0, 1] < 0.2


def test_nobody_to_learn_from():
    with pytest.raises(ValueError, match="longer history"):
        BgNbd.fit(np.array([]), np.array([]), np.array([]))
