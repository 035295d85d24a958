"""What one build says of one customer, in a sentence and as a file."""

from __future__ import annotations

import calendar
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from helix.reading.customer_view import CustomerView
from helix.reading.files import Table, replace_file, require_place, write_tables
from helix.reading.records import NextPurchase, Recommendation, SendTime
from python_ml.printing import printable
from python_ml.problems import BadInput

# The horizon that the sentence names.
DAYS = 30


@dataclass(frozen=True)
class Prediction:
    """When a customer is likely to order, when to reach them, and what to offer; printed, it is one sentence.

    It needs no open build, so that it may be kept.

    Attributes
    ----------
    customer_id
        The customer.
    as_of
        It knows what happened before this day.
    next_purchase, send_time
        When; ``None`` where the build does not say.
    recommendations
        What, best first.
    """

    customer_id: str
    as_of: date
    next_purchase: NextPurchase | None
    send_time: SendTime | None
    recommendations: tuple[Recommendation, ...]

    @classmethod
    def of(cls, view: CustomerView) -> Prediction:
        """Return what a view of a customer says."""
        return cls(
            view.customer.customer_id,
            view.cutoff.as_of,
            view.next_purchase,
            view.send_time,
            tuple(view.recommendations),
        )

    def __str__(self) -> str:
        told = [text for text in (self._when(), self._hour(), self._what()) if text]
        sentence = "; ".join(told) or "nothing is predicted"
        return printable(f"Customer {self.customer_id}, as of {self.as_of}: {sentence}.")

    __repr__ = __str__

    def save(self, path: str | Path) -> Path:
        """Write it to a file, which is replaced if it is there, and return the path.

        Parameters
        ----------
        path
            ``.txt`` has the sentence and a line an article; ``.sqlite`` has the tables ``prediction`` and
            ``recommendations``.

        Raises
        ------
        BadInput
            If the ending is unknown, the folder is not there, or git would not ignore the file.
        Problem
            If it can't be written.

        Examples
        --------
        >>> import helix, tempfile
        >>> prediction = helix.open().predict("C00012")
        >>> prediction.save(f"{tempfile.mkdtemp()}/C00012.txt").read_text().splitlines()[1]
        ' 1  0108775015  Strap top: bought 3 times'
        """
        place = Path(path)
        write = WRITERS.get(place.suffix.lower())
        if write is None:
            raise BadInput(
                f"{place} has an ending that is not written", f"call it {place.stem}.txt or .sqlite"
            )
        require_place(place, f"{self.customer_id}.txt")
        replace_file(place, lambda unfinished: write(self, unfinished))
        return place

    def _when(self) -> str:
        if self.next_purchase is None:
            return ""
        probability = self.next_purchase.probabilities[DAYS]
        within = (
            "" if probability is None else f"orders within {DAYS} days with probability {probability:.0%}, "
        )
        expected = self.next_purchase.expected_on
        return within + (f"expected on {expected}" if expected else "more likely not again than once")

    def _hour(self) -> str:
        if self.send_time is None:
            return ""
        return f"reach them on {calendar.day_name[self.send_time.weekday - 1]}s at {self.send_time.hour}:00"

    def _what(self) -> str:
        if not self.recommendations:
            return ""
        best = self.recommendations[0]
        reason = f" ({best.reason})" if best.reason else ""
        return f"offer {best.name or best.article_id}{reason}"


def _write_text(prediction: Prediction, path: Path) -> int:
    lines = [str(prediction)]
    for offer in prediction.recommendations:
        text = f"{offer.rank:>2}  {offer.article_id}  {offer.name or '-'}: {offer.reason or '-'}"
        lines.append(printable(text))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return len(lines)


def _write_sqlite(prediction: Prediction, path: Path) -> int:
    return write_tables(path, {"prediction": _head(prediction), "recommendations": _list(prediction)})


def _head(prediction: Prediction) -> Table:
    when, reach = prediction.next_purchase, prediction.send_time
    probabilities = {} if when is None else when.probabilities
    expected = when.expected_on if when else None
    return Table(
        [
            "customer_id text not null",
            "as_of text not null",
            "sentence text not null",
            "p_30d real",
            "expected_on text",
            "weekday integer",
            "hour integer",
        ],
        ["customer_id"],
        [
            (
                prediction.customer_id,
                prediction.as_of.isoformat(),
                str(prediction),
                probabilities.get(DAYS),
                expected and expected.isoformat(),
                reach and reach.weekday,
                reach and reach.hour,
            )
        ],
    )


def _list(prediction: Prediction) -> Table:
    return Table(
        [
            "rank integer not null",
            "article_id text not null",
            "name text",
            "score real",
            "purchase_probability real",
            "reason text",
        ],
        ["rank"],
        [
            (each.rank, each.article_id, each.name, each.score, each.purchase_probability, each.reason)
            for each in prediction.recommendations
        ],
    )


WRITERS: dict[str, Callable[[Prediction, Path], int]] = {".txt": _write_text, ".sqlite": _write_sqlite}
