"""What a customer bought most, of late counting more."""

from lab.quality.baselines.history import History, Scorer


def own_frequency(history: History, half_life_days: float) -> Scorer:
    """Sum a customer's purchases of each article, each weighted by its age."""
    weights = history.matrix(history.decay(half_life_days))
    return lambda customers: weights[customers].toarray()
