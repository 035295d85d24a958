from python_ml import progress
from python_ml.ranking import score_batches


def model(dbt, session):
    model_texts = dict(dbt.ref("ranker_model").project("split, model_text").fetchall())
    pairs = dbt.ref("pair_features").filter("split in ('validation', 'test', 'serve')")
    batches = pairs.to_arrow_reader(dbt.config.meta_get("batch_rows"))
    return score_batches(batches, model_texts, progress.report("ranker_scores"))
