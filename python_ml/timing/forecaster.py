"""When a customer orders next: BG/NBD, Cox and a hazard by LightGBM, blended on the latest windows that have closed."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import polars as pl
from scipy.special import expit, logit

from python_ml.timing.bg_nbd import BgNbd
from python_ml.timing.blending import Blend
from python_ml.timing.cox import Cox
from python_ml.timing.hazard import features_of, fit_hazard, log_odds
from python_ml.timing.horizons import SMALLEST, chances_within, hazards_between
from python_ml.timing.periods import LABEL, OF_STRETCH, Rhythm, every_stretch, feature_names, stretch_of

BLENDED = "next_purchase"
MODELS = ("bg_nbd", "cox", "hazard")
BG_NBD_FEATURE = "bg_nbd_log_odds"
# What the hazard learns from beside features: which stretch it is, and what BG/NBD says.
GIVEN = {"days_until", BG_NBD_FEATURE}


@dataclass(frozen=True)
class Parts:
    """The models that are blended, each fitted to the same windows."""

    bg_nbd: BgNbd
    cox: Cox
    hazard: str

    @classmethod
    def fit(cls, periods: pl.DataFrame, customers: pl.DataFrame, horizons: Sequence[int]) -> "Parts":
        """Fit all of them.

        Parameters
        ----------
        periods
            Features, `days_until`, `days_to_next` and `is_bought`: a row for each customer and stretch at risk.
        customers
            Features at the latest cutoff, whose whole history BG/NBD is fitted to.
        horizons
            In days, rising.
        """
        rhythm = Rhythm.of(customers)
        bg_nbd = BgNbd.fit(rhythm.repeats, rhythm.last, rhythm.age)
        with_bg_nbd = _with_bg_nbd(periods, bg_nbd, horizons)
        features = [*feature_names(customers.columns), *OF_STRETCH, BG_NBD_FEATURE]
        return cls(bg_nbd, Cox.fit(_waits(periods), horizons), fit_hazard(with_bg_nbd, features))

    def log_odds(self, periods: pl.DataFrame, horizons: Sequence[int]) -> dict[str, np.ndarray]:
        """Of an order in each row's stretch by each of the `MODELS`, shape (rows,)."""
        with_bg_nbd = _with_bg_nbd(periods, self.bg_nbd, horizons)
        rows = np.arange(periods.height)
        cox = self.cox.hazards(periods)[rows, stretch_of(periods, horizons)]
        return {
            "bg_nbd": with_bg_nbd[BG_NBD_FEATURE].to_numpy(),
            "cox": logit(np.clip(cox, SMALLEST, 1 - SMALLEST)),
            "hazard": log_odds(self.hazard, with_bg_nbd),
        }


