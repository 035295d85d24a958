from python_ml.experiments.slot_table import slot_table


def model(dbt, session):
    # Seeds that can't be used end the build before they are read.
    dbt.ref("int_shop_problems")
    return slot_table(dbt.ref("experiments").pl())
