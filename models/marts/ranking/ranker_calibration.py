import polars as pl

from python_ml.ranking import CALIBRATED_ON, fit_calibration


def model(dbt, session):
    pairs = dbt.ref("calibration_pairs").pl()
    cutoffs = dbt.ref("int_cutoffs").project("as_of, split, label_until").pl()
    runs = dbt.ref("ranker_model").project("split, run_id").pl()
    fits = []
    for split, windows in CALIBRATED_ON.items():
        fitted_to = pairs.filter(pl.col("split").is_in(windows)).sort("as_of", "customer_key", "rank")
        closed = cutoffs.filter(pl.col("split").is_in(windows))
        weights = fit_calibration(fitted_to)
        fits.append(
            pl.DataFrame({"term": list(weights), "weight": list(weights.values())}).with_columns(
                split=pl.lit(split),
                fitted_from=pl.lit(closed["as_of"].min()),
                fitted_through=pl.lit(closed["label_until"].max()).dt.offset_by("-1d"),
            )
        )
    return pl.concat(fits).join(runs, on="split", how="left", maintain_order="left")
