"""SQL and Python put the same customer into the same arm."""

import datetime

import duckdb
import pytest

from python_ml.experiments.assignment import Phase, arms_of, slots
from python_ml.publishing.places import project_root

ROOT = project_root()
DAY = datetime.date(2026, 1, 1)
ASSIGNED = "models/marts/experiments/experiment_assignments.sql"
HASH = "macros/dialect/hash_bucket.sql"


@pytest.fixture(scope="module")
def in_sql():
    """The bucket of each customer as the macro's own SQL has it, by customer."""
    text = (ROOT / HASH).read_text()
    formula = text.split("default__hash_bucket")[1].split("-%}")[1].split("{%-")[0].strip()
    sql = formula.replace("{{ text }}", "'s1' || '/' || customer_id").replace("{{ buckets }}", "1000000")
    with duckdb.connect() as connection:
        connection.execute(
            "create table customers as select 'C' || number as customer_id from range(20000) as numbers (number) "
            "union all select unnest(['Håkon', ' blank ', '', '漢字', '0001', '1'])"
        )
        return dict(connection.execute(f"select customer_id, {sql} from customers").fetchall())


def test_sql_and_python_put_everybody_into_the_same_arm(in_sql):
    phases = [
        Phase("a", {"x": 0.5, "y": 0.5}, "s1", DAY, holdout=0.1),
        Phase("a", {"x": 0.2, "y": 0.8}, "s1", DAY + datetime.timedelta(days=9), holdout=0.2),
    ]
    planned = slots(phases)
    for day in (DAY, DAY + datetime.timedelta(days=9)):
        begun = [slot for slot in planned if slot.valid_from == day]
        for customer, bucket in in_sql.items():
            (arm,) = [slot.arm for slot in begun if slot.first_bucket <= bucket < slot.end_bucket]
            assert arms_of(customer, planned, day) == {"a": arm}


def test_the_model_hashes_what_python_does():
    text = (ROOT / ASSIGNED).read_text()
    assert """{{ hash_bucket("salts.salt || '/' || customers.customer_id", 1000000) }} as bucket""" in text
    assert "buckets.bucket >= slots.first_bucket" in text
    assert "buckets.bucket < slots.end_bucket" in text
