import numpy as np
import polars as pl
import pytest

HORIZONS = [7, 14, 30]


def customers_of(as_of, repeats, last, age, split="train", target=None):
    """Rows of `timing_features` with what the models look at; spend tells the rate, which the hazard may learn."""
    visits = np.asarray(repeats) + 1
    return pl.DataFrame(
        {
            "target": [target] * len(visits),
            "as_of": [as_of] * len(visits),
            "split": [split] * len(visits),
            "cohort": ["everyone"] * len(visits),
            "customer_key": np.arange(len(visits), dtype=np.int32),
            "last_event_at": [None] * len(visits),
            "days_since_first": np.asarray(age, dtype=np.int64),
            "days_since_last": np.asarray(age, dtype=np.int64) - np.asarray(last, dtype=np.int64),
            "visits": visits,
            "visits_28d": np.minimum(visits, 2),
            "visits_91d": visits,
            "spend_per_visit": np.linspace(1, 50, len(visits)),
        },
        schema_overrides={"target": pl.String, "as_of": pl.Int32, "last_event_at": pl.Datetime("us")},
    ).cast({"as_of": pl.Date})


def simulate(customers, r=0.6, alpha=20.0, a=0.8, b=2.5, days=400, seed=3):
    """Orders of BG/NBD customers who begin in the first 60 days: for each, the sorted days."""
    rng = np.random.default_rng(seed)
    orders = []
    for rate, leaves in zip(rng.gamma(r, 1 / alpha, customers), rng.beta(a, b, customers), strict=True):
        day = float(rng.integers(60))
        own = [int(day)]
        while rng.random() >= leaves or len(own) == 1:
            day += rng.exponential(1 / rate)
            if day >= days:
                break
            own.append(int(day))
        orders.append(sorted(set(own)))
    return orders


def known_at(orders, as_of):
    """Repeats, last and age of those who had ordered before the day, and the days to their next order."""
    before = [[day for day in own if day < as_of] for own in orders]
    chosen = [place for place, own in enumerate(before) if own]
    repeats = np.array([len(before[place]) - 1 for place in chosen])
    last = np.array([before[place][-1] - before[place][0] for place in chosen])
    age = np.array([as_of - before[place][0] for place in chosen])
    following = [next((day - as_of for day in orders[place] if day >= as_of), None) for place in chosen]
    return repeats, last, age, following


def periods_of(orders, cutoffs, closed_by):
    """Training periods of these cutoffs, of stretches that ended before a day."""
    tables = []
    for as_of in cutoffs:
        repeats, last, age, following = known_at(orders, as_of)
        customers = customers_of(as_of, repeats, last, age)
        start = 0
        for until in HORIZONS:
            if as_of + until > closed_by:
                break
            waited = np.array([days is None or days >= start for days in following])
            bought = np.array([days is not None and days < until for days in following])
            tables.append(
                customers.with_columns(
                    days_until=pl.lit(until),
                    season_index=pl.lit(None, pl.Float64),
                    holidays=pl.lit(None, pl.Int64),
                    days_to_next=pl.Series(
                        [
                            days if is_bought else None
                            for days, is_bought in zip(following, bought, strict=True)
                        ],
                        dtype=pl.Int32,
                    ),
                    is_bought=pl.Series(bought),
                ).filter(pl.Series(waited))
            )
            start = until
    return pl.concat(tables).sort("as_of", "customer_key", "days_until")


def seasons_of(as_of):
    return pl.DataFrame(
        {"as_of": [as_of] * 3, "days_until": HORIZONS, "season_index": [None] * 3, "holidays": [None] * 3},
        schema={"as_of": pl.Int32, "days_until": pl.Int32, "season_index": pl.Float64, "holidays": pl.Int64},
    ).cast({"as_of": pl.Date})


@pytest.fixture(scope="session")
def orders():
    return simulate(1500)


@pytest.fixture(scope="session")
def roles(orders):
    """Windows for a forecast of day 340: validation begins on day 310."""
    train, validation = range(170, 304, 7), (310, 317, 324, 331)
    repeats, last, age, _ = known_at(orders, 340)
    newcomers = pl.DataFrame({"days_until": HORIZONS, "at_risk": [99, 89, 80], "bought": [9, 8, 7]})
    return {
        "customers": customers_of(340, repeats, last, age),
        "horizons": HORIZONS,
        "train": periods_of(orders, train, 310),
        "validation": periods_of(orders, validation, 340),
        "refit": periods_of(orders, [*train, *validation], 340),
        "newcomers": newcomers,
    }
