from datetime import date, datetime

import pyarrow as pa

from python_ml.building.fingerprint import combined_fingerprint, table_fingerprint


def test_the_order_of_parts_counts():
    assert combined_fingerprint("a", "b") != combined_fingerprint("b", "a") != combined_fingerprint("ab")


def test_tables_are_told_apart_by_names_values_and_nulls():
    table = pa.table({"d": [date(2026, 1, 1)], "t": [datetime(2026, 1, 1)], "s": ["x"], "v": [1.5]})
    others = [
        table.rename_columns(["d", "t", "s", "w"]),
        table.set_column(0, "d", pa.array([date(2026, 1, 2)])),
        table.set_column(1, "t", pa.array([datetime(2026, 1, 1, 1)])),
        table.set_column(2, "s", pa.array(["y"])),
        table.set_column(3, "v", pa.array([None], pa.float64())),
    ]
    assert len({table_fingerprint(each) for each in [table, *others]}) == 6
