import polars as pl

from python_ml.building import progress
from python_ml.building.code import fit_fingerprint
from python_ml.building.cores import all_cores
from python_ml.building.fit_cache import FitCache
from python_ml.horizons import HORIZONS
from python_ml.next_purchase import Forecaster


def model(dbt, session):
    fits = FitCache(session, dbt.this, fit_fingerprint(model, Forecaster))
    report = progress.report("timing_models")
    periods, newcomers = dbt.ref("timing_training_periods"), dbt.ref("int_timing_newcomers")
    features, rows = dbt.ref("timing_features"), []

    def fitted(known, horizons, first_orders):
        report(f"learns from {known['refit'].height:,} stretches of days")
        return {
            "validated_from": known["validation"]["as_of"].min(),
            "trained_through": known["train"]["known_on"].max(),
            "fitted_through": known["refit"]["known_on"].max(),
            "training_periods": known["refit"].height,
            **Forecaster.fit(**known, horizons=horizons, newcomers=first_orders).as_row(),
        }

    targets = (
        dbt.ref("int_timing_targets").project("target, split, longest_horizon").order("target").fetchall()
    )
    for target, split, longest in targets:
        first_orders = newcomers.filter(f"target = '{target}'").project("days_until, at_risk, bought").pl()
        customers = features.filter(f"target = '{target}'").project(
            "visits, days_since_first, days_since_last"
        )
        learned = periods.filter(f"learned_for = '{target}'").order("as_of, customer_key, days_until")
        with all_cores():
            known = {
                "customers": customers.pl(),
                "train": learned.filter("purpose = 'train'").pl(),
                "validation": learned.filter("purpose = 'validation'").pl(),
                "refit": learned.filter("purpose = 'refit'").pl(),
            }
            horizons = [days for days in HORIZONS if days <= longest]
            row = fits.row(
                {"target": target},
                [table.to_arrow() for table in Forecaster.learned_from(**known)],
                {"horizons": horizons},
                lambda given=(known, horizons, first_orders): fitted(*given),
            )
        # First orders are counted again every day; all else is learned from windows that closed on a day of the grid.
        forecaster = Forecaster.from_row(row).with_newcomers(first_orders)
        cox = forecaster.parts.cox
        left_out = [] if cox is None else cox.left_out
        newest = {
            "split": split,
            "newcomers": forecaster.as_row()["newcomers"],
            "left_out": ", ".join(left_out),
        }
        rows.append({**row, **newest})
    return pl.DataFrame(rows, schema_overrides={"cox": pl.String, "hazard": pl.String})