@dataclass(frozen=True)
class Forecaster:
    """All that is needed to say when customers order next.

    Attributes
    ----------
    horizons
        Days within which an order is forecast, rising.
    newcomers
        Chance of a first order in each stretch, given none before, of customers the shop only has on its list.
    constant
        The same of all customers with an order, whoever they are: what a model must beat.
    """

    horizons: list[int]
    parts: Parts
    blend: Blend
    newcomers: list[float]
    constant: list[float]

    @classmethod
    def fit(
        cls,
        train: pl.DataFrame,
        validation: pl.DataFrame,
        refit: pl.DataFrame,
        newcomers: pl.DataFrame,
    ) -> "Forecaster":
        """Fit to windows that have closed: the parts to `train`, the blend to `validation`, the parts again to `refit`.

        Parameters
        ----------
        train, validation, refit
            As `periods` of `Parts.fit`; no window of `train` reaches into those of `validation`, and `refit` is both,
            with the windows that had closed when validation ended.
        newcomers
            `days_until`, `at_risk`, `bought`: of the listed customers without an order, in the windows of validation.

        Raises
        ------
        ValueError
            If there was no order, or nothing but orders, in one of the three.
        """
        for role, periods in (("train", train), ("validation", validation), ("refit", refit)):
            if periods[LABEL].n_unique() < 2:
                raise ValueError(
                    f"The timing windows of role {role} need customers who bought and customers who did not: "
                    "give a longer history, or more customers."
                )
        horizons = sorted(refit["days_until"].unique())
        first = Parts.fit(train, _latest(train), horizons)
        blend = Blend.fit(first.log_odds(validation, horizons), validation[LABEL].to_numpy())
        return cls(
            horizons,
            Parts.fit(refit, _latest(refit), horizons),
            blend,
            _first_orders(newcomers, horizons),
            refit.group_by("days_until").agg(pl.col(LABEL).mean()).sort("days_until")[LABEL].to_list(),
        )

    def chances(self, customers: pl.DataFrame, seasons: pl.DataFrame) -> dict[str, np.ndarray]:
        """Chance of an order within each horizon, by each model and by the blend.

        Parameters
        ----------
        customers
            Rows of `timing_features` of one cutoff, sorted by customer.
        seasons
            `as_of`, `days_until`, `season_index`, `holidays` for every stretch of that cutoff.

        Returns
        -------
        dict
            For `next_purchase`, each of the `MODELS`, `average` (of BG/NBD and hazard) and `constant` an array of shape
            (customers, horizons).
        """
        shape = (customers.height, len(self.horizons))
        hazards = {name: np.tile(self.newcomers, (shape[0], 1)) for name in (BLENDED, *MODELS, "constant")}
        has_ordered = customers["visits"].to_numpy() > 0
        if has_ordered.any():
            known = customers.filter(has_ordered)
            hazards["constant"][has_ordered] = self.constant
            stretches = every_stretch(known, seasons.filter(pl.col("days_until").is_in(self.horizons)))
            by_model = self.parts.log_odds(stretches, self.horizons)
            by_model[BLENDED] = self.blend.log_odds(by_model)
            for name, values in by_model.items():
                hazards[name][has_ordered] = expit(values).reshape(-1, shape[1])
        chances = {name: chances_within(values) for name, values in hazards.items()}
        return chances | {"average": (chances["bg_nbd"] + chances["hazard"]) / 2}

    def as_row(self) -> dict[str, Any]:
        """What the table `timing_models` holds of it, by column."""
        return {
            "horizons": json.dumps(self.horizons),
            "features": json.dumps([name for name in features_of(self.parts.hazard) if name not in GIVEN]),
            "bg_nbd": json.dumps(asdict(self.parts.bg_nbd)),
            "cox": json.dumps(asdict(self.parts.cox)),
            "hazard": self.parts.hazard,
            "blend": json.dumps(asdict(self.blend)),
            "newcomers": json.dumps(self.newcomers),
            "constant": json.dumps(self.constant),
        }

    @classmethod
    def from_row(cls, row: dict[str, Any]) -> "Forecaster":
        """From a row of the table `timing_models`."""
        parts = Parts(BgNbd(**json.loads(row["bg_nbd"])), Cox(**json.loads(row["cox"])), row["hazard"])
        return cls(
            json.loads(row["horizons"]),
            parts,
            Blend(**json.loads(row["blend"])),
            json.loads(row["newcomers"]),
            json.loads(row["constant"]),
        )


def _with_bg_nbd(periods: pl.DataFrame, bg_nbd: BgNbd, horizons: Sequence[int]) -> pl.DataFrame:
    rhythm = Rhythm.of(periods)
    hazards = hazards_between(bg_nbd.chances(rhythm.repeats, rhythm.last, rhythm.age, horizons))
    chosen = hazards[np.arange(periods.height), stretch_of(periods, horizons)]
    return periods.with_columns(pl.Series(BG_NBD_FEATURE, logit(chosen)))


def _latest(periods: pl.DataFrame) -> pl.DataFrame:
    """Each customer once, as known at the latest cutoff."""
    newest = periods.filter(pl.col("as_of") == pl.col("as_of").max())
    return newest.unique("customer_key", keep="first", maintain_order=True)


def _waits(periods: pl.DataFrame) -> pl.DataFrame:
    """One row for each customer and cutoff: how long the wait was, and whether it ended with an order."""
    last = periods.sort("as_of", "customer_key", "days_until").group_by(
        "as_of", "customer_key", maintain_order=True
    ).last()
    return last.with_columns(
        days=pl.when(pl.col(LABEL)).then(pl.col("days_to_next") + 1).otherwise(pl.col("days_until"))
    )


def _first_orders(newcomers: pl.DataFrame, horizons: Sequence[int]) -> list[float]:
    """With half an order more than there were, so that a chance is never nothing."""
    counts = {until: (at_risk, bought) for until, at_risk, bought in newcomers.iter_rows()}
    return [
        (bought + 0.5) / (at_risk + 1) if at_risk else 0.0
        for at_risk, bought in (counts.get(horizon, (0, 0)) for horizon in horizons)
    ]
