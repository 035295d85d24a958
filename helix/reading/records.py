"""What the tables of a build say, row by row: each record is the columns of a table that somebody here reads."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, fields
from datetime import date, datetime
from typing import Any, ClassVar, Literal

from python_ml.horizons import HORIZONS

Split = Literal["serve", "test"]


class Record:
    """A row of a table; its fields are the columns of the same name, unless a field names another.

    Attributes
    ----------
    table
        The table.
    keys
        Further columns of it, by which rows are looked up.
    """

    __slots__ = ()

    table: ClassVar[str]
    keys: ClassVar[tuple[str, ...]] = ()

    @classmethod
    def columns(cls) -> dict[str, str]:
        """Return the column of each field, but for fields that come from another table."""
        own = [each for each in fields(cls) if "of" not in each.metadata]
        return {each.name: each.metadata.get("column", each.name) for each in own}

    def plain(self) -> dict[str, Any]:
        """Return the fields as values of JSON: dates and times in ISO 8601."""
        return {
            name: value.isoformat() if isinstance(value, date) else value
            for name, value in asdict(self).items()
        }


@dataclass(frozen=True, slots=True)
class Customer(Record):
    """What the shop knows of a customer; ``None`` where it knows nothing."""

    table = "customers"

    customer_key: int
    customer_id: str
    age: int | None
    gender: str | None
    country: str | None
    city: str | None
    postal_code: str | None
    club_status: str | None
    newsletter: str | None


@dataclass(frozen=True, slots=True)
class Article(Record):
    """An article of the shop, by the name it has there."""

    table = "articles"

    article_key: int
    article_id: str
    name: str | None


@dataclass(frozen=True, slots=True)
class Cutoff(Record):
    """A cutoff and its label window ``[label_from, label_until)``."""

    table = "cutoffs"

    as_of: date
    split: Split
    label_from: date
    label_until: date


@dataclass(frozen=True, slots=True)
class History(Record):
    """A customer's purchases before a cutoff: days since the last one, and days with at least one."""

    table = "customer_features"
    keys = ("as_of", "customer_key")

    days_since_last: int | None = field(metadata={"column": "customer_days_since_last"})
    purchase_days: int = field(metadata={"column": "customer_purchase_days"})


@dataclass(frozen=True, slots=True)
class Recommendation(Record):
    """One article for one customer; ``score`` compares only within that customer and cutoff."""

    table = "recommendations"
    keys = ("as_of", "split", "customer_id")

    rank: int
    article_id: str
    name: str | None = field(metadata={"of": Article})
    score: float
    purchase_probability: float | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class NextPurchase(Record):
    """Probabilities that a customer orders within so many days of a cutoff; ``None`` beyond what history supports."""

    table = "next_purchase"
    keys = ("split", "customer_id")

    as_of: date
    p_7d: float | None
    p_14d: float | None
    p_30d: float | None
    p_60d: float | None
    p_90d: float | None
    expected_on: date | None

    @property
    def probabilities(self) -> dict[int, float | None]:
        """The probability of an order within each horizon, by its days."""
        return {days: getattr(self, f"p_{days}d") for days in HORIZONS}


@dataclass(frozen=True, slots=True)
class SendTime(Record):
    """When to reach a customer: weekday from 1 Monday, hour from 0, both in the shop's local time."""

    table = "send_time"
    keys = ("as_of", "split", "customer_id")

    weekday: int
    hour: int
    basis: str


@dataclass(frozen=True, slots=True)
class Push(Record):
    """A planned push; ``send_at`` is the shop's local time, ``priority`` the expected value.

    ``propensity`` is the probability with which article, channel and hour were chosen, given ``arms``, the arm of each
    experiment as a JSON object.
    """

    table = "push_plan"

    as_of: date
    customer_id: str
    article_id: str
    send_at: datetime
    send_at_utc: datetime
    channel: str
    basis: str
    purchase_probability: float
    priority: float
    currency: str | None
    reason: str
    message: str
    is_exploration: bool
    propensity: float
    arms: str | None
    article_name: str | None = field(metadata={"of": Article})


