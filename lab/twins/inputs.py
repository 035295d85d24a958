"""The models through which a source's rows enter, and the edits that make twins of them."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

from lab.manifest import Manifest
from python_ml.quoting import sql_text

POISON_IDS = 20


@dataclass(frozen=True)
class Input:
    """A model through which rows enter, as its YAML describes it under `config.meta.twins_input`.

    `moment` is the column with the time of a row, None for customers and articles; `customer` and `article` are columns
    of ids, and an event of the journal has no article. Rows may swap their ids and `measures` if they are the same in
    the columns `alike`. `unique` is a number that no two rows share.
    """

    model: str
    path: str
    moment: str | None = None
    customer: str | None = None
    article: str | None = None
    measures: tuple[str, ...] = ()
    alike: tuple[str, ...] = ()
    unique: str | None = None

    @property
    def relation(self) -> str:
        """Its table in the database of the rows as they entered."""
        return f"entered.main.{self.model}"


def inputs(manifest: Manifest) -> list[Input]:
    """The input models of the chosen source."""
    found = []
    for model in sorted(manifest.models):
        described = manifest.meta(model).get("twins_input")
        if described is not None:
            lists = {name: tuple(described[name]) for name in ("measures", "alike") if name in described}
            found.append(Input(model, manifest.path(model), **{**described, **lists}))
    return found


@dataclass(frozen=True)
class Edit:
    """What a twin's rows are made into; a query for each input, and the number of rows it changes."""

    connection: duckdb.DuckDBPyConnection
    inputs: list[Input]
    seed: int = 7

    def write(self, kind: str, cutoff: date | None, folder: Path) -> int:
        """Write the rows of each input as `<model>.parquet`, edited, and return how many rows were changed."""
        folder.mkdir(parents=True, exist_ok=True)
        changed = 0
        for each in self.inputs:
            query, number = getattr(self, f"_{kind}")(each, cutoff)
            changed += number
            self.connection.execute(f"copy ({query}) to {sql_text(folder / f'{each.model}.parquet')}")
        return changed

    def _count(self, source: str) -> int:
        return self.connection.execute(f"select count(*) from {source}").fetchone()[0]

    def _as_is(self, each: Input, cutoff: date | None) -> tuple[str, int]:
        return f"select * from {each.relation}", 0

    def _shuffled(self, each: Input, cutoff: date | None) -> tuple[str, int]:
        query = f"select * from {each.relation} order by md5(concat(rowid, '/', {self.seed})), rowid"
        return query, self._count(each.relation)

    def _future_deleted(self, each: Input, cutoff: date) -> tuple[str, int]:
        if each.moment is None:
            return self._as_is(each, cutoff)
        future = f"{each.moment} >= date '{cutoff}'"
        query = f"select * from {each.relation} where {future} is not true"
        return query, self._count(f"{each.relation} where {future}")

    def _future_perturbed(self, each: Input, cutoff: date) -> tuple[str, int]:
        if each.moment is None:
            return self._as_is(each, cutoff)
        return self._permuted(each, f"{each.moment} >= date '{cutoff}'", self._of_a_sale(each))

    def _past_perturbed(self, each: Input, cutoff: date) -> tuple[str, int]:
        if each.moment is not None:
            return self._permuted(each, f"{each.moment} < date '{cutoff}'", self._of_a_sale(each))
        columns = self.connection.table(each.relation).columns
        ids = {each.customer, each.article, *each.alike}
        return self._permuted(each, "true", [column for column in columns if column not in ids])

    @staticmethod
    def _of_a_sale(each: Input) -> list[str]:
        return [column for column in (each.moment, each.customer, each.article, *each.measures) if column]

    def _permuted(self, each: Input, where: str, columns: list[str]) -> tuple[str, int]:
        """Every column's values change places, each in its own way, among rows that are alike."""
        kind = " || '/' || ".join(f"coalesce(cast({column} as varchar), '')" for column in each.alike) or "''"
        swaps = ", ".join(
            f"""swap_{column} as (
                select alike_key, {column}, row_number() over (
                    partition by alike_key order by md5(concat(row_id, '{column}', {self.seed})), row_id
                ) as place
                from chosen
            )"""
            for column in columns
        )
        query = f"""
            with chosen as (
                select *, rowid as row_id, {kind} as alike_key,
                    row_number() over (partition by {kind} order by rowid) as place
                from {each.relation} where {where}
            ),
            {swaps},
            swapped as (
                select chosen.* exclude (row_id, alike_key, place)
                    replace ({", ".join(f"swap_{column}.{column} as {column}" for column in columns)})
                from chosen
                {" ".join(f"inner join swap_{column} using (alike_key, place)" for column in columns)}
            )
            select * from {each.relation} where ({where}) is not true
            union all
            select * from swapped
        """
        return query, self._count(f"{each.relation} where {where}")

    def _future_poisoned(self, each: Input, cutoff: date) -> tuple[str, int]:
        """Add customers and articles that nobody knew, buying and bought like nothing else from the cutoff on."""
        if each.moment is None:
            return self._as_is(each, cutoff)
        ids = [column for column in (each.customer, each.article) if column]
        future = " and ".join(
            [f"{each.moment} >= date '{cutoff}'", *(f"{column} is not null" for column in ids)]
        )
        if not self._count(f"{each.relation} where {future}"):
            return self._as_is(each, cutoff)
        new_ids = ", ".join(
            f"case when copy in {copies} then {self._new_ids(each, column, future)}[1 + place % {POISON_IDS}]"
            f" else {column} end as {column}"
            for column, copies in ((each.customer, "(1, 3)"), (each.article, "(2, 3)"))
            if column
        )
        unique = (
            f", {each.unique} + (select max({each.unique}) from {each.relation}) * copy as {each.unique}"
            if each.unique
            else ""
        )
        query = f"""
            with chosen as (
                select *, row_number() over (order by rowid) as place from {each.relation} where {future}
            ),
            poison as (
                select chosen.* exclude (place) replace (
                    {new_ids},
                    case when place % 2 = 0 then cast(date '{cutoff}' as timestamp) else {each.moment} end
                        as {each.moment}
                    {unique}
                )
                from chosen
                cross join generate_series(1, 3) as copies(copy)
            )
            select * from {each.relation}
            union all
            select * from poison
        """
        return query, 3 * self._count(f"{each.relation} where {future}")

    def _new_ids(self, each: Input, column: str, where: str) -> str:
        """Ids of the look of those in a column, but of nobody, as a list in SQL.

        The digits of an id's second half are turned on, so that new ids sort among the known ones.
        """
        known = {
            id
            for (id,) in self.connection.execute(f"select distinct {column} from {each.relation}").fetchall()
        }
        patterns = self.connection.execute(
            f"select distinct {column} from {each.relation} where {where} order by 1 limit {POISON_IDS}"
        ).fetchall()
        new: list[str] = []
        for place in range(POISON_IDS):
            id = patterns[place % len(patterns)][0]
            half = len(id) // 2
            turned = (id[:half] + id[half:].translate(_turned_digits(by)) for by in range(1, 10))
            unused = (each for each in turned if each not in known and each not in new)
            new.append(next(unused, f"{id}9{place}"))
        return f"[{', '.join(sql_text(id) for id in new)}]"


def _turned_digits(by: int) -> dict[int, str]:
    digits = "0123456789"
    return str.maketrans(digits, digits[by:] + digits[:by])
