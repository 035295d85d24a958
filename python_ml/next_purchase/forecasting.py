"""Forecasting as a stream: batches of customers in, their probabilities out."""

from collections.abc import Iterator, Sequence
from typing import Any

import polars as pl
import pyarrow as pa

from python_ml.horizons import HORIZONS
from python_ml.next_purchase.forecaster import BLENDED, Forecaster
from python_ml.next_purchase.hazard_chances import median_days
from python_ml.next_purchase.periods import KEYS

# The target on which models are compared.
TESTED = "timing_test"

FORECAST = pa.schema(
    [
        ("as_of", pa.date32()),
        ("split", pa.string()),
        ("cohort", pa.string()),
        ("customer_key", pa.int32()),
        ("last_event_at", pa.timestamp("us")),
        ("model", pa.string()),
        *((f"p_{days}d", pa.float64()) for days in HORIZONS),
        ("median_days", pa.float64()),
    ]
)


def forecast_batches(
    batches: pa.RecordBatchReader, models: Sequence[dict[str, Any]], seasons: pl.DataFrame
) -> pa.RecordBatchReader:
    """Forecast every customer's next order with what was fitted for the customer's target.

    Parameters
    ----------
    batches
        Rows of `timing_features` of targets, in any order.
    models
        Rows of `timing_models`, one a target.
    seasons
        `as_of`, `days_until`, `season_index`, `holidays`.

    Returns
    -------
    pyarrow.RecordBatchReader
        As `FORECAST`: for `TESTED` one row a customer and model, for the others the blend alone. Horizons that the
        shop's history cannot support are null; `median_days` is null where an order within the longest horizon is less
        likely than none.

    Raises
    ------
    KeyError
        If a row is of a target without a model.
    """
    forecasters = {row["target"]: Forecaster.from_row(row) for row in models}

    def forecast() -> Iterator[pa.RecordBatch]:
        for batch in batches:
            for (target,), customers in pl.from_arrow(batch).group_by("target", maintain_order=True):
                yield from _forecast(customers, forecasters[target], seasons, only_blend=target != TESTED)

    return pa.RecordBatchReader.from_batches(FORECAST, forecast())


def _forecast(
    customers: pl.DataFrame, forecaster: Forecaster, seasons: pl.DataFrame, only_blend: bool
) -> Iterator[pa.RecordBatch]:
    ordered = customers.sort("customer_key")
    for model, chances in forecaster.chances(ordered, seasons).items():
        if only_blend and model != BLENDED:
            continue
        median = median_days(chances, forecaster.horizons)
        columns = {f"p_{days}d": chances[:, i] for i, days in enumerate(forecaster.horizons)}
        table = ordered.select(KEYS).with_columns(
            model=pl.lit(model),
            **{name: pl.Series(values) for name, values in columns.items()},
            median_days=pl.Series(median).fill_nan(None),
        )
        missing = {name: pl.lit(None, pl.Float64) for name in FORECAST.names if name not in table.columns}
        yield from table.with_columns(**missing).select(FORECAST.names).to_arrow().cast(FORECAST).to_batches()
