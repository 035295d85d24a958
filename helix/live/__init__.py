"""One customer's features, candidates and scores after an event, by the published build's own SQL."""

from helix.live.engine import Live

__all__ = ["Live"]
