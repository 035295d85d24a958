"""What each feature of the build added to the scores of a list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from helix.api.builds import OpenBuild
from helix.reading import CustomerView
from python_ml.problems import Unknown


def features_of(
    build: OpenBuild, customer_id: str, article_ids: Sequence[str]
) -> dict[str, list[dict[str, Any]]]:
    """Return what each feature adds to the score of each article, largest first.

    An article that the build had not ranked for the customer, such as a neighbour of what is in the basket, has none.
    """
    try:
        view = CustomerView(build.reader, customer_id)
    except Unknown:
        return {}
    return {
        article_id: [asdict(each) for each in explanation.contributions]
        for article_id, explanation in view.explained_pairs(article_ids).items()
    }
