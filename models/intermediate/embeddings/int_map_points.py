from python_ml.embeddings import map_points


def model(dbt, session):
    return map_points(dbt.ref("int_map_purchases").pl())
