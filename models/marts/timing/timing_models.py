import polars as pl

from python_ml import progress
from python_ml.timing import Forecaster


def model(dbt, session):
    report = progress.report("timing_models")
    periods = dbt.ref("timing_training_periods")
    newcomers = dbt.ref("int_timing_newcomers")
    rows = []
    for split in ("test", "offers", "serve"):
        roles = {
            role: periods.filter(f"learned_for = '{split}' and role = '{role}'")
            .order("as_of, customer_key, days_until")
            .pl()
            for role in ("train", "validation", "refit")
        }
        counts = newcomers.filter(f"split = '{split}'").project("days_until, at_risk, bought").pl()
        forecaster = Forecaster.fit(**roles, newcomers=counts)
        report(f"{split}: learned from {roles['refit'].height:,} stretches of days")
        rows.append(
            {
                "split": split,
                "validated_from": roles["validation"]["as_of"].min(),
                "trained_through": roles["train"]["known_on"].max(),
                "fitted_through": roles["refit"]["known_on"].max(),
                "training_periods": roles["refit"].height,
                **forecaster.as_row(),
            }
        )
    return pl.DataFrame(rows)
