"""When a customer orders next: BG/NBD, Cox and a hazard by LightGBM, blended on the latest windows that have closed."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from typing import Any

import numpy as np
import polars as pl
from scipy.special import expit, logit

from python_ml.next_purchase.bg_nbd import BgNbd
from python_ml.next_purchase.blending import Blend
from python_ml.next_purchase.cox import Cox
from python_ml.next_purchase.hazard import features_of, fit_hazard, log_odds
from python_ml.next_purchase.hazard_chances import SMALLEST, chances_within, hazards_between
from python_ml.next_purchase.periods import (
    LABEL,
    OF_STRETCH,
    Rhythm,
    every_stretch,
    feature_names,
    stretch_of,
    waits,
)

BLENDED = "next_purchase"
MODELS = ("bg_nbd", "cox", "hazard")
BG_NBD_FEATURE = "bg_nbd_log_odds"
# Fewer say next to nothing about what makes customers order.
FEWEST_ORDERS = 30
# In a large shop a customer is drawn at every fourth cutoff, as int_timing_audience says.
LONGEST_TURN = timedelta(weeks=4)
# What the hazard learns from beside features: which stretch it is, and what BG/NBD says.
GIVEN = {"days_until", BG_NBD_FEATURE}


@dataclass(frozen=True)
class Parts:
    """The models that are blended; of a history too thin for the others BG/NBD alone."""

    bg_nbd: BgNbd
    cox: Cox | None = None
    hazard: str | None = None

    @classmethod
    def fit(cls, periods: pl.DataFrame, bg_nbd: BgNbd, horizons: Sequence[int]) -> "Parts":
        """Fit Cox and the hazard, which sees what BG/NBD says.

        Parameters
        ----------
        periods
            Features, `days_until`, `days_to_next` and `is_bought`: a row for each customer and stretch at risk.
        bg_nbd
            Fitted to the same history.
        horizons
            In days, rising.
        """
        with_bg_nbd = _with_bg_nbd(periods, bg_nbd, horizons)
        features = [*feature_names(periods.columns), *OF_STRETCH, BG_NBD_FEATURE]
        return cls(bg_nbd, Cox.fit(waits(periods), horizons), fit_hazard(with_bg_nbd, features))

    def log_odds(self, periods: pl.DataFrame, horizons: Sequence[int]) -> dict[str, np.ndarray]:
        """Of an order in each row's stretch by each model there is, shape (rows,)."""
        with_bg_nbd = _with_bg_nbd(periods, self.bg_nbd, horizons)
        by_model = {"bg_nbd": with_bg_nbd[BG_NBD_FEATURE].to_numpy()}
        if self.cox is not None:
            hazards = self.cox.hazards(periods)[np.arange(periods.height), stretch_of(periods, horizons)]
            by_model["cox"] = logit(np.clip(hazards, SMALLEST, 1 - SMALLEST))
        if self.hazard is not None:
            by_model["hazard"] = log_odds(self.hazard, with_bg_nbd)
        return by_model


