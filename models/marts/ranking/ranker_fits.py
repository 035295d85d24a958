from dataclasses import asdict

import polars as pl

from python_ml.building import progress
from python_ml.building.code import fit_fingerprint
from python_ml.building.cores import all_cores
from python_ml.building.fingerprint import table_fingerprint
from python_ml.building.fit_cache import FitCache
from python_ml.building.tracking import record_run, store_beside
from python_ml.ranking import ranker_fits, train_ranker


def model(dbt, session):
    known = FitCache(session, dbt.this, fit_fingerprint(model, train_ranker))
    report = progress.report("ranker_fits")
    store, source = store_beside(session), dbt.config.meta_get("source")

    def trained(fit):
        ranker = fit.train(report)
        data = {"data_fingerprint": table_fingerprint(fit.pairs)}
        tags = {"source": source, "trained_through": str(ranker.trained_through)}
        name = f"ranker for {fit.split}, trained through {ranker.trained_through}"
        run_id, model_uri = record_run(ranker, store, name, {"split": fit.split} | data | tags)
        return {"run_id": run_id, "model_uri": model_uri, **data, **ranker.as_row()}

    pairs = dbt.ref("training_pairs").order("as_of, customer_key, article_key")
    with all_cores():
        fits = ranker_fits(pairs.to_arrow_table())
        rows = [
            known.row(
                {"split": fit.split}, fit.learned_from, asdict(fit.params), lambda fit=fit: trained(fit)
            )
            for fit in fits
        ]
    return pl.DataFrame(
        rows,
        schema_overrides={
            "trained_through": pl.Date,
            "validation_ndcg_10": pl.Float64,
            "validation_ndcg_12": pl.Float64,
        },
    )
