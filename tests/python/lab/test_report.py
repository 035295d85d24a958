from datetime import date

import polars as pl
import pytest
from matplotlib.figure import Figure

from lab.quality import report
from lab.quality.baselines import Baseline, Trial
from lab.quality.baselines.popular import popular
from lab.quality.comparison import METRICS, Tuned
from lab.quality.picture import _panel, draw
from python_ml.evaluation import means_over_cutoffs

SCHEMA = ["as_of", "recommender", "metric", "k", "segment", "value", "ci_low", "ci_high", "customers"]


def at_cutoff(day, project, own, popular, segment="all"):
    """Rows of a cutoff at which every metric has the same values."""
    values = {
        "project": project,
        "own_frequency": own,
        "popular": popular,
        "project_minus_own_frequency": project - own,
        "project_minus_popular": project - popular,
    }
    return [
        (date(2024, 1, day), name, metric, k, segment, value, value - 0.01, value + 0.01, 50)
        for name, value in values.items()
        for metric, k in METRICS.items()
    ]


def frame(*rows):
    return pl.DataFrame([row for some in rows for row in some], schema=SCHEMA, orient="row")


@pytest.fixture
def measured():
    return frame(
        at_cutoff(1, 0.30, 0.25, 0.1),
        at_cutoff(8, 0.34, 0.25, 0.1),
        at_cutoff(1, 0.2, 0.1, 0.25, segment="newcomer"),
        at_cutoff(8, 0.2, 0.1, 0.25, segment="newcomer"),
    )


@pytest.fixture
def means(measured):
    return means_over_cutoffs(measured)


def rows(table):
    """Cells of a table in Markdown, by the first cell."""
    lines = [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines()]
    assert len({len(line) for line in table.splitlines()}) == 1
    assert set("".join(lines[1])) == {"-"}
    return {line[0]: line[1:] for line in lines if line is not lines[1]}


def test_quality_has_the_ratio_of_each_baseline_the_best_last(means):
    table = rows(report.quality_table(means))
    assert list(table) == ["", "popular", "own_frequency", "project"]
    assert table[""] == ["hit rate@10", "NDCG@10", "MAP@12", "recall@10"]
    assert table["own_frequency"] == ["0.250 (1.28x)"] * 4
    assert table["project"] == ["0.320"] * 4


def test_quality_of_a_baseline_that_never_hits_has_no_ratio(measured):
    nothing = frame(at_cutoff(1, 0.3, 0.2, 0.0))
    assert rows(report.quality_table(nothing))["popular"] == ["0.000"] * 4


def test_baselines_alone_have_no_ratios(measured):
    alone = measured.filter(pl.col("recommender").is_in(["own_frequency", "popular"]))
    assert rows(report.quality_table(means_over_cutoffs(alone)))["own_frequency"] == ["0.250"] * 4


def test_differences_have_the_interval_of_their_mean(means):
    # Two cutoffs, .05 and .09: mean .07, standard error .02, Student's 97.5 % quantile at one degree 12.706.
    assert rows(report.difference_table(means))["own_frequency"] == ["+0.070 [-0.184, +0.324]"] * 4


def test_each_cutoff_has_its_best_baseline(measured):
    table = rows(report.cutoff_table(measured))
    assert table["2024-01-08"] == ["50", "0.340", "own_frequency 0.250", "+0.090 [+0.080, +0.100]"]


def test_a_segment_is_compared_with_the_baseline_that_is_best_there(means):
    lines = report.segment_table(means).splitlines()[2:]
    assert len(lines) == len(METRICS)
    assert all(
        "| newcomer | 100 " in line and "| popular 0.250 (0.80x) | -0.050 [-0.050, -0.050] |" in line
        for line in lines
    )


def test_of_baselines_that_are_as_good_the_simplest_is_named():
    newcomers = frame(at_cutoff(1, 0.3, 0.2, 0.2))
    assert rows(report.cutoff_table(newcomers))["2024-01-01"][2] == "popular 0.200"


def test_differences_begin_with_the_weakest_baseline(means):
    assert list(rows(report.difference_table(means))) == ["project less", "popular", "own_frequency"]


def test_tuning_names_every_value_and_the_best():
    baseline = Baseline("popular", popular, {"window_days": (float("inf"), 7, 28)})
    trials = [
        Trial({"window_days": 28}, 0.1234),
        Trial({"window_days": float("inf")}, 0.1),
        Trial({"window_days": 7}, 0),
    ]
    assert report.tuning_lines([Tuned(baseline, trials)]).splitlines()[1:] == [
        "  popular: NDCG@10 0.123, the best of 3 trials",
        "    window_days     7 [28] all",
    ]


@pytest.mark.parametrize("cutoffs", [1, 2])
def test_picture_is_drawn(measured, tmp_path, cutoffs):
    chosen = measured.filter(pl.col("as_of") <= date(2024, 1, 1 + 7 * (cutoffs - 1)))
    means = means_over_cutoffs(chosen) if cutoffs > 1 else chosen
    draw(chosen, means, tmp_path / "quality.svg")
    assert "<svg" in (tmp_path / "quality.svg").read_text()


@pytest.mark.parametrize(("weakest", "is_cut_off"), [(0.05, False), (0.9, True)])
def test_a_baseline_far_behind_does_not_hide_the_others(weakest, is_cut_off):
    mean = pl.DataFrame(
        {
            "baseline": ["own_frequency", "popular"],
            "value": [0.02, weakest],
            "ci_low": [-0.01, weakest - 0.1],
            "ci_high": [0.05, weakest + 0.1],
        }
    )
    axes = Figure().subplots()
    _panel(axes, ["own_frequency", "popular"], mean, mean.select("baseline", "value").clear())
    low, high = axes.get_xlim()
    assert low < -0.01
    assert (high < weakest) == is_cut_off
    assert [text.get_text() for text in axes.texts] == (["+0.900"] if is_cut_off else [])
