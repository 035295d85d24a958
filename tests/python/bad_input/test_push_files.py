"""What the files say of opt-outs and of pushes sent, in the plan of the good build."""

from datetime import datetime

from tests.python.bad_input.project import sales


def reasons(built, *customers):
    found = dict(built.project.rows("select customer_id, reason from push_exclusions"))
    planned = {customer for (customer,) in built.project.rows("select customer_id from push_plan")}
    assert found.keys().isdisjoint(planned)
    assert found.keys() | planned == {line.split(",")[0] for line in sales()}
    return [found.get(customer) for customer in customers]


def test_who_opted_out_is_left_out_whatever_the_date(built):
    assert reasons(built, "c1", "c2") == ["opted out", "opted out"]


def test_unknown_customers_are_kept_and_count(built):
    assert built.project.rows(
        "select customer_id, opted_out_at, customer_key is null from int_opt_outs order by 1"
    ) == [
        ("c1", datetime(2024, 1, 9), False),
        ("c2", None, False),
        ("nobody", datetime(2024, 1, 5), True),
    ]


def test_who_was_sent_enough_lately_is_left_out(built):
    assert reasons(built, "c3", "c4", "c5", "c6") == ["frequency cap", None, None, None]


def test_rows_that_say_nothing_are_rejected(built):
    assert built.rejected == [
        (
            "opt_outs.csv",
            "customer_id is missing",
            '{"customer_id":null,"opted_out_at":"2024-01-05","channel":null}',
        ),
        ("pushes.csv", "sent_at is no date or time", '{"customer_id":"c6","sent_at":"soon","channel":null}'),
    ]
