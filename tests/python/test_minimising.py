import json
import os
import subprocess
import sys

import numpy as np
import pytest

from python_ml.minimising import minimum, rounded

FREE = (-np.inf, np.inf)
# A shop's fits, printed: BG/NBD, blend and calibration of a few hundred customers drawn with a seed.
FITS = """
import json
from dataclasses import asdict

import numpy as np
import polars as pl

from python_ml.next_purchase.bg_nbd import BgNbd
from python_ml.next_purchase.blending import Blend
from python_ml.next_purchase.cox import COVARIATES, Cox
from python_ml.ranking.calibration import fit_calibration

draw = np.random.default_rng(3)
repeats = draw.poisson(2, 900).astype(float)
age = draw.integers(40, 400, 900).astype(float)
last = np.where(repeats > 0, np.floor(age * draw.random(900)), 0.0)
log_odds = {name: draw.normal(-2, 1, 4000) for name in ("bg_nbd", "cox", "hazard")}
bought = draw.random(4000) < 1 / (1 + np.exp(-log_odds["hazard"]))
scored = pl.DataFrame({
    "score": draw.normal(0, 1, 4000), "rank": draw.integers(1, 40, 4000), "is_bought": bought,
    "basket": pl.Series(draw.random(4000)).set(pl.Series(draw.random(4000) < 0.1), None),
})
waits = pl.DataFrame({
    "as_of": np.zeros(900, int), "customer_key": np.arange(900), "days_since_last": age - last,
    "days_since_first": age, "visits": repeats + 1, "visits_28d": draw.poisson(1, 900),
    "visits_91d": draw.poisson(2, 900), "spend_per_visit": draw.random(900) * 90,
    "days": draw.integers(1, 90, 900), "is_bought": draw.random(900) < 0.5,
})
print(json.dumps([
    asdict(BgNbd.fit(repeats, last, age)), asdict(Blend.fit(log_odds, bought)), fit_calibration(scored),
    asdict(Cox.fit(waits, [7, 14, 30])),
]))
"""


def fits_on(core: str) -> list:
    ended = subprocess.run(
        [sys.executable, "-c", FITS],
        env=os.environ | {"OPENBLAS_CORETYPE": core},
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(ended.stdout)


def test_fits_do_not_depend_on_the_processor():
    # These two add in another order.
    prescott, haswell = fits_on("Prescott"), fits_on("Haswell")
    assert prescott == haswell


def banana(values):
    """Rosenbrock's function: a narrow bent valley, its minimum at (1, 1)."""
    x, y = values
    return (1 - x) ** 2 + 100 * (y - x**2) ** 2, np.array(
        [-2 * (1 - x) - 400 * x * (y - x**2), 200 * (y - x**2)]
    )


def test_the_minimum_is_found_to_the_last_digits():
    np.testing.assert_allclose(minimum(banana, np.zeros(2), [FREE] * 2), [1, 1], rtol=1e-12)


def test_bounds_hold():
    found = minimum(banana, np.zeros(2), [(-1, 0.5), (0, 4)])
    assert found[0] == 0.5
    assert found[1] == pytest.approx(0.25, rel=1e-12)


def test_a_parameter_that_nothing_depends_on_stays_finite():
    def flat(values):
        return float((values[0] - 2) ** 2), np.array([2 * (values[0] - 2), 0.0])

    np.testing.assert_allclose(minimum(flat, np.zeros(2), [FREE] * 2), [2, 0], atol=1e-9)


def test_what_is_not_finite_is_refused():
    with pytest.raises(RuntimeError, match="is not finite"):
        minimum(lambda values: (np.nan, values * np.nan), np.ones(2), [FREE] * 2)


def test_rounding_is_to_significant_digits():
    assert rounded([1234567.0, -0.00012345678, 0.0, 1.0]).tolist() == [1234570.0, -0.000123457, 0.0, 1.0]
