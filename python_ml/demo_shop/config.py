"""What a generated shop is made from."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import asdict, dataclass

from python_ml.problems import BadInput

LINES_PER_CUSTOMER = 25.0
"""Default sale lines per customer of a shop of `DAYS_OF_DEFAULT_LINES` days."""
DAYS_OF_DEFAULT_LINES = 400.0


@dataclass(frozen=True)
class DemoConfig:
    """Size and seed of a generated shop; equal configurations give equal shops, byte for byte.

    Parameters
    ----------
    customers
        Customers of the shop, those who never buy within the period included; at least 2.
    articles
        Articles (colour variants) ever on sale; 10 to 1,000,000.
    days
        Length of the period in days; 14 to 36,500.
    seed
        Any integer from 0 on.
    last_day
        Last day with sales; the first is `last_day - days + 1`.
    transactions
        Exact number of sale lines, at least one a customer; None means about 25 lines a customer in
        400 days, in proportion.

    Raises
    ------
    ValueError
        If a size is out of range; the message names the variable and the fix.
    """

    customers: int
    articles: int
    days: int
    seed: int
    last_day: dt.date = dt.date(2025, 12, 31)
    transactions: int | None = None

    def __post_init__(self) -> None:
        _require_between("customers", self.customers, 2, 2**30)
        _require_between("articles", self.articles, 10, 1_000_000)
        _require_between("days", self.days, 14, 36_500)
        _require_between("seed", self.seed, 0, 2**63 - 1)
        if (self.last_day - dt.date.min).days < self.days:
            raise BadInput(f"demo_last_day {self.last_day} is too early for {self.days} days", "move it")
        if self.transactions is not None and self.transactions < self.customers:
            raise BadInput(
                f"demo_transactions must be at least demo_customers ({self.customers}), got {self.transactions}",
                "raise it or ask for fewer customers",
            )

    @property
    def first_day(self) -> dt.date:
        """First day with sales."""
        return self.last_day - dt.timedelta(days=self.days - 1)

    @property
    def sale_lines(self) -> int:
        """Exact number of sale lines the shop has."""
        if self.transactions is not None:
            return self.transactions
        return max(
            self.customers, round(LINES_PER_CUSTOMER * self.customers * self.days / DAYS_OF_DEFAULT_LINES)
        )

    def to_json(self) -> str:
        """Return the configuration as JSON text, from which `from_json` makes an equal one."""
        return json.dumps(asdict(self) | {"last_day": self.last_day.isoformat()}, indent=2) + "\n"

    @classmethod
    def from_json(cls, text: str) -> DemoConfig:
        """Read a configuration written by `to_json`."""
        fields = json.loads(text)
        return cls(**fields | {"last_day": dt.date.fromisoformat(fields["last_day"])})


def _require_between(name: str, value: int, low: int, high: int) -> None:
    if value < low:
        raise BadInput(f"demo_{name} must be at least {low}, got {value}", "raise it")
    if value > high:
        raise BadInput(f"demo_{name} must be at most {high}, got {value}", "lower it")
