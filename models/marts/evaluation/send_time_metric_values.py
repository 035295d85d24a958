from python_ml.evaluation.send_times import evaluate_send_times


def model(dbt, session):
    orders = dbt.ref("evaluated_order_times")
    customers = orders.project("customer_key, customer_id").distinct()
    answers = dbt.ref("send_time").filter("split = 'test'").join(customers, "customer_id")
    occasions = dbt.ref("int_order_occasions").filter("split = 'test'")
    histories = occasions.join(customers, "customer_key", how="semi")
    sample = dbt.ref("send_time_sample").filter("split = 'test'")
    metrics = evaluate_send_times(orders.pl(), answers.pl(), histories.pl(), sample.pl())
    window = orders.project("as_of, split, last_known_on as known_on").distinct()
    return window.pl().join(metrics, how="cross")
