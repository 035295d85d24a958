"""Build shops at the edge of what can be learned from: each whole, with all tests, or refused in one sentence.

Usage: `python -m lab.odd_shops --help`.
"""

import argparse
import json
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path

from lab.dbt_runs import DbtRuns
from lab.markdown import table
from python_ml.publishing import current_build

ROOT = Path(__file__).resolve().parents[1]
FIRST_DAY = date(2026, 3, 2)
# Of a build's text, the line that says why a shop is refused stands under this one.
REFUSED = "Compilation Error in"
# Unit tests judge the code, which is the same each time.
BUILD = ("build", "--exclude-resource-type", "unit_test")
SMALL = {"train_cutoffs": 2, "timing_train_cutoffs": 6}
CSV = dict[str, str]


@dataclass(frozen=True)
class OddShop:
    """A shop, and what becomes of it.

    Attributes
    ----------
    files
        Gives the content of each CSV file, by name.
    refused
        A part of the sentence with which it is refused; None if it is built.
    builds
        How often it is built, each time over what the time before left.
    """

    files: Callable[[], CSV]
    refused: str | None = None
    builds: int = 1


@dataclass(frozen=True)
class Sale:
    """One line of a shop's sales."""

    customer: str
    article: str
    day: int
    hour: int = 12
    quantity: int = 1
    price: str = "9.90"


def usual(
    customers: int = 60, articles: int = 30, days: int = 150, lines: int = 24, seed: int = 5
) -> list[Sale]:
    """Sales as of an everyday shop: rhythms of the customers' own, few articles that sell often, other hours."""
    draw = random.Random(seed)
    sales = []
    for customer in range(customers):
        own = [min(draw.randrange(articles), draw.randrange(articles)) for _ in range(4)]
        for _ in range(lines):
            article = draw.choice(own) if draw.random() < 0.6 else draw.randrange(articles)
            day, hour = draw.randrange(days), 8 + draw.randrange(12)
            price = f"{5 + article * 1.5:.2f}"
            sales.append(Sale(f"c{customer}", f"a{article}", day, hour, 1 + draw.randrange(2), price))
    return sales


def whole(sales: Iterable[Sale]) -> CSV:
    """The file of sales with every column."""
    lines = ["customer_id,article_id,sold_at,quantity,unit_price"]
    for sale in sales:
        moment = datetime.combine(FIRST_DAY + timedelta(sale.day), datetime.min.time()) + timedelta(
            hours=sale.hour
        )
        lines.append(f"{sale.customer},{sale.article},{moment},{sale.quantity},{sale.price}")
    return {"transactions": "\n".join(lines) + "\n"}


def of_columns(sales: Iterable[Sale], *columns: str) -> CSV:
    """The file of sales with the first three columns of some names, and dates alone."""
    lines = [",".join(columns)]
    lines += [f"{sale.customer},{sale.article},{FIRST_DAY + timedelta(sale.day)}" for sale in sales]
    return {"transactions": "\n".join(lines) + "\n"}


def three_columns() -> CSV:
    """Who, what, and on which day: neither prices nor quantities nor hours."""
    return of_columns(usual(), "customer_id", "article_id", "sold_at")


def without_prices() -> CSV:
    """With hours and quantities, but every price is missing."""
    return whole(Sale(**{**vars(sale), "price": ""}) for sale in usual())


def one_price() -> CSV:
    """Everything costs the same."""
    return whole(Sale(**{**vars(sale), "price": "9.90"}) for sale in usual())


def free() -> CSV:
    """Everything costs nothing."""
    return whole(Sale(**{**vars(sale), "price": "0"}) for sale in usual())


def one_large_customer() -> CSV:
    """One customer holds nine of ten lines."""
    return whole([*usual(lines=6), *(Sale(**{**vars(sale), "customer": "c0"}) for sale in usual(lines=60))])


def anonymous_at_the_end() -> CSV:
    """Of the last five weeks no customer is known."""
    return whole(
        Sale(**{**vars(sale), "customer": "" if sale.day >= 115 else sale.customer}) for sale in usual()
    )


def closed_inside() -> CSV:
    """Closed for four months, and open again for six weeks."""
    return whole(_closed(usual(days=130), 90, 120))


def reopened_lately() -> CSV:
    """Closed for four months, and open again for ten days."""
    return whole(_closed(usual(days=130), 120, 120))


