"""Which features are said to drift."""

import numpy as np
import polars as pl
import pytest

from python_ml.drift import feature_shifts
from python_ml.drift.binning import merge_rare_bins
from python_ml.drift.histograms import histograms_of


def rows(windows, today, *, feature="f", population="sales", is_ordered=False, sample=None, names=None):
    """Histograms as a model hands them over: counts of each bin in each window, and today."""
    counts = [*windows, today]
    found = []
    for as_of, window in enumerate(counts):
        for place, number in enumerate(window):
            if number:
                found.append(
                    {
                        "population": population,
                        "feature": feature,
                        "is_ordered": is_ordered,
                        "as_of": as_of,
                        "is_today": as_of == len(counts) - 1,
                        "bin": names[place] if names else str(place),
                        "bin_order": place if is_ordered else None,
                        "bin_above": float(place) if is_ordered and place else None,
                        "rows": int(number),
                        "sample": float(sample or sum(window)),
                        "reference_sample": float((sample or sum(windows[0])) * len(windows)),
                    }
                )
    types = {"bin_order": pl.Int32, "bin_above": pl.Float64}
    return pl.DataFrame(found, schema_overrides=types)


def drawn(shares, windows=9, number=600, seed=4):
    return np.random.default_rng(seed).multinomial(number, shares, windows)


USUAL = [0.4, 0.3, 0.2, 0.1]


def test_a_category_that_is_gone_drifts_and_is_named():
    shifts = feature_shifts(rows(drawn(USUAL), [260, 190, 150, 0], names=["a", "b", "c", "d"]))
    (shift,) = shifts.to_dicts()
    assert shift["is_drift"]
    assert (shift["moved_bin"], shift["moved_to"]) == ("d", 0.0)
    assert shift["moved_from"] == pytest.approx(0.1, abs=0.02)
    assert shift["statistic"] == "chi_square"


def test_a_usual_window_does_not_drift():
    (shift,) = feature_shifts(rows(drawn(USUAL), drawn(USUAL, 1, seed=9)[0])).to_dicts()
    assert not shift["is_drift"]
    assert shift["psi"] < 0.05


def test_a_new_category_is_not_merged_away():
    shifts = feature_shifts(rows(np.c_[drawn(USUAL), np.zeros(9, int)], [200, 150, 110, 60, 80]))
    assert shifts["is_drift"].item()
    assert shifts["moved_bin"].item() == "4"


def test_rows_of_a_few_customers_are_no_evidence():
    window = [260, 190, 150, 0]
    assert feature_shifts(rows(drawn(USUAL), window))["is_drift"].item()
    assert not feature_shifts(rows(drawn(USUAL), window, sample=20))["is_drift"].item()


def test_a_shop_that_moves_every_week_is_no_drift_and_a_jump_is():
    growing = [[100 + 20 * week, 400 - 20 * week] for week in range(9)]
    assert not feature_shifts(rows(growing, [280, 220]))["is_drift"].item()
    assert feature_shifts(rows(growing, [480, 20]))["is_drift"].item()


def test_a_small_shift_of_a_large_shop_is_sure_and_does_not_matter():
    (shift,) = feature_shifts(rows([[500_000, 500_000]] * 9, [515_000, 485_000])).to_dicts()
    assert shift["q"] < 1e-6
    assert not shift["is_drift"]


def test_with_too_few_windows_only_a_large_shift_counts():
    (moderate,) = feature_shifts(rows([[500, 500]], [600, 400])).to_dicts()
    assert moderate["q"] < 0.01
    assert not moderate["is_drift"]
    assert feature_shifts(rows([[500, 500]], [750, 250]))["is_drift"].item()


def test_a_shift_of_the_order_is_found_by_the_test_that_knows_of_it():
    tenths = drawn(np.full(10, 0.1), number=200)
    today = np.array([12, 14, 15, 16, 18, 21, 23, 25, 27, 29])
    ordered = feature_shifts(rows(tenths, today, is_ordered=True)).to_dicts()[0]
    assert ordered["statistic"] == "kolmogorov_smirnov"
    assert ordered["p"] < feature_shifts(rows(tenths, today))["p"].item()


def test_a_feature_without_rows_of_a_side_is_left_out():
    assert len(feature_shifts(rows([[5, 5]] * 4, [0, 0]))) == 0


def test_a_value_that_is_always_the_same_is_no_finding():
    (shift,) = feature_shifts(rows([[50]] * 5, [50])).to_dicts()
    assert (shift["bins"], shift["statistic"], shift["p"]) == (1, "none", 1.0)


def test_rows_in_another_order_give_the_same():
    given = pl.concat([rows(drawn(USUAL), [260, 190, 150, 9]), rows(drawn(USUAL), [9, 9, 9, 9], feature="g")])
    assert feature_shifts(given).equals(feature_shifts(given.sample(fraction=1, shuffle=True, seed=1)))


def test_rare_categories_become_one_and_rare_tenths_join_a_neighbour():
    windows, today = [[90, 2, 1, 7]] * 5, [90, 1, 2, 7]
    categories = merge_rare_bins(histograms_of(rows(windows, today)))
    assert categories.today.tolist() == [90, 7, 3]
    assert categories.names.tolist() == ["0", "3", "others"]
    tenths = merge_rare_bins(histograms_of(rows(windows, today, is_ordered=True)))
    assert tenths.today.tolist() == [90, 10]
    assert tenths.reference.sum() == 500


def test_the_last_tenth_is_not_left_with_too_little():
    given = histograms_of(rows([[50, 48, 2]] * 5, [50, 48, 2], is_ordered=True))
    assert merge_rare_bins(given).today.tolist() == [50, 50]
