import polars as pl

from python_ml.ranking import CALIBRATED_ON, fit_calibration


def model(dbt, session):
    pairs = dbt.ref("calibration_pairs").pl()
    runs = dbt.ref("ranker_model").project("split, run_id, trained_through").pl()
    fits = []
    for split, windows in CALIBRATED_ON.items():
        fitted_to = pairs.filter(pl.col("split").is_in(windows)).sort("as_of", "customer_key", "rank")
        weights = fit_calibration(fitted_to)
        fits.append(
            pl.DataFrame({"term": list(weights), "weight": list(weights.values())}).with_columns(
                split=pl.lit(split),
                fitted_from=pl.lit(fitted_to["as_of"].min()),
                fitted_through=pl.lit(fitted_to["label_until"].max()).dt.offset_by("-1d"),
            )
        )
    return pl.concat(fits).join(runs.select("split", "run_id"), on="split", how="left", maintain_order="left")
