import polars as pl

from python_ml import evaluation


def model(dbt, session):
    top_k = dbt.config.meta_get("top_k")
    lists = dbt.ref("evaluated_lists").pl()
    truth = dbt.ref("evaluated_purchases").pl()
    catalogue = dbt.ref("evaluated_catalogue").pl()
    segments = dbt.ref("evaluated_customers").pl()
    candidate_recall = dbt.ref("candidate_recall").pl()
    metrics = evaluation.evaluate_rankings(
        lists.drop("as_of"),
        truth.select("customer_key", "article_key"),
        segments.select("customer_key", "segment"),
        catalogue.select("article_key", "buyers"),
        total_buyers=catalogue["total_buyers"][0],
        article_groups=catalogue.select("article_key", product="product_key", category="category_key"),
        ks=evaluation.measured_lengths(top_k),
    )
    recall = evaluation.bootstrap_means(
        candidate_recall.select(
            pl.col("retriever").alias("recommender"),
            pl.lit("candidate_recall").alias("metric"),
            pl.lit(0, pl.Int64).alias("k"),
            "customer_key",
            pl.col("recall").alias("value"),
        ),
        segments.select("customer_key", "segment"),
    )
    chances = dbt.ref("evaluated_chances").pl()
    of_buyers = chances.filter("is_buyer").select("customer_key", "segment", "is_bought", chance="p_article")
    of_everybody = chances.filter("is_drawn").select(
        "customer_key", "segment", "is_bought", chance="purchase_probability"
    )
    calibration = [
        evaluation.evaluate_chances(told, told.select("customer_key", "segment").unique(), recommender)
        for recommender, told in (("ranker", of_everybody), ("ranker_if_buying", of_buyers))
    ]
    return pl.concat([metrics, recall, *calibration], how="diagonal_relaxed").with_columns(
        as_of=pl.lit(truth["as_of"][0]), split=pl.lit("test")
    )
