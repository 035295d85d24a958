from python_ml import progress
from python_ml.ranking import score_batches


def model(dbt, session):
    model_texts = dict(dbt.ref("ranker_model").project("split, model_text").fetchall())
    # Whoever buys nothing in the test window is ranked like those who do.
    model_texts["idle"] = model_texts["test"]
    pairs = dbt.ref("pair_features").filter("split in ('validation', 'test', 'idle', 'serve')")
    batches = pairs.to_arrow_reader(dbt.config.meta_get("batch_rows"))
    return score_batches(batches, model_texts, progress.report("ranker_scores"))
