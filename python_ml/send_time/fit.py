"""What is fitted for a cutoff, as an object and as a table, and what it predicts."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from python_ml.send_time.habit_mixture import Counts, HabitMixture, MixtureSettings
from python_ml.send_time.occasions import ANSWERED, TRAITS
from python_ml.send_time.shrinkage import Shrinkage, shrink

ESTIMATE = {
    "parameter": pl.String,
    "segment": pl.Int32,
    "trait": pl.String,
    "value": pl.Int32,
    "estimate": pl.Float64,
}


@dataclass(frozen=True)
class Prediction:
    """What is predicted of some customers.

    Attributes
    ----------
    probabilities
        By answered trait, the probability of each value for each customer, shape (customers, values).
    shop_shares
        Share of the shop's habits in what the segments make us expect of each customer, shape (customers,).
    """

    probabilities: Counts
    shop_shares: NDArray[np.float64]


@dataclass(frozen=True)
class SendTimeFit:
    """All that is needed to answer for a customer: the segments, and for each answered trait the shrinkage."""

    half_life_days: int
    mixture: HabitMixture
    shrinkages: dict[str, Shrinkage]

    def predict(self, counts: Counts) -> Prediction:
        """Predict each customer's next occasion from occasions by trait, of all traits of the mixture."""
        memberships = self.mixture.exact_memberships(counts)
        priors = self.mixture.priors(memberships)
        probabilities = {
            trait: shrink(counts[trait], priors[trait], shrinkage)
            for trait, shrinkage in self.shrinkages.items()
        }
        return Prediction(probabilities, self.mixture.shop_shares(memberships))

    @classmethod
    def from_table(cls, table: pl.DataFrame) -> "SendTimeFit":
        """The fit that `as_table` wrote, whatever the order of its rows.

        Raises
        ------
        KeyError
            If a parameter that has no trait is missing.
        """
        rows = table.sort("parameter", "trait", "segment", "value")

        def estimates(parameter: str, **keys: Any) -> NDArray[np.float64]:
            return rows.filter(parameter=parameter, **keys)["estimate"].to_numpy()

        has_no_key = pl.all_horizontal(pl.col("segment", "trait").is_null())
        single = dict(rows.filter(has_no_key).select("parameter", "estimate").iter_rows())
        shares = estimates("segment_share")
        traits = [trait for trait in TRAITS if len(estimates("habit", trait=trait))]
        habits = {
            trait: estimates("habit", trait=trait).reshape(len(shares) + 1, len(TRAITS[trait]))
            for trait in traits
        }
        settings = MixtureSettings(len(shares), single["shop_strength"], single["dispersion"])
        mixture = HabitMixture(
            shares,
            estimates("segment_occasions"),
            {trait: of_segments[1:] for trait, of_segments in habits.items()},
            {trait: of_segments[0] for trait, of_segments in habits.items()},
            settings,
        )
        shrinkages = {
            trait: Shrinkage(*estimates("strength", trait=trait), tuple(estimates("kernel", trait=trait)))
            for trait in ANSWERED
            if trait in habits
        }
        return cls(int(single["half_life_days"]), mixture, shrinkages)

    def as_table(self) -> pl.DataFrame:
        """Columns `parameter`, `segment`, `trait`, `value`, `estimate`; segment 0 is the whole shop."""
        settings = self.mixture.settings
        rows: list[tuple[str, int | None, str | None, int | None, float]] = [
            ("half_life_days", None, None, None, self.half_life_days),
            ("dispersion", None, None, None, settings.dispersion),
            ("shop_strength", None, None, None, settings.shop_strength),
        ]
        for segment, (share, weight) in enumerate(
            zip(self.mixture.shares, self.mixture.weights, strict=True), 1
        ):
            rows.append(("segment_share", segment, None, None, share))
            rows.append(("segment_occasions", segment, None, None, weight))
        for trait, habits in self.mixture.habits.items():
            for segment, probabilities in enumerate([self.mixture.shop[trait], *habits]):
                pairs = zip(TRAITS[trait], probabilities, strict=True)
                rows.extend(("habit", segment, trait, value, probability) for value, probability in pairs)
        for trait, shrinkage in self.shrinkages.items():
            rows.append(("strength", None, trait, None, shrinkage.strength))
            shares = enumerate(shrinkage.kernel)
            rows.extend(("kernel", None, trait, distance, share) for distance, share in shares)
        return pl.DataFrame(rows, ESTIMATE, orient="row")