@dataclass(frozen=True)
class Forecaster:
    """All that is needed to say when customers order next.

    Attributes
    ----------
    horizons
        Days within which an order is forecast, rising.
    newcomers
        Probability of a first order in each stretch, given none before, of customers the shop only has on its list.
    constant
        The same of all customers with an order, whoever they are: what a model must beat.
    """

    horizons: list[int]
    parts: Parts
    blend: Blend
    newcomers: list[float]
    constant: list[float]

    @staticmethod
    def learned_from(
        customers: pl.DataFrame, train: pl.DataFrame, validation: pl.DataFrame, refit: pl.DataFrame
    ) -> list[pl.DataFrame]:
        """The tables that decide, with the horizons and the code that fits, what `fit` gives, but for newcomers.

        Whom to forecast has a part in it only where history is thin. Parameters as for `fit`.
        """
        learned = [train, validation, refit]
        return learned if _are_enough(learned) else [*learned, customers]

    @classmethod
    def fit(
        cls,
        customers: pl.DataFrame,
        horizons: Sequence[int],
        train: pl.DataFrame,
        validation: pl.DataFrame,
        refit: pl.DataFrame,
        newcomers: pl.DataFrame,
    ) -> "Forecaster":
        """Fit to windows that have closed: the parts to `train`, the blend to `validation`, the parts again to `refit`.

        Parameters
        ----------
        customers
            `visits`, `days_since_first`, `days_since_last` of those to forecast.
        horizons
            In days, rising.
        train, validation, refit
            As `periods` of `Parts.fit`; no window of `train` reaches into those of `validation`, and `refit` is both,
            with the windows that had closed when validation ended. Where one of them knows of fewer than
            `FEWEST_ORDERS` orders, BG/NBD answers alone, fitted to the customers.
        newcomers
            `days_until`, `at_risk`, `bought`: of the listed customers without an order, in the windows of validation.

        Raises
        ------
        ValueError
            If history is thin and none of the customers has ordered.
        """
        horizons = list(horizons)
        if _are_enough((train, validation, refit)):
            first = Parts.fit(train, _fit_bg_nbd(_latest(train)), horizons)
            blend = Blend.fit(first.log_odds(validation, horizons), validation[LABEL].to_numpy())
            parts = Parts.fit(refit, _fit_bg_nbd(_latest(refit)), horizons)
            constant = _shares(refit, horizons)
        else:
            bg_nbd = _fit_bg_nbd(customers)
            parts, blend = Parts(bg_nbd), Blend(weights={"bg_nbd": 1.0}, level=0.0)
            rhythm = Rhythm.of(_with_orders(customers))
            everybody = bg_nbd.chances(rhythm.repeats, rhythm.last, rhythm.age, horizons).mean(axis=0)
            constant = hazards_between(everybody[None])[0].tolist()
        return cls(horizons, parts, blend, _first_orders(newcomers, horizons, constant), constant)

    def with_newcomers(self, newcomers: pl.DataFrame) -> "Forecaster":
        """The same, with first orders as they are counted now; `newcomers` as for `fit`."""
        return replace(self, newcomers=_first_orders(newcomers, self.horizons, self.constant))

    def chances(self, customers: pl.DataFrame, seasons: pl.DataFrame) -> dict[str, np.ndarray]:
        """Probability of an order within each horizon, by each model and by the blend.

        Parameters
        ----------
        customers
            Rows of `timing_features` of one cutoff, sorted by customer.
        seasons
            `as_of`, `days_until`, `season_index`, `holidays` for every stretch of that cutoff.

        Returns
        -------
        dict
            For `next_purchase`, each of the `MODELS` there is, `average` (of BG/NBD and hazard) and `constant` an array
            of shape (customers, horizons).
        """
        shape = (customers.height, len(self.horizons))
        has_ordered = customers["visits"].to_numpy() > 0
        known = customers.filter(has_ordered)
        stretches = every_stretch(known, seasons.filter(pl.col("days_until").is_in(self.horizons)))
        # Of nobody, LightGBM has nothing to say.
        nobody = dict.fromkeys(self.models, np.empty(0))
        by_model = self.parts.log_odds(stretches, self.horizons) if known.height else nobody
        by_model[BLENDED] = self.blend.log_odds(by_model)
        chances = {}
        for name, values in by_model.items():
            hazards = np.tile(self.newcomers, (shape[0], 1))
            hazards[has_ordered] = expit(values).reshape(-1, shape[1])
            chances[name] = chances_within(hazards)
        if "hazard" in chances:
            chances["average"] = (chances["bg_nbd"] + chances["hazard"]) / 2
        hazards = np.where(has_ordered[:, None], self.constant, self.newcomers)
        return chances | {"constant": chances_within(hazards)}

    @property
    def models(self) -> list[str]:
        """Names of the models that are blended."""
        return [name for name in MODELS if getattr(self.parts, name) is not None]

    def as_row(self) -> dict[str, Any]:
        """What the table `timing_models` holds of it, by column."""
        hazard, cox = self.parts.hazard, self.parts.cox
        learned = [name for name in features_of(hazard) if name not in GIVEN] if hazard is not None else []
        return {
            "horizons": json.dumps(self.horizons),
            "features": json.dumps(learned),
            "bg_nbd": json.dumps(asdict(self.parts.bg_nbd)),
            "cox": None if cox is None else json.dumps(asdict(cox)),
            "hazard": hazard,
            "blend": json.dumps(asdict(self.blend)),
            "newcomers": json.dumps(self.newcomers),
            "constant": json.dumps(self.constant),
        }

    @classmethod
    def from_row(cls, row: dict[str, Any]) -> "Forecaster":
        """From a row of the table `timing_models`."""
        cox = None if row["cox"] is None else Cox(**json.loads(row["cox"]))
        return cls(
            json.loads(row["horizons"]),
            Parts(BgNbd(**json.loads(row["bg_nbd"])), cox, row["hazard"]),
            Blend(**json.loads(row["blend"])),
            json.loads(row["newcomers"]),
            json.loads(row["constant"]),
        )