def closed_but_for_one_sale() -> CSV:
    """Closed for four months, but for a single sale on the last day."""
    return whole([*usual(), Sale("c1", "a1", 270)])


def closed_but_for_a_stranger() -> CSV:
    """Closed for four months, but for a sale to nobody in particular."""
    return whole([*usual(), Sale("", "a1", 270)])


def only_newcomers_at_the_end() -> CSV:
    """In the last week only people buy who never did before."""
    return whole(
        Sale(**{**vars(sale), "customer": f"n{i}" if sale.day >= 143 else sale.customer})
        for i, sale in enumerate(usual())
    )


def only_novelties_at_the_end() -> CSV:
    """In the last week only articles sell that never did before: no candidate is bought."""
    return whole(
        Sale(**{**vars(sale), "article": f"n{i}" if sale.day >= 143 else sale.article})
        for i, sale in enumerate(usual())
    )


def always_novelties() -> CSV:
    """Every article sells once: no candidate is ever bought."""
    return whole(Sale(**{**vars(sale), "article": f"n{i}"}) for i, sale in enumerate(usual(lines=12)))


def everything_each_week() -> CSV:
    """Everybody buys the same two articles on every Monday: every candidate is bought."""
    return whole(
        Sale(f"c{customer}", f"a{article}", day)
        for customer in range(30)
        for article in range(2)
        for day in range(0, 150, 7)
    )


def one_sale_each() -> CSV:
    """No customer comes back."""
    return whole(Sale(**{**vars(sale), "customer": f"c{i}"}) for i, sale in enumerate(usual()))


def one_order_a_week() -> CSV:
    """Two customers take turns: the test week has one buyer."""
    return whole(Sale(f"c{week % 2}", f"a{week % 3}", 7 * week) for week in range(26))


def two_of_each() -> CSV:
    """Two customers and two articles."""
    return whole(usual(customers=2, articles=2, lines=40))


def all_alike() -> CSV:
    """Every customer, article, order, hour and price is like every other; only who buys what in which week is not."""
    draw = random.Random(5)
    sales = [
        Sale(f"c{c}", f"a{draw.randrange(9)}", 7 * week)
        for c in range(40)
        for week in range(22)
        if draw.randrange(3)
    ]
    customers = ["customer_id,age,gender,country,city"] + [f"c{c},40,f,SE,Lund" for c in range(40)]
    articles = ["article_id,name,category,department,colour"] + [
        f"a{a},Thing,Things,All,Red" for a in range(9)
    ]
    return {**whole(sales), "customers": "\n".join(customers) + "\n", "articles": "\n".join(articles) + "\n"}


def shortest() -> CSV:
    """As short a history as is accepted."""
    return whole(usual(days=49, lines=10))


def several_oddities() -> CSV:
    """Three columns; closed for four months; and of the last two weeks no customer is known."""
    sales = _closed(usual(customers=40, days=130), 90, 120)
    return of_columns(
        (Sale(**{**vars(sale), "customer": "" if sale.day >= 236 else sale.customer}) for sale in sales),
        *("customer_id", "article_id", "sold_at"),
    )


def one_article() -> CSV:
    """A single article."""
    return whole(Sale(**{**vars(sale), "article": "a0"}) for sale in usual())


def one_customer() -> CSV:
    """A single customer."""
    return whole(Sale(**{**vars(sale), "customer": "c0"}) for sale in usual())


def all_anonymous() -> CSV:
    """Nobody is known."""
    return whole(Sale(**{**vars(sale), "customer": ""}) for sale in usual())


def two_days() -> CSV:
    """Two days of history."""
    return whole(usual(days=2))


def _closed(sales: Iterable[Sale], day: int, days: int) -> Iterator[Sale]:
    for sale in sales:
        yield Sale(**{**vars(sale), "day": sale.day + (days if sale.day >= day else 0)})


