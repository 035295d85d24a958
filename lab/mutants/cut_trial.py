"""The mutants that lack one cut, tried on a tiny shop by the checks of every build and by twins."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property
from pathlib import Path

from lab.mutants.bench import Bench, CodeFailed, Compiled
from lab.mutants.cuts import Cut, cuts, mark_cuts
from lab.mutants.shops import describe_more, shop_variables
from lab.twins.cases import CASES, EVALUATION, Case, Shop
from lab.twins.comparison import Comparison
from lab.twins.project import BuildFailed, Project
from python_ml.quoting import sql_text

GENERIC_TESTS = ("events_before_cutoff", "unique_combination")
BASE = "base"


class Fate(StrEnum):
    """What became of a mutant."""

    KILLED = "killed"
    SURVIVED = "survived"
    CHANGES_NOTHING = "changes nothing"
    DID_NOT_BUILD = "did not build"


@dataclass(frozen=True)
class CutVerdict:
    """A mutant's fate: which check found it, and what it saw, or what the database said."""

    cut: Cut
    fate: Fate
    check: str = ""
    evidence: str = ""


@dataclass
class CutTrial:
    """The shop and its twins, built once, and the models downstream of a cut run again on each.

    Parameters
    ----------
    original
        The project whose cuts are tried.
    folder
        Where everything is built; what is there is removed.
    """

    original: Path
    folder: Path
    sides: dict[str, Case | None] = field(default_factory=dict)
    built: dict[str, set[str]] = field(default_factory=dict)
    compared: dict[str, set[str]] = field(default_factory=dict)
    comparisons: dict[str, Comparison] = field(default_factory=dict)

    def build(self) -> None:
        """Build the shop with dbt, and from what dbt compiled its twins.

        Raises
        ------
        BuildFailed
            If a check finds anything in the project as it is.
        """
        project = Project.copy(self.original, self.folder / "marked")
        mark_cuts(project.folder)
        describe_more(project.folder)
        self.shop = Shop(project.folder, self.folder / "shop", shop_variables("tiny", self.folder))
        self.shop.build()
        if failed := self.shop.failed_static_tests():
            raise BuildFailed(f"without a mutant, these tests fail on the shop made for them: {failed}")
        self.compiled = Compiled(self.shop.base)
        self.bench = Bench(self.compiled, self.folder / "sides")
        self.asked = {*self.shop.asked(), "int_audience"}
        self.inputs = {each.model for each in self.shop.inputs}
        self._add(BASE, None)
        for case in CASES:
            if case.edit.startswith("future"):
                self._add(case.name, case)

    @cached_property
    def cuts(self) -> list[Cut]:
        """The mutants: every cut of every model that a shop is built with, whose rows have a cutoff."""
        models = [
            name for name in self.compiled.order if self.compiled.is_sql(name) and name not in self.inputs
        ]
        return [
            cut
            for name in models
            for cut in cuts(name, self.compiled.code(self.compiled.manifest.models[name]))
        ]

    def judge(self, cut: Cut) -> CutVerdict:
        """Run what is downstream of a cut until a check finds the mutant."""
        touched: dict[str, set[str]] = {side: set() for side in self.sides}
        try:
            for check, evidence in self.findings({cut.model: cut.sql}, touched):
                return CutVerdict(cut, Fate.KILLED, check, evidence)
        except CodeFailed as failure:
            return CutVerdict(cut, Fate.DID_NOT_BUILD, evidence=str(failure))
        finally:
            for side in self.sides:
                self._forget(side)
        return CutVerdict(cut, Fate.SURVIVED if any(touched.values()) else Fate.CHANGES_NOTHING)

    def findings(self, code: dict[str, str], touched: dict[str, set[str]]) -> Iterator[tuple[str, str]]:
        """Each check that finds a mutant, and what it sees.

        Parameters
        ----------
        code
            What the mutant's models run instead of their own code, by name.
        touched
            Names of models, for each side; those whose rows differ are added.

        Raises
        ------
        CodeFailed
            If a model could not be run, after all checks that need neither it nor what is made of it.
        """
        to_run = self.compiled.downstream(*code)
        broken: dict[str, CodeFailed] = {}
        tests = list(self.compiled.leakage_tests)
        for place, model in enumerate(to_run):
            if self.compiled.parents_of(model) & set(broken):
                broken[model] = next(iter(broken.values()))
                continue
            try:
                changed = [side for side in self.sides if self._changes(side, model, code, touched)]
            except CodeFailed as failure:
                broken[model] = failure
                continue
            for side in changed:
                touched[side].add(model)
            if changed:
                yield from self._differences(model)
            if BASE in changed and (rows := self.bench.repeated(_mutated(BASE), model)):
                yield "unique_combination", f"{rows:,} rows"
            waiting_for = {*to_run[place + 1 :], *broken}
            ready = [test for test in tests if not self.compiled.parents(test) & waiting_for]
            tests = [test for test in tests if test not in ready]
            for test in ready:
                if self.compiled.parents(test) & touched[BASE] and (
                    rows := self.bench.rows(_mutated(BASE), test)
                ):
                    yield short_name(test["name"]), f"{rows:,} rows"
        if broken:
            raise next(iter(broken.values()))

    def _differences(self, model: str) -> Iterator[tuple[str, str]]:
        for side, comparison in self.comparisons.items():
            if model in self.compared[side]:
                difference = comparison.compare(model, self._cutoff(self.sides[side])).difference
                if difference:
                    yield side, f"{difference.rows:,} rows of {model}"

    def _changes(self, side: str, model: str, code: dict[str, str], touched: dict[str, set[str]]) -> bool:
        """Run a model on the mutated side if it may differ there, and say whether any of its rows does."""
        read = self.compiled.parents_of(model)
        is_asked_otherwise = side != BASE and model in self.asked and model in touched[BASE]
        if model not in self.built[side] or not (model in code or read & touched[side] or is_asked_otherwise):
            return False
        self._run(_mutated(side), model, code.get(model))
        by_run = self.compiled.manifest.by_run(model)
        columns = f"* exclude ({', '.join(by_run)})" if by_run else "*"
        now, before = (f"select {columns} from {each}.main.{model}" for each in (_mutated(side), side))
        query = f"select exists ({now} except all {before}) or exists ({before} except all {now})"
        return self.bench.connection.execute(query).fetchone()[0]

    def _run(self, side: str, model: str, code: str | None = None) -> None:
        """Run a model; a twin is asked what the shop as it is is asked."""
        base = _mutated(BASE) if side.startswith(_mutated("")) else BASE
        if side == base or model not in self.asked:
            self.bench.run(side, model, code)
        elif model == "int_audience":
            self.bench.run(
                side,
                model,
                f"""select audience.as_of, audience.split, audience.cohort, here.customer_key
                from {base}.main.int_audience as audience
                inner join {base}.main.int_customers as there using (customer_key)
                inner join {side}.main.int_customers as here on there.customer_id = here.customer_id""",
            )
        else:
            self.bench.run(side, model, f"select * from {base}.main.{model}")

    def _add(self, side: str, case: Case | None) -> None:
        """Build a side of the bench: the shop as it is, or a twin."""
        self.sides[side] = case
        self.bench.add(side)
        self.bench.take_over(side, self.compiled.manifest.seeds)
        rows = self.folder / "rows" / side
        self.shop.edit.write(case.edit if case else "as_is", self._cutoff(case), rows)
        for model in self.inputs:
            self.bench.run(side, model, f"select * from read_parquet({sql_text(rows / f'{model}.parquet')})")
        left_out = set().union(*map(self._selected, (EVALUATION, *case.without))) if case else set()
        self.built[side] = set(self.compiled.order) - left_out - self.inputs
        for model in self.compiled.order:
            if model in self.built[side]:
                self._run(side, model)
        self.bench.add(_mutated(side))
        self._forget(side)
        if case:
            comparison = Comparison(
                self.bench.connection,
                self.compiled.manifest,
                self.shop.label_days,
                _mutated(BASE),
                _mutated(side),
            )
            self.comparisons[side] = comparison
            self.compared[side] = set(comparison.models(self._cutoff(case))) & self.built[side]

    def _selected(self, selector: str) -> set[str]:
        """Names of the models that a selector of dbt names, with all that is downstream: `model+` or `path:folder+`."""
        name = selector.removesuffix("+").removeprefix("path:")
        starts = [
            model
            for model in self.compiled.order
            if model == name or self.compiled.manifest.path(model).startswith(f"{name}/")
        ]
        return {model for start in starts for model in self.compiled.downstream(start)}

    def _forget(self, side: str) -> None:
        """Let the mutated side show what the side itself holds."""
        self.bench.show(
            _mutated(side), side, self.built[side] | self.inputs | set(self.compiled.manifest.seeds)
        )

    def _cutoff(self, case: Case | None) -> date | None:
        return self.shop.cutoffs[case.cutoff] if case else None


def _mutated(side: str) -> str:
    return f"mutated_{side}"


def short_name(test: str) -> str:
    """A generic test's name without the model's, which dbt puts behind it."""
    return next((name for name in GENERIC_TESTS if test.startswith(name)), test)