def _is_enough(periods: pl.DataFrame) -> bool:
    bought = int(periods[LABEL].sum())
    return FEWEST_ORDERS <= bought < periods.height


def _are_enough(learned: Sequence[pl.DataFrame]) -> bool:
    return all(_is_enough(periods) for periods in learned)


def _with_orders(customers: pl.DataFrame) -> pl.DataFrame:
    return customers.filter(pl.col("visits") > 0)


def _fit_bg_nbd(customers: pl.DataFrame) -> BgNbd:
    rhythm = Rhythm.of(_with_orders(customers))
    return BgNbd.fit(rhythm.repeats, rhythm.last, rhythm.age)


def _with_bg_nbd(periods: pl.DataFrame, bg_nbd: BgNbd, horizons: Sequence[int]) -> pl.DataFrame:
    rhythm = Rhythm.of(periods)
    hazards = hazards_between(bg_nbd.chances(rhythm.repeats, rhythm.last, rhythm.age, horizons))
    chosen = hazards[np.arange(periods.height), stretch_of(periods, horizons)]
    return periods.with_columns(pl.Series(BG_NBD_FEATURE, logit(chosen)))


def _latest(periods: pl.DataFrame) -> pl.DataFrame:
    """Each customer once, as known at the latest cutoff; where customers take turns, at the latest of their own."""
    in_last_turns = periods.filter(pl.col("as_of") > pl.col("as_of").max() - LONGEST_TURN)
    newest = in_last_turns.filter(pl.col("as_of") == pl.col("as_of").max().over("customer_key"))
    return newest.unique("customer_key", keep="first", maintain_order=True)


def _shares(periods: pl.DataFrame, horizons: Sequence[int]) -> list[float]:
    """Share of orders in each stretch; where nobody has ever waited so long, as in the stretch before."""
    by_stretch = dict(periods.group_by("days_until").agg(pl.col(LABEL).mean()).iter_rows())
    shares: list[float] = []
    for horizon in horizons:
        shares.append(by_stretch.get(horizon, shares[-1] if shares else periods[LABEL].mean()))
    return shares


def _first_orders(
    newcomers: pl.DataFrame, horizons: Sequence[int], otherwise: Sequence[float]
) -> list[float]:
    """With half an order more than there were, so that no probability is 0; `otherwise` where nobody is listed."""
    counts = {until: (at_risk, bought) for until, at_risk, bought in newcomers.iter_rows()}
    rates = []
    for horizon, anybody in zip(horizons, otherwise, strict=True):
        at_risk, bought = counts.get(horizon, (0, 0))
        rates.append((bought + 0.5) / (at_risk + 1) if at_risk else anybody)
    return rates
