from python_ml.building import progress
from python_ml.building.batch_store import stored
from python_ml.building.customer_ranges import customer_ranges
from python_ml.ranking import score_batches


def model(dbt, session):
    model_texts = dict(dbt.ref("ranker_model").project("split, model_text").fetchall())
    pairs = dbt.ref("pair_features")
    scored = dbt.ref("candidate_pairs").filter("split <> 'train'")
    sizes = scored.aggregate("as_of, split, customer_key, count(*) as size").to_arrow_table()
    ranges = customer_ranges(sizes, dbt.config.meta_get("range_rows"))
    of_ranges = (session.sql(f"{pairs.sql_query()} where {each}") for each in ranges)
    batches = (of_range.to_arrow_reader(dbt.config.meta_get("batch_rows")) for of_range in of_ranges)
    depth = dbt.config.meta_get("depth") + dbt.ref("excluded_articles").shape[0]
    report, notice = progress.report("ranker_scores"), progress.notice("ranker_scores")
    scores = score_batches(batches, model_texts, depth, report, notice)
    return stored(session, "best_scores", scores)
