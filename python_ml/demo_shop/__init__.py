r"""A generated shop whose true probabilities are known.

The same `DemoConfig` gives the same shop, byte for byte. `transactions_reader`, `customers_table` and
`articles_table` give it in the columns of the shop contract, `write_hm_layout` and `write_files_layout` as
files of any size in bounded memory, and `oracle_lists` the best recommendations possible, so that quality on
this shop can be read as a share of what is achievable.

The model
---------
*Articles.* Products with 1 to 5 colour variants lie in taste cells (category x style); the catalogue shows
the category, and the style as part of the department. Popularity is Zipf-like times a log-normal factor. Each
is on sale from a Monday on for its life: fashion for 6 to 22 weeks with demand sqrt(x) (1 - x) at the elapsed
share x of its life, basics for 40 to 160 weeks with steady demand. A cell's attraction in week t is
A = exp(season + trend): a cosine over the year, and an AR(1) walk. Fashion is marked down towards the end of
its life. Each article has three complements of matching categories in the same style.

*Customers.* Age band and gender make a segment. A customer has six weighted taste cells, drawn from the
segment's prior and tilted by a latent price level; four weighted staples among the basics of those cells; a
share of items that are staples (beta distributed); a trip rate (gamma distributed); a weekday and an hour
habit (Dirichlet draws around a few archetypes, the morning customers' at 7 h, the evening customers' at
21 h); an exponential lifetime (mean 500 days), after which they never come again; a level of basket size and
a share of online trips. 45 % are known before the period starts, the others arrive evenly through it.

*Trips.* On a clock that runs at rate x weekday habit x season of the year, the gaps between trips are
Erlang-2 distributed (`trips`).

*Baskets.* The first item is of the customer's own choice,

    M(j) = s staple(j) + (1 - s) theta(cell of j) w_t(j) / (sum of w_t over the cell),
    theta(cell) = (1 - b) taste(cell) + b background(cell),

with w_t = popularity x life cycle, taste by weight x A, background by the segment's prior x A, b = 0.35
(`demand`). The number of further items is Poisson; each is another unit of the first item (probability
0.06), a complement of it (0.2), or of the customer's own choice (0.74) (`baskets`). A sale line is one such
item. All items are independent given the latents and the first item, which makes the oracle exact in closed
form (`oracle`).

*Exact size.* Trips are drawn first; the items beyond the first of each trip, Poisson in the model, are
multinomial given that they sum to the lines asked for, which is what independent Poisson numbers are given
their sum.

What it lacks: purchases do not change tastes, there are no returns or promotions, customers do not influence
each other, and no event hits the shop as a whole. The oracle knows the latents, so no recommender that sees
only sales reaches it.
"""

from python_ml.demo_shop.config import DemoConfig
from python_ml.demo_shop.files_layout import LayoutSummary, write_files_layout
from python_ml.demo_shop.hm_layout import HM_DAYS, HM_LAST_DAY, write_hm_layout
from python_ml.demo_shop.oracle import oracle_lists
from python_ml.demo_shop.tables import articles_table, customers_table, transactions_reader

__all__ = [
    "HM_DAYS",
    "HM_LAST_DAY",
    "DemoConfig",
    "LayoutSummary",
    "articles_table",
    "customers_table",
    "oracle_lists",
    "transactions_reader",
    "write_files_layout",
    "write_hm_layout",
]
