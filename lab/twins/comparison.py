"""Two builds compared bit by bit: every column of every model, on the rows that a cutoff allows."""

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import duckdb

from lab.manifest import Manifest
from python_ml.quoting import sql_name, sql_text

EXAMPLES = 3
FITTED_THROUGH = ("trained_through", "fitted_through")


@dataclass(frozen=True)
class Difference:
    """A model that the twins disagree on."""

    model: str
    columns: list[str]
    rows: int
    examples: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Compared:
    """A model that was looked at: how many rows and columns, and whether they differ."""

    model: str
    rows: int
    columns: int
    difference: Difference | None


@dataclass(frozen=True)
class Comparison:
    """Compares a twin with the build as it is.

    Rows with an `as_of` at or before the cutoff must be the same; of models that look into the label window, those
    whose window had closed, and of models with a column `known_on`, those known before. What was fitted for a split
    or a target must be the same if it says that it was fitted to days before the cutoff.
    A model without an `as_of` must be the same altogether, unless it is marked as the shop of today. Without a cutoff,
    all models must be the same, all of them.
    """

    connection: duckdb.DuckDBPyConnection
    manifest: Manifest
    label_days: int
    base: str
    twin: str

    @classmethod
    def open(cls, manifest: Manifest, label_days: int, base: Path, twin: Path) -> "Comparison":
        """Attach two database files, each under the name it was built with, as its views name it."""
        connection = duckdb.connect()
        for database in (base, twin):
            connection.execute(f"attach {sql_text(database)} as {sql_name(database.stem)} (read_only)")
        return cls(connection, manifest, label_days, base.stem, twin.stem)

    def models(self, cutoff: date | None) -> list[str]:
        """Names of the models to compare, in the order they are built in, near enough: by folder and name."""
        built = self._tables(self.base) & self._tables(self.twin)
        models = [
            model for model in self.manifest.models if model in built and self._is_compared(model, cutoff)
        ]
        return sorted(models, key=self.manifest.path)

    def in_one_only(self) -> list[str]:
        """Names of the models that one of the two lacks."""
        return sorted((self._tables(self.base) ^ self._tables(self.twin)) & set(self.manifest.models))

    def compare(self, model: str, cutoff: date | None) -> Compared:
        """Compare one model."""
        columns = self._columns(model)
        sums = {side: self._sums(side, model, columns, cutoff) for side in (self.base, self.twin)}
        different = [
            c
            for c, one, other in zip(columns, sums[self.base][1], sums[self.twin][1], strict=True)
            if one != other
        ]
        rows = sums[self.base][0]
        if different or rows != sums[self.twin][0]:
            return Compared(model, rows, len(columns), self._difference(model, columns, different, cutoff))
        return Compared(model, rows, len(columns), None)

    def constant_columns(self, model: str) -> set[str]:
        """Columns of a model that hold one value at most: nothing can be seen to change in them."""
        columns = self._columns(model)
        counts = ", ".join(f"count(distinct {column})" for column in columns)
        (numbers,) = self.connection.execute(f"select {counts} from {_table(self.base, model)}").fetchall()
        return {column for column, number in zip(columns, numbers, strict=True) if number <= 1}

    def _tables(self, side: str) -> set[str]:
        rows = self.connection.execute(
            "select table_name from duckdb_tables() where database_name = $1"
            " union all select view_name from duckdb_views() where database_name = $1",
            [side],
        ).fetchall()
        return {name for (name,) in rows}

    def _is_compared(self, model: str, cutoff: date | None) -> bool:
        if self.manifest.is_of_one_run(model):
            return False
        if cutoff is None:
            return True
        mark, columns = self.manifest.meta(model).get("twins"), self._columns(model)
        is_undated = mark == "after_window" and not {"as_of", "known_on"} & set(columns)
        return not (is_undated or mark in ("of_today", "fixed"))

    def _columns(self, model: str) -> list[str]:
        both = [self.connection.table(_table(side, model)).columns for side in (self.base, self.twin)]
        return [
            column for column in both[0] if column in both[1] and column not in self.manifest.by_run(model)
        ]

    def _rows(self, side: str, model: str, columns: list[str], cutoff: date | None) -> str:
        """The rows to compare, with customers and articles by their ids, as a query."""
        owner = {column: "customer" for column in columns if column.endswith("customer_key")}
        owner |= {
            column: "article" for column in columns if column.endswith(("article_key", "neighbour_key"))
        }
        selected = [
            f"{column}_of.{owner[column]}_id as {column}" if column in owner else f"this.{column}"
            for column in columns
        ]
        joins = [
            f"left join {_table(side, 'int_' + kind + 's')} as {column}_of on this.{column} = {column}_of.{kind}_key"
            for column, kind in owner.items()
        ]
        query = f"select {', '.join(selected)} from {_table(side, model)} as this {' '.join(joins)}"
        return f"select * from ({query}) as rows_by_id where {self._condition(model, columns, cutoff)}"

    def _condition(self, model: str, columns: list[str], cutoff: date | None) -> str:
        conditions = ["true"]
        if cutoff is not None and "known_on" in columns:
            conditions.append(f"known_on < date '{cutoff}'")
        elif cutoff is not None and "as_of" in columns:
            looks_ahead = self.manifest.meta(model).get("twins") == "after_window"
            conditions.append(f"as_of <= date '{cutoff}' - {self.label_days if looks_ahead else 0}")
        for fitted in FITTED_THROUGH:
            if cutoff is not None and fitted in columns:
                base = _table(self.base, model)
                if fitted_for := {"target", "split"} & set(columns):
                    # Of timing, two targets are of one split.
                    (key,) = fitted_for if len(fitted_for) == 1 else {"target"}
                    known = f"{key} in (select {key} from {base} where {fitted} < date '{cutoff}')"
                else:
                    known = f"(select max({fitted}) from {base}) < date '{cutoff}'"
                conditions.append(known)
        for column in ("customer_key", "customer_id"):
            if cutoff is not None and column in columns:
                # Whoever buys for the first time after the cutoff is nobody yet.
                conditions.append(
                    f"{column} in (select customer_id from {_table(self.base, 'int_customers')})"
                )
                conditions.append(
                    f"{column} in (select customer_id from {_table(self.twin, 'int_customers')})"
                )
        return " and ".join(conditions)

    def _keys(self, columns: list[str]) -> list[str]:
        return [
            c
            for c in columns
            if c in ("target", "as_of", "split", "cohort", "rank", "term")
            or c.endswith(("_key", "_id", "attribute"))
        ]

    def _sums(
        self, side: str, model: str, columns: list[str], cutoff: date | None
    ) -> tuple[int, list[int | None]]:
        """Number of rows, and for each column a sum of hashes of its values, each together with the row's keys."""
        keys = "".join(f", {key}" for key in self._keys(columns))
        hashes = ", ".join(f"sum(hash('{column}', {column}{keys}))" for column in columns)
        row = self.connection.execute(
            f"select count(*), {hashes} from ({self._rows(side, model, columns, cutoff)})"
        ).fetchone()
        return row[0], list(row[1:])

    def _difference(
        self, model: str, columns: list[str], different: list[str], cutoff: date | None
    ) -> Difference:
        rows = {side: self._rows(side, model, columns, cutoff) for side in (self.base, self.twin)}
        lost, gained = (
            f"({rows[one]}) except all ({rows[other]})"
            for one, other in ((self.base, self.twin), (self.twin, self.base))
        )
        number = max(
            self.connection.execute(f"select count(*) from ({query})").fetchone()[0]
            for query in (lost, gained)
        )
        keys = self._keys(columns)
        shown = [column for column in different if column not in keys][:4]
        examples = [
            f"{side}: "
            + ", ".join(f"{name} {value}" for name, value in zip([*keys, *shown], row, strict=True))
            for side, query in ((self.base, lost), (self.twin, gained))
            for row in self.connection.execute(
                f"select {', '.join([*keys, *shown])} from ({query}) order by all limit {EXAMPLES}"
            ).fetchall()
        ]
        return Difference(model, different, number, examples)


def _table(side: str, model: str) -> str:
    return f"{sql_name(side)}.main.{model}"
