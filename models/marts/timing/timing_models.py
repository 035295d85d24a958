import polars as pl

from python_ml import progress
from python_ml.horizons import HORIZONS
from python_ml.timing import Forecaster


def model(dbt, session):
    report = progress.report("timing_models")
    periods, newcomers = dbt.ref("timing_training_periods"), dbt.ref("int_timing_newcomers")
    features, rows = dbt.ref("timing_features"), []
    targets = dbt.ref("int_timing_targets").project("split, longest_horizon").order("split").fetchall()
    for split, longest in targets:
        learned = periods.filter(f"learned_for = '{split}'").order("as_of, customer_key, days_until")
        periods_of = {
            purpose: learned.filter(f"purpose = '{purpose}'").pl()
            for purpose in ("train", "validation", "refit")
        }
        forecaster = Forecaster.fit(
            features.filter(f"split = '{split}'").project("visits, days_since_first, days_since_last").pl(),
            [days for days in HORIZONS if days <= longest],
            **periods_of,
            newcomers=newcomers.filter(f"split = '{split}'").project("days_until, at_risk, bought").pl(),
        )
        report(f"{split}: learned from {periods_of['refit'].height:,} stretches of days")
        windows = {
            "validated_from": periods_of["validation"]["as_of"].min(),
            "trained_through": periods_of["train"]["known_on"].max(),
            "fitted_through": periods_of["refit"]["known_on"].max(),
            "training_periods": periods_of["refit"].height,
        }
        rows.append({"split": split, **windows, **forecaster.as_row()})
    return pl.DataFrame(rows, schema_overrides={"cox": pl.String, "hazard": pl.String})
