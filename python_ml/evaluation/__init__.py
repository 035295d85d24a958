"""How good a ranking is: metrics by customer, their means with intervals, paired differences, calibration."""

from python_ml.evaluation.accuracy import per_customer_metrics
from python_ml.evaluation.bootstrap import bootstrap_means
from python_ml.evaluation.candidate_recall import candidate_recall_per_customer
from python_ml.evaluation.coverage import coverage
from python_ml.evaluation.cutoff_means import means_over_cutoffs
from python_ml.evaluation.differences import paired_differences
from python_ml.evaluation.diversity import diversity_per_customer
from python_ml.evaluation.forecasts import evaluate_forecasts
from python_ml.evaluation.metrics import (
    hit_rate,
    mean_average_precision,
    mean_reciprocal_rank,
    ndcg,
    precision,
    recall,
)
from python_ml.evaluation.novelty import novelty_per_customer
from python_ml.evaluation.rankings import evaluate_rankings, measured_lengths
from python_ml.evaluation.reliability import evaluate_chances, reliability_figure

__all__ = [
    "bootstrap_means",
    "candidate_recall_per_customer",
    "coverage",
    "diversity_per_customer",
    "evaluate_chances",
    "evaluate_forecasts",
    "evaluate_rankings",
    "hit_rate",
    "mean_average_precision",
    "mean_reciprocal_rank",
    "means_over_cutoffs",
    "measured_lengths",
    "ndcg",
    "novelty_per_customer",
    "paired_differences",
    "per_customer_metrics",
    "precision",
    "recall",
    "reliability_figure",
]
