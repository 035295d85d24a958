"""Generated shops that do not change: customers who come again, weeks that differ, values with ties and heavy tails."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

HISTORY_WEEKS, LEARNED_WEEKS = 30, 9
WEEKS = HISTORY_WEEKS + LEARNED_WEEKS + 1
TODAY = WEEKS - 1
CATEGORIES = np.array(["shoes", "shirts", "coats", "hats", "socks", "bags", "belts", "suits"])
COUNTRIES = np.array(["DE", "FR", "NL", "PT"])


@dataclass
class GeneratedShop:
    """What a shop sold in the weeks that were learned from and today, and the features of those who bought it.

    Attributes
    ----------
    lines
        A row a sale line: `week`, `customer`, and what `sales_histograms` describes.
    buyers
        A row for each customer and week with an order: `week`, `customer` and features of the weeks before.
    known
        A row for each customer who is known at the begin of a week: `week`, `customer`, `has_ordered`.
    """

    lines: pl.DataFrame
    buyers: pl.DataFrame
    known: pl.DataFrame


def generate(customers: int, seed: int) -> GeneratedShop:
    """Draw a shop in which nothing changes but what time changes anyway.

    Rates of customers are drawn from a gamma distribution of shape one half, a fifth of them joins during the weeks,
    weeks have an effect of their own on how many orders and how many discounts there are, and each customer keeps to
    categories, hours and a channel.
    """
    rng = np.random.default_rng([seed, customers])
    joined = np.where(rng.random(customers) < 0.8, 0, rng.integers(0, WEEKS, customers))
    rate = rng.gamma(0.5, 0.5, customers) + 0.02
    week_effect = np.exp(rng.normal(0, 0.08, WEEKS))
    visits = rng.poisson(rate[:, None] * week_effect[None, :])
    visits[np.arange(WEEKS)[None, :] < joined[:, None]] = 0
    lines = _lines(rng, visits, rng.beta(2, 8, WEEKS))
    return GeneratedShop(
        lines.filter(pl.col("week") >= HISTORY_WEEKS), _buyers(rng, visits, lines), _known(visits)
    )


def _lines(rng: np.random.Generator, visits: np.ndarray, discounts: np.ndarray) -> pl.DataFrame:
    customers = len(visits)
    customer, week = np.nonzero(visits)
    per_visit = visits[customer, week] + rng.geometric(0.5, len(customer)) - 1
    customer, week = np.repeat(customer, per_visit), np.repeat(week, per_visit)
    rows = len(customer)
    taste = rng.dirichlet(np.full(len(CATEGORIES), 0.6), customers).cumsum(axis=1)
    habit = rng.choice([9, 12, 17, 20], customers)
    category = np.minimum((rng.random(rows)[:, None] > taste[customer]).sum(axis=1), len(CATEGORIES) - 1)
    price = np.exp(rng.normal(2.5, 0.8, 400)).round(2)[rng.integers(0, 400, rows)]
    change = np.where(rng.random(rows) < discounts[week], rng.choice([0.8, 0.9], rows), 1.0)
    first = np.full(customers, WEEKS)
    np.minimum.at(first, customer, week)
    return pl.DataFrame(
        {
            "week": week,
            "customer": customer,
            "category": CATEGORIES[category],
            "country": rng.choice(COUNTRIES, customers, p=[0.6, 0.2, 0.15, 0.05])[customer],
            "channel": np.where(rng.random(rows) < rng.beta(1, 1, customers)[customer], "online", "store"),
            "hour": np.clip(np.round(rng.normal(habit[customer], 2)), 0, 23).astype(int),
            "weekday": rng.integers(1, 8, rows),
            "price_micros": price * change,
            "price_change": change,
            "units": rng.geometric(0.7, rows),
            "is_first_order": week == first[customer],
        }
    )


def _buyers(rng: np.random.Generator, visits: np.ndarray, lines: pl.DataFrame) -> pl.DataFrame:
    """Features of those who order, of the weeks before: sums that grow, windows, waits, shares, and fixed traits."""
    customers = len(visits)
    spend = np.zeros(visits.shape)
    np.add.at(
        spend, (lines["customer"].to_numpy(), lines["week"].to_numpy()), lines["price_micros"].to_numpy()
    )
    came = visits > 0
    traits = {
        "age": np.where(rng.random(customers) < 0.2, np.nan, rng.normal(40, 14, customers).round()),
        "is_female": (rng.random(customers) < 0.6).astype(float),
        "wealth": rng.pareto(1.5, customers),
        "children": rng.poisson(0.7, customers).astype(float),
    }
    frames = []
    for week in range(HISTORY_WEEKS, WEEKS):
        here = np.flatnonzero(came[:, week])
        before, spent = came[here, :week], spend[here, :week]
        number = before.sum(axis=1)
        has = number > 0
        last = np.where(has, week - 1 - (week - 1 - before[:, ::-1].argmax(axis=1)), 0)
        features = {
            "purchase_weeks": number,
            **{f"weeks_{span}": before[:, -span:].sum(axis=1) for span in (1, 4, 13)},
            **{f"spend_{span}": spent[:, -span:].sum(axis=1) for span in (4, 13, HISTORY_WEEKS)},
            "spend": spent.sum(axis=1),
            "spend_mean": np.where(has, spent.sum(axis=1) / np.maximum(number, 1), np.nan),
            "weeks_since_last": np.where(has, last, np.nan),
            "weeks_since_first": np.where(has, week - before.argmax(axis=1), np.nan),
            "gap_mean": np.where(number > 1, (week - before.argmax(axis=1)) / np.maximum(number, 1), np.nan),
            "largest_share": np.where(has, spent.max(axis=1) / np.maximum(spent.sum(axis=1), 1e-9), np.nan),
            **{name: values[here] for name, values in traits.items()},
        }
        columns = {name: np.asarray(values, dtype=float) for name, values in features.items()}
        frames.append(pl.DataFrame({"week": np.full(len(here), week), "customer": here, **columns}))
    return pl.concat(frames).with_columns(pl.selectors.float().fill_nan(None))


def _known(visits: np.ndarray) -> pl.DataFrame:
    came = visits > 0
    frames = []
    for week in range(HISTORY_WEEKS, WEEKS):
        known = np.flatnonzero(came[:, :week].any(axis=1))
        ordered = came[known, week]
        frames.append(
            pl.DataFrame({"week": np.full(len(known), week), "customer": known, "has_ordered": ordered})
        )
    return pl.concat(frames)