SHOPS = {
    shop.files.__name__: shop
    for shop in (
        OddShop(three_columns),
        OddShop(without_prices),
        OddShop(one_price),
        OddShop(free),
        OddShop(one_large_customer),
        OddShop(anonymous_at_the_end),
        OddShop(closed_inside),
        OddShop(reopened_lately),
        OddShop(closed_but_for_one_sale),
        OddShop(closed_but_for_a_stranger),
        OddShop(only_newcomers_at_the_end),
        OddShop(only_novelties_at_the_end, builds=3),
        OddShop(always_novelties),
        OddShop(everything_each_week),
        OddShop(one_sale_each),
        OddShop(one_order_a_week),
        OddShop(two_of_each),
        OddShop(all_alike),
        OddShop(shortest),
        OddShop(several_oddities),
        OddShop(one_article, refused="all its sales are of one article"),
        OddShop(one_customer, refused="all its sales are of one customer"),
        OddShop(all_anonymous, refused="no sale has a customer"),
        OddShop(two_days, refused="its sales span 2 days"),
    )
}


@dataclass(frozen=True)
class Outcome:
    """How a build ended.

    Attributes
    ----------
    code
        Its exit code.
    is_published
        Whether people can read it.
    said
        All that it printed.
    seconds
        How long it took.
    """

    code: int
    is_published: bool
    said: str
    seconds: float = field(compare=False)

    @property
    def refusal(self) -> str | None:
        """The one sentence with which the shop was refused; None if it was not, or in more than that."""
        lines = self.said.splitlines()
        places = [number for number, line in enumerate(lines) if REFUSED in line]
        is_clean = self.code != 0 and "Traceback" not in self.said and len(places) == 1
        return lines[places[0] + 1].strip() if is_clean else None

    def is_as(self, shop: OddShop) -> bool:
        """Whether that is what becomes of the shop."""
        if shop.refused is None:
            return self.code == 0 and self.is_published
        return not self.is_published and shop.refused in (self.refusal or "")


@dataclass(frozen=True)
class Workshop:
    """Where shops are built one after the other, so that dbt reads the project once.

    Attributes
    ----------
    folder
        Holds the shop's files, its database, and what is published of it.
    """

    folder: Path

    def open(self, name: str) -> None:
        """Put a shop's files in the place of those of the one before, and forget what was built of that."""
        shutil.rmtree(self.folder / "raw", ignore_errors=True)
        shutil.rmtree(self.folder / "shop.published", ignore_errors=True)
        (self.folder / "shop.duckdb").unlink(missing_ok=True)
        (self.folder / "raw").mkdir(parents=True)
        for file, content in SHOPS[name].files().items():
            (self.folder / "raw" / f"{file}.csv").write_text(content, encoding="utf-8")

    def build(self) -> Outcome:
        """Build what is there with all tests of its tables, over what an earlier build left."""
        runs = DbtRuns(ROOT, self.folder / "shop.duckdb", self.folder / "target", self.folder / "logs")
        variables = json.dumps({"source": "files", "raw_path": str(self.folder / "raw")} | SMALL)
        started = time.monotonic()
        process = runs.start(*BUILD, variables=variables, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        said, _ = process.communicate()
        is_published = current_build(self.folder / "shop.published") is not None
        return Outcome(process.returncode, is_published, said, time.monotonic() - started)


def main() -> int:
    """Build what the command line asks for; the exit code is 1 if one of them is neither built nor refused."""
    parser = argparse.ArgumentParser(prog="python -m lab.odd_shops", description=__doc__)
    parser.add_argument("--folder", type=Path, default=Path("build/odd_shops"), help="where they are built")
    parser.add_argument("shops", nargs="*", metavar="SHOP", help="which; all without: " + ", ".join(SHOPS))
    arguments = parser.parse_args()
    if unknown := set(arguments.shops) - set(SHOPS):
        parser.error(f"there is no shop {', '.join(sorted(unknown))}")
    workshop, rows, is_well = Workshop(arguments.folder.resolve()), [], True
    for name in arguments.shops or SHOPS:
        workshop.open(name)
        for _ in range(SHOPS[name].builds):
            outcome = workshop.build()
            if not outcome.is_as(SHOPS[name]):
                break
        said = workshop.folder / f"{name}.txt"
        said.write_text(outcome.said, encoding="utf-8")
        is_well &= outcome.is_as(SHOPS[name])
        what = "built" if outcome.code == 0 else outcome.refusal or f"failed: see {said}"
        verdict = "yes" if outcome.is_as(SHOPS[name]) else "NO"
        rows.append([name, what, verdict, f"{outcome.seconds:.0f}"])
        print(f"{name}: {what} ({outcome.seconds:.0f} s)", flush=True)
    print(table(["shop", "outcome", "as it should", "seconds"], rows))
    return 0 if is_well else 1


if __name__ == "__main__":
    sys.exit(main())
