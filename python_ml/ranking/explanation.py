"""What moved each score: LightGBM's own contributions of the features, pair by pair."""

from dataclasses import dataclass

import lightgbm as lgb
import numpy as np
import pyarrow as pa

from python_ml.ranking.pairs import feature_matrix

# Contributions and scores are sums of the same leaves, taken in another order.
TOLERANCE = 1e-6


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one feature adds to a score, in the score's own unit; ``value`` is None where the feature is null."""

    feature: str
    value: int | float | None
    amount: float


@dataclass(frozen=True, slots=True)
class Explanation:
    """A score taken apart: ``base`` + the contributions' amounts = ``score``, the largest amounts first.

    ``base`` is what the model expects of any pair before it has seen a feature.
    """

    score: float
    base: float
    contributions: list[Contribution]


def explain_pairs(pairs: pa.Table, model_text: str) -> list[Explanation]:
    """Take the score of each pair apart, by TreeSHAP.

    Reference: Lundberg et al., "From local explanations to global understanding with explainable AI for trees",
    Nature Machine Intelligence 2 (2020). It takes about 2 ms a pair: enough for a list, too slow for a shop.

    Parameters
    ----------
    pairs
        Pairs with every feature that the model was trained on.
    model_text
        A LightGBM model as text.

    Returns
    -------
    list of Explanation
        One a pair, in the order they came. Of amounts alike the first feature of the model comes first.

    Raises
    ------
    KeyError
        If a feature of the model is missing among the columns.
    ValueError
        If the contributions of a pair do not add up to its score.
    """
    booster = lgb.Booster(model_str=model_text)
    features = booster.feature_name()
    if missing := sorted(set(features) - set(pairs.column_names)):
        raise KeyError(f"The pairs lack the ranker's features {missing}: train the ranker again.")
    if pairs.num_rows == 0:
        return []
    matrix = feature_matrix(pairs, features)
    scores = booster.predict(matrix)
    amounts = booster.predict(matrix, pred_contrib=True)
    _check_sums(amounts.sum(axis=1), scores)
    return [
        Explanation(float(score), float(row[-1]), _contributions(pair, row[:-1]))
        for score, pair, row in zip(scores, _values(pairs, features), amounts, strict=True)
    ]


def _check_sums(sums: np.ndarray, scores: np.ndarray) -> None:
    """Refuse contributions that do not explain the scores."""
    furthest = int(np.argmax(np.abs(sums - scores)))
    if not abs(sums[furthest] - scores[furthest]) <= TOLERANCE:
        raise ValueError(
            f"The contributions of a pair add up to {sums[furthest]:.9f}, but its score is {scores[furthest]:.9f}."
        )


def _values(pairs: pa.Table, features: list[str]) -> list[dict[str, int | float | None]]:
    """Feature values as the table has them, whole numbers whole."""
    whole = {name: pa.types.is_integer(pairs.schema.field(name).type) for name in features}
    plain = pa.schema([(name, pa.int64() if whole[name] else pa.float64()) for name in features])
    return pairs.select(features).cast(plain).to_pylist()


def _contributions(pair: dict[str, int | float | None], amounts: np.ndarray) -> list[Contribution]:
    features = list(pair)
    largest_first = np.argsort(-np.abs(amounts), kind="stable")
    return [
        Contribution(features[place], pair[features[place]], float(amounts[place])) for place in largest_first
    ]