@dataclass(frozen=True, slots=True)
class PushExclusion(Record):
    """Why no push is planned for a customer."""

    table = "push_exclusions"
    keys = ("as_of", "customer_id")

    reason: str


@dataclass(frozen=True, slots=True)
class Ranker(Record):
    """A ranker, in LightGBM's text format."""

    table = "ranker_model"
    keys = ("split",)

    model_text: str


@dataclass(frozen=True, slots=True)
class Retriever(Record):
    """A way to propose articles."""

    table = "retrievers"

    retriever: str


@dataclass(frozen=True, slots=True)
class BuildFact(Record):
    """Something to say of the build: a number, with its interval if it has one, or a text."""

    table = "build_facts"

    subject: str
    name: str
    detail: str
    value: float | None
    low: float | None
    high: float | None
    unit: str
    text: str | None


@dataclass(frozen=True, slots=True)
class BuildStep(Record):
    """What a step of the build took; the seconds of all steps add up to those of the build."""

    table = "build_steps"

    step: str
    seconds: float
    nodes: int
    peak_memory_mb: int | None
    slowest_node: str | None
    slowest_node_seconds: float | None
    started_at: datetime
    ended_at: datetime


@dataclass(frozen=True, slots=True)
class Alert(Record):
    """What is wrong with the build, and what to do about it."""

    table = "alerts"

    severity: str
    subject: str
    name: str
    sentence: str
    what_to_do: str


@dataclass(frozen=True, slots=True)
class FeatureDrift(Record):
    """How far a feature has shifted from what was learned from."""

    table = "feature_drift"

    population: str
    feature: str
    psi: float
    psi_threshold: float
    q: float
    is_drift: bool


@dataclass(frozen=True, slots=True)
class DataCheck(Record):
    """Whether data are as they were; shares are from 0 to 1."""

    table = "data_quality"

    check_name: str
    detail: str
    value: float | None
    unit: str
    is_unusual: bool


@dataclass(frozen=True, slots=True)
class Promise(Record):
    """What was promised of a window that has closed, and what came."""

    table = "prediction_quality"

    promised_by: str
    what: str
    as_of: date
    days: int
    promised: float
    came: float
    predicted_over_observed: float | None
    is_decay: bool


@dataclass(frozen=True, slots=True)
class ExperimentResult(Record):
    """What came of one arm on one metric; ``difference`` and its interval are shares of the control's value."""

    table = "experiment_results"
    keys = ("segment",)

    experiment: str
    reading: str
    is_simulated: bool
    customers_moved: int
    customers_in_two_arms: int
    arm: str
    control: str
    metric: str
    status: str
    customers: int
    control_customers: int
    share: float | None
    planned_share: float | None
    sample_ratio_p: float | None
    value: float | None
    control_value: float | None
    difference: float | None = field(metadata={"column": "relative_difference"})
    lower: float | None = field(metadata={"column": "relative_lower"})
    upper: float | None = field(metadata={"column": "relative_upper"})
    p_value: float | None
    q_value: float | None
    verdict: str | None
    advice: str | None


@dataclass(frozen=True, slots=True)
class PublishedTable(Record):
    """A table of a published build, and how many rows it has."""

    table = "published_build"

    table_name: str
    row_count: int


RECORDS: tuple[type[Record], ...] = (
    Customer,
    Article,
    Cutoff,
    History,
    Recommendation,
    NextPurchase,
    SendTime,
    Push,
    PushExclusion,
    Ranker,
    Retriever,
    BuildFact,
    BuildStep,
    Alert,
    FeatureDrift,
    DataCheck,
    Promise,
    ExperimentResult,
)

# Names that tables had in builds of an earlier version, which may still be published.
FORMER_NAMES = {"customers": "int_customers", "articles": "int_articles", "cutoffs": "int_cutoffs"}

# What this room reads of each table; a pair has as many further columns as there are features.
COLUMNS = {record.table: (*record.keys, *record.columns().values()) for record in RECORDS} | {
    "pair_features": ("as_of", "split", "customer_key", "article_key"),
    "planning_units": ("days", "conversion", "orders", "revenue", "retention"),
}
