"""Learning to rank candidate pairs: training, scoring, calibration and explanation."""

from python_ml.ranking.calibration import fit_calibration
from python_ml.ranking.explanation import Contribution, Explanation, explain_pairs
from python_ml.ranking.scoring import score_batches
from python_ml.ranking.splits import CALIBRATED_ON
from python_ml.ranking.training import RankerFit, RankerParams, TrainedRanker, ranker_fits, train_ranker

__all__ = [
    "CALIBRATED_ON",
    "Contribution",
    "Explanation",
    "RankerFit",
    "RankerParams",
    "TrainedRanker",
    "explain_pairs",
    "fit_calibration",
    "ranker_fits",
    "score_batches",
    "train_ranker",
]
