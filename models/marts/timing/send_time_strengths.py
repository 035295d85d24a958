import polars as pl

from python_ml import progress
from python_ml.timing import fit_send_times


def model(dbt, session):
    report = progress.report("send_time_strengths")
    samples = dbt.ref("send_time_sample").pl().sort("split", "customer_key", "days_ago")
    tables = [
        fit_send_times(sample, report)
        .as_table()
        .with_columns(as_of=pl.lit(as_of), split=pl.lit(split), last_event_at=sample["last_event_at"].max())
        for (as_of, split), sample in samples.group_by("as_of", "split", maintain_order=True)
    ]
    return pl.concat(tables)
