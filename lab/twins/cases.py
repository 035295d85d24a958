"""Which twins there are, and how one is built."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from lab.manifest import Manifest
from lab.twins.comparison import Compared, Comparison
from lab.twins.inputs import Edit, Input, inputs
from lab.twins.project import Project
from python_ml.quoting import sql_text

SAMPLE_CUSTOMERS = 20_000
SPLITS = ("train", "validation", "test")
SCRAMBLED_TABLES = Path(__file__).with_name("scrambled_tables.jinja")
# With what reads it, which says in numbers how good a build is.
EVALUATION = "path:models/marts/evaluation+"
MODELS = ("build", "--resource-type", "model", "--resource-type", "seed")


@dataclass(frozen=True)
class Case:
    """A twin: what is done to the sales, at which cutoff, and what is not built for it."""

    edit: str
    cutoff: str | None
    without: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """Folder and database of the twin."""
        return f"{self.edit}_{self.cutoff}" if self.cutoff else self.edit


RANKER, TIMING = "ranker_fits+", "timing_models+"
CASES = (
    Case("shuffled", None),
    Case("future_deleted", "test"),
    Case("future_perturbed", "test", without=(TIMING,)),
    Case("future_poisoned", "test"),
    Case("future_deleted", "train", without=(RANKER, TIMING)),
    Case("future_perturbed", "validation", without=(RANKER, TIMING)),
    Case("future_deleted", "timing_test", without=(RANKER,)),
    Case("future_perturbed", "timing_test", without=(RANKER,)),
    Case("future_poisoned", "timing_test", without=(RANKER,)),
    Case("past_perturbed", "test", without=(RANKER, TIMING)),
)


@dataclass(frozen=True)
class Outcome:
    """What a twin showed: how many input rows were edited, what was compared, and what went wrong."""

    case: Case
    cutoff: date | None
    edited: int
    compared: list[Compared]
    problems: list[str]
    notes: list[str]


class Shop:
    """A shop built as it is, from which twins are made.

    Parameters
    ----------
    original
        The project to judge.
    folder
        Where everything is built; what is there is removed.
    variables
        dbt's variables.
    """

    def __init__(self, original: Path, folder: Path, variables: dict[str, Any]) -> None:
        self.original, self.folder = original.resolve(), folder.resolve()
        # dbt runs in copies of the project, from where a relative path would lead elsewhere.
        paths = {
            name: str(Path(value).resolve())
            for name, value in variables.items()
            if name in ("raw_path", "journal_path") and value and "://" not in value
        }
        self.variables = {**variables, **paths, "max_rejected_share": 1.0}
        self.sample_note = ""

    def read(self) -> Project:
        """Read the source, up to the models through which its rows enter."""
        entered = Project.copy(self.original, self.folder / "entered")
        entered.dbt(*MODELS, "--select", "tag:twins_input", variables=self.variables)
        return entered

    def build(self, entered: Project | None = None) -> None:
        """Read the source unless that is done, draw a sample of customers if it is large, and build everything."""
        entered = entered or self.read()
        self.inputs: list[Input] = inputs(entered.manifest())
        self.connection = duckdb.connect()
        self.connection.execute(f"attach {sql_text(entered.database)} as entered")
        self._draw_customers()
        self.edit = Edit(self.connection, self.inputs)
        self.base, _ = self._edited_project("base", "as_is", None)
        self.base.dbt(*MODELS, variables=self.variables)
        self.manifest: Manifest = self.base.manifest()
        self._read_base()

    def failed_static_tests(self, is_half_built: bool = False) -> dict[str, int]:
        """Run the leakage tests of every dbt build, and return which failed and how many rows each found."""
        self.base.dbt("test", "--select", "tag:leakage", variables=self.variables, is_allowed_to_fail=True)
        return self.base.failed_tests(is_half_built)

    def run(self, case: Case) -> Outcome:
        """Build a twin and compare it."""
        cutoff = self.cutoffs[case.cutoff] if case.cutoff else None
        if case.cutoff and not cutoff:
            return Outcome(case, None, 0, [], [], [f"the history is too short for a {case.cutoff} cutoff"])
        twin, edited = self._twin(case, cutoff)
        exclude = [] if case.cutoff is None else ["--exclude", EVALUATION, *case.without]
        twin.dbt(*MODELS, *exclude, variables=self.variables)
        comparison = Comparison.open(self.manifest, self.label_days, self.base.database, twin.database)
        judge: Callable[..., Outcome] = _judge_control if case.edit == "past_perturbed" else _judge
        return judge(case, cutoff, edited, comparison)

    def _draw_customers(self) -> None:
        sales = next(each for each in self.inputs if each.moment and each.article)
        (customers,) = self.connection.execute(
            f"select count(distinct {sales.customer}) from {sales.relation}"
        ).fetchone()
        if customers <= SAMPLE_CUSTOMERS:
            return
        share = round(2**32 * SAMPLE_CUSTOMERS / customers)
        for each in self.inputs:
            if each.customer:
                bucket = f"cast('0x' || md5(concat('twins/', {each.customer}))[:8] as bigint)"
                self.connection.execute(f"delete from {each.relation} where {bucket} >= {share}")
        self.sample_note = f"on a seeded sample of about {SAMPLE_CUSTOMERS:,} of {customers:,} customers"

    def _edited_project(self, name: str, edit: str, cutoff: date | None) -> tuple[Project, int]:
        """A copy of the project whose rows enter from files, edited."""
        project = Project.copy(self.original, self.folder / name)
        files = project.folder.parent / "rows"
        edited = self.edit.write(edit, cutoff, files)
        for each in self.inputs:
            project.replace_model(each.path, _rows_of(files / f"{each.model}.parquet"))
        return project, edited

    def _read_base(self) -> None:
        self.connection.execute(f"attach {sql_text(self.base.database)} as base (read_only)")
        cutoffs = self.connection.execute(
            "select split, as_of from base.main.int_cutoffs order by as_of"
        ).fetchall()
        by_split = {split: [as_of for other, as_of in cutoffs if other == split] for split in SPLITS}
        # The one in the middle: of train there are several, or none in a history too short for them.
        self.cutoffs: dict[str, date | None] = {
            split: days[len(days) // 2] if days else None for split, days in by_split.items()
        }
        self.cutoffs["timing_test"] = self._timing_test()
        ((self.label_days,),) = self.connection.execute(
            "select cast(max(label_until - label_from) as integer) from base.main.int_cutoffs"
        ).fetchall()
        for model in self.asked():
            file = sql_text(self.folder / f"{model}.parquet")
            self.connection.execute(f"copy base.main.{model} to {file}")
        self.connection.execute(
            f"""copy (
                select audience.as_of, audience.split, audience.cohort, customers.customer_id
                from base.main.int_audience as audience
                inner join base.main.int_customers as customers using (customer_key)
            ) to {sql_text(self.folder / "audience.parquet")}"""
        )
        self.connection.execute("detach base")

    def asked(self) -> list[str]:
        """Models that hold what is asked, and no customer."""
        models = (name for name in self.manifest.models if self.manifest.meta(name).get("twins") == "fixed")
        return sorted(set(models) - {"int_audience"})

    def _timing_test(self) -> date | None:
        ((as_of,),) = self.connection.execute(
            "select max(as_of) from base.main.int_timing_targets where target = 'timing_test'"
        ).fetchall()
        return as_of

    def _twin(self, case: Case, cutoff: date | None) -> tuple[Project, int]:
        twin, edited = self._edited_project(case.name, case.edit, cutoff)
        if case.cutoff is None:
            shutil.copy2(SCRAMBLED_TABLES, twin.folder / "macros" / "scrambled_tables.sql")
        else:
            self._fix_the_question(twin)
        return twin, edited

    def _fix_the_question(self, twin: Project) -> None:
        """Ask of the twin the same cutoffs and the same customers, and let it pass as a shop that it cannot be."""
        for model in self.asked():
            twin.replace_model(self.manifest.path(model), _rows_of(self.folder / f"{model}.parquet"))
        twin.replace_model(
            self.manifest.path("int_audience"),
            f"""select audience.as_of, audience.split, audience.cohort, customers.customer_key
            from ({_rows_of(self.folder / "audience.parquet")}) as audience
            inner join {{{{ ref('int_customers') }}}} as customers on audience.customer_id = customers.customer_id
            """,
        )
        gate = twin.folder / "macros/staging/stop_on_problem.sql"
        gate.write_text("{%- macro stop_on_problem(problems, concerns=none) -%}{%- endmacro -%}\n")


def _rows_of(path: Path) -> str:
    return f"select * from read_parquet({sql_text(path)})\n"


def _judge(case: Case, cutoff: date | None, edited: int, comparison: Comparison) -> Outcome:
    compared = [comparison.compare(model, cutoff) for model in comparison.models(cutoff)]
    problems = []
    if not edited:
        problems.append(
            "the edit changed no row, so the twin shows nothing: there are no sales at or after the cutoff"
        )
    if case.edit == "future_perturbed" and not _labels_changed(comparison, cutoff):
        problems.append("control: the labels of the cutoff stayed the same when its window was perturbed")
    if not any(each.rows for each in compared):
        problems.append("no row was compared")
    return Outcome(case, cutoff, edited, compared, problems, [])


def _labels_changed(comparison: Comparison, cutoff: date | None) -> bool:
    keys = [
        f"""select label.as_of, customer_id, article_id, units
        from {side}.main.labels as label
        inner join {side}.main.int_customers using (customer_key)
        inner join {side}.main.int_articles using (article_key)
        where label.as_of = date '{cutoff}'
        union all
        select following.as_of, customer_id, following.split, days_to_next
        from {side}.main.int_timing_next_orders as following
        inner join {side}.main.int_customers using (customer_key)
        where following.as_of = date '{cutoff}'"""
        for side in (comparison.base, comparison.twin)
    ]
    (changed,) = comparison.connection.execute(
        f"select count(*) from ({keys[0]} except all {keys[1]})"
    ).fetchone()
    return changed > 0


def _judge_control(case: Case, cutoff: date | None, edited: int, comparison: Comparison) -> Outcome:
    """The other way round: with another past, a feature that stays the same is not made from the past."""
    problems, unchangeable, compared = [], [], []
    for model in comparison.manifest.models:
        features = comparison.manifest.features(model)
        if not features:
            continue
        result = comparison.compare(model, cutoff)
        compared.append(Compared(model, result.rows, len(features), None))
        changed = result.difference.columns if result.difference else []
        constant = comparison.constant_columns(model)
        for feature in features:
            if feature in constant:
                unchangeable.append(feature)
            elif feature not in changed:
                problems.append(f"control: {model}.{feature} stayed the same when all the past was perturbed")
    notes = (
        [f"of one value in this shop, so nothing to see: {', '.join(unchangeable)}"] if unchangeable else []
    )
    return Outcome(case, cutoff, edited, compared, problems, notes)
