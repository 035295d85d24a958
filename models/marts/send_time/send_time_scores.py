from python_ml.building import progress
from python_ml.building.batch_store import stored
from python_ml.building.customer_ranges import customer_ranges
from python_ml.send_time import predict_batches


def model(dbt, session):
    audience = dbt.ref("int_timing_audience").filter("target in ('timing_test', 'serve')")
    occasions = dbt.ref("int_order_occasions")
    customers = audience.project("as_of, split, customer_key, 1 as size").to_arrow_table()
    ranges = customer_ranges(customers, dbt.config.meta_get("customers_at_once"))
    batches = ((audience.filter(str(each)).pl(), occasions.filter(str(each)).pl()) for each in ranges)
    strengths = dbt.ref("send_time_strengths").pl()
    scores = predict_batches(batches, strengths, progress.report("send_time_scores"))
    return stored(session, "arriving_send_times", scores)
