"""Mutants that lack one cut: how cuts are found and taken out, and what is said of those that nobody kills."""

import shutil
from pathlib import Path

import duckdb
import pytest

from lab.mutants.__main__ import PARTS, cut_table, part_of
from lab.mutants.cut_trial import CutVerdict, Fate
from lab.mutants.cuts import Cut, cuts, mark_cuts
from lab.mutants.equivalents import complaints, read_equivalents, unknown_entries
from python_ml.problems import BadInput

ROOT = Path(__file__).parents[3]
SQL = """with

history as (

    select
        sales.as_of,
        sales.customer_key,
        count(*) as visits,
        max(sold_at) as last_event_at
    from sales
    inner join days
        on
            sales.as_of = days.as_of
            and sales.sold_on = days.sold_on
    where /*before_cutoff*/sales.sold_on < sales.as_of/*cut*/
    group by sales.as_of, sales.customer_key

),

ranked as (

    select *, row_number() over (partition by as_of, customer_key order by visits) as rank
    from history
    where /*in_label_window*/known_on >= as_of and known_on < cast(as_of + 7 as date)/*cut*/

)

select * from ranked
"""


def found(sql=SQL):
    return {cut.name.removeprefix("model: "): cut.sql for cut in cuts("model", sql)}


def test_every_kind_of_cut_is_found():
    assert list(found()) == [
        "before_cutoff dropped: sales.sold_on < sales.as_of",
        "before_cutoff inclusive: sales.sold_on < sales.as_of",
        "in_label_window dropped: known_on >= as_of and known_on < cast(as_of + 7 as date)",
        "in_label_window inclusive: known_on >= as_of and known_on < cast(as_of + 7 as date)",
        "join: sales.as_of = days.as_of",
        "partition by: partition by as_of, customer_key",
        "group by: group by sales.as_of, sales.customer_key",
    ]


def test_a_mutant_lacks_its_cut_and_nothing_else():
    mutants = found()
    assert "where true\n" in mutants["before_cutoff dropped: sales.sold_on < sales.as_of"]
    assert "sales.sold_on <= sales.as_of" in mutants["before_cutoff inclusive: sales.sold_on < sales.as_of"]
    window = mutants["in_label_window inclusive: known_on >= as_of and known_on < cast(as_of + 7 as date)"]
    assert "known_on >= as_of and known_on <= cast(as_of + 7 as date)" in window
    joined = mutants["join: sales.as_of = days.as_of"]
    assert joined == SQL.replace("sales.as_of = days.as_of", "true")
    assert (
        "(partition by customer_key order by visits)"
        in mutants["partition by: partition by as_of, customer_key"]
    )
    grouped = mutants["group by: group by sales.as_of, sales.customer_key"]
    assert "min(sales.as_of) as as_of,\n        sales.customer_key" in grouped
    assert "group by sales.customer_key\n" in grouped


def test_a_group_of_all_cutoffs_is_of_the_earliest_and_a_partition_of_all_is_one():
    sql = "select as_of, count(*) as n, rank() over (partition by as_of) as r\nfrom t\ngroup by as_of\n"
    partition, group = (cut.sql for cut in cuts("model", sql))
    assert "rank() over () as r" in partition
    assert (
        group
        == "select min(as_of) as as_of, count(*) as n, rank() over (partition by as_of) as r\nfrom t\n\n"
    )


def test_using_loses_the_cutoff():
    (cut,) = cuts("model", "select * from a full outer join b using (as_of, customer_key)")
    assert cut.sql == "select * from a full outer join b using (customer_key)"


def test_cuts_that_are_alike_are_numbered():
    sql = "select 1 from a inner join b on a.as_of = b.as_of inner join b as c on a.as_of = b.as_of"
    assert [cut.name for cut in cuts("m", sql)] == [
        "m: join: a.as_of = b.as_of",
        "m: join: a.as_of = b.as_of (2)",
    ]


def test_mutants_of_the_example_run():
    connection = duckdb.connect()
    connection.execute(
        "create table sales as select date '2024-01-01' as as_of, 1 as customer_key, date '2023-12-01' as sold_on"
    )
    connection.execute("alter table sales add column sold_at timestamp")
    connection.execute("create table days as select as_of, sold_on from sales")
    sql = SQL.replace("known_on", "last_event_at")
    assert len([connection.execute(cut.sql) for cut in cuts("model", sql)]) == 7


def test_macros_of_the_project_are_marked_around_the_comparison(tmp_path):
    shutil.copytree(ROOT / "macros/split", tmp_path / "macros/split")
    mark_cuts(tmp_path)
    text = (tmp_path / "macros/split/before_cutoff.sql").read_text()
    assert "/*before_cutoff*/{{ moment }} < {{ as_of }}/*cut*/" in text
    assert "{%- macro before_cutoff(" in text
    assert "{%- endmacro -%}" in text
    text = (tmp_path / "macros/split/in_label_window.sql").read_text()
    assert "/*in_label_window*/{{ moment }} >= {{ as_of }} and" in text
    assert "/*cut*/\n{%- endmacro" in text


def cut(name="a"):
    return Cut(name, "join", "x.as_of = y.as_of", 1, "select 1")


def test_survivors_must_be_listed_and_the_killed_must_not():
    listed, free = cut("listed"), cut("free")
    reasons = {listed.name: "no row is touched"}
    assert (
        complaints([CutVerdict(free, Fate.KILLED, "twin"), CutVerdict(listed, Fate.CHANGES_NOTHING)], reasons)
        == []
    )
    assert complaints([CutVerdict(listed, Fate.KILLED, "twin", "3 rows")], reasons) == [
        f"stale entry: twin kills the listed {listed.name}"
    ]
    for fate in (Fate.SURVIVED, Fate.CHANGES_NOTHING, Fate.DID_NOT_BUILD):
        (sentence,) = complaints([CutVerdict(free, fate, evidence="Binder Error")], reasons)
        assert sentence == f"{fate}, and not listed: {free.name} (Binder Error)"
    assert unknown_entries([free], reasons) == [f"stale entry: no model has the cut {listed.name}"]


def test_a_mutant_that_did_not_build_is_no_survivor_and_not_killed():
    table = cut_table([CutVerdict(cut(), Fate.DID_NOT_BUILD, evidence="Binder Error: no as_of")], {})
    assert "| did not build | Binder Error: no as_of |" in table


def test_every_listed_cut_has_a_reason_and_stands_once(tmp_path):
    assert all(reason for reason in read_equivalents().values())
    path = tmp_path / "equivalents.toml"
    path.write_text('[[equivalent]]\nwhy = " "\ncuts = ["a"]\n')
    with pytest.raises(BadInput, match="gives no reason for a"):
        read_equivalents(path)
    path.write_text('[[equivalent]]\nwhy = "x"\ncuts = ["a", "a"]\n')
    with pytest.raises(BadInput, match="lists a twice"):
        read_equivalents(path)


def test_all_cuts_have_had_their_turn_after_as_many_weeks_as_there_are_parts():
    many = [cut(f"model_{number}") for number in range(200)]
    turns = [part_of(each) for each in many]
    assert set(turns) == set(range(PARTS))
    assert max(turns.count(part) for part in range(PARTS)) < 45
