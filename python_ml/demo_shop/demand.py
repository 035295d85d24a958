"""What a customer's own choice falls on in a week: the distribution M of the model, drawn from and computed.

With s the customer's staple share, w(j) = popularity x life cycle and A(cell) = season x trend in the week,

    M(j) = s' staple(j) + (1 - s') theta(cell of j) w(j) / sum of w over its cell
    theta(cell) = (1 - b) taste(cell) + b background(cell)

where `staple` are the customer's staples on sale, by their weights; s' = s, or 0 when none is on sale;
`taste` the customer's taste cells, by weight x A; `background` all cells, by the segment's prior x A;
b = `BACKGROUND`, or 1 when no taste cell has anything on sale.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from python_ml.demo_shop.articles import Articles
from python_ml.demo_shop.catalogue import CELLS
from python_ml.demo_shop.customers import SEGMENTS, Taste, segment_prior
from python_ml.demo_shop.streams import cumulative_rows, draw_from_rows

BACKGROUND = 0.35
"""Share of the choices outside staples that follow the segment, not the customer."""


@dataclass(frozen=True, eq=False)
class Demand:
    """Demand for the articles of a shop, week by week."""

    articles: Articles

    @cached_property
    def background(self) -> NDArray[np.float64]:
        """What segments choose, shape (weeks, segments, cells), rows sum to 1."""
        attraction = segment_prior()[None] * self.articles.cell_attraction[:, None, :]
        return attraction / attraction.sum(axis=2, keepdims=True)

    @cached_property
    def _background_rows(self) -> NDArray[np.float64]:
        return cumulative_rows(self.background.reshape(-1, CELLS))

    @cached_property
    def _by_cell(self) -> NDArray[np.int64]:
        return np.argsort(self.articles.cell, kind="stable")

    @cached_property
    def _edges(self) -> NDArray[np.float64]:
        """Running total of the weights of week after week, articles ordered by cell within it."""
        weight = self.articles.weekly_weight[:, self._by_cell]
        return np.concatenate([[0.0], np.cumsum(weight / weight.sum(axis=1, keepdims=True))])

    @cached_property
    def _cell_starts(self) -> NDArray[np.int64]:
        return np.searchsorted(self.articles.cell[self._by_cell], np.arange(CELLS + 1))

    @cached_property
    def _within_cell(self) -> NDArray[np.float64]:
        """Total weight of a cell, 1 where it is empty, shape (weeks, cells)."""
        weight, cell = self.articles.weekly_weight, self.articles.cell
        total = np.stack([np.bincount(cell, week, minlength=CELLS) for week in weight])
        return np.where(total > 0, total, 1.0)

    def on_sale(self, week: NDArray[np.int64], article: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Return whether articles are on sale in weeks, elementwise."""
        return self.articles.weekly_weight[week, article] > 0

    def draw(
        self, rng: np.random.Generator, taste: Taste, customer: NDArray[np.int64], week: NDArray[np.int64]
    ) -> NDArray[np.int64]:
        """Draw one article of each customer's own choice.

        Parameters
        ----------
        rng
            Source of randomness.
        taste
            Latents of some customers.
        customer, week
            Row in `taste` and week of each draw, shape (n,).

        Returns
        -------
        Article indices, shape (n,).
        """
        staples = taste.staples[customer]
        weights = taste.staple_weights[customer] * self.on_sale(week[:, None], staples)
        some_on_sale = weights.any(axis=1)
        from_staples = (rng.random(len(customer)) < taste.staple_share[customer]) & some_on_sale
        article = np.empty(len(customer), np.int64)
        rows = np.flatnonzero(from_staples)
        article[rows] = _choose(rng, staples[rows], weights[rows])
        rows = np.flatnonzero(~from_staples)
        article[rows] = self._draw_from_cells(rng, taste, customer[rows], week[rows])
        return article

    def _draw_from_cells(
        self, rng: np.random.Generator, taste: Taste, customer: NDArray[np.int64], week: NDArray[np.int64]
    ) -> NDArray[np.int64]:
        cells = taste.cells[customer]
        weights = taste.cell_weights[customer] * self.articles.cell_attraction[week[:, None], cells]
        from_background = (rng.random(len(customer)) < BACKGROUND) | ~weights.any(axis=1)
        cell = np.empty(len(customer), np.int64)
        rows = np.flatnonzero(~from_background)
        cell[rows] = _choose(rng, cells[rows], weights[rows])
        rows = np.flatnonzero(from_background)
        group = week[rows] * SEGMENTS + taste.segment[customer[rows]]
        cell[rows] = draw_from_rows(self._background_rows, CELLS, group, rng.random(len(rows)))
        return self._draw_in_cell(rng, cell, week)

    def _draw_in_cell(
        self, rng: np.random.Generator, cell: NDArray[np.int64], week: NDArray[np.int64]
    ) -> NDArray[np.int64]:
        articles = len(self.articles.cell)
        first, last = (week * articles + self._cell_starts[cell + offset] for offset in (0, 1))
        low, high = self._edges[first], self._edges[last]
        target = low + rng.random(len(cell)) * (high - low)
        # Searching in rising order keeps the pages of a table of weeks x articles in the cache.
        order = np.argsort(target)
        slot = np.empty(len(cell), np.int64)
        slot[order] = np.searchsorted(self._edges, target[order], side="right") - 1
        return self._by_cell[np.clip(slot, first, last - 1) % articles]

    def distribution(self, taste: Taste, week: int) -> NDArray[np.float64]:
        """Return M for some customers in a week, shape (customers, articles), rows sum to 1."""
        rows = np.arange(len(taste.segment))[:, None]
        weights = taste.cell_weights * self.articles.cell_attraction[week, taste.cells]
        total = weights.sum(axis=1, keepdims=True)
        background = np.where(total > 0, BACKGROUND, 1.0)
        theta = background * self.background[week, taste.segment]
        np.add.at(theta, (rows, taste.cells), (1 - background) * weights / np.where(total > 0, total, 1.0))
        theta /= self._within_cell[week]
        staple_weights = taste.staple_weights * self.on_sale(np.asarray(week), taste.staples)
        total = staple_weights.sum(axis=1, keepdims=True)
        share = np.where(total > 0, taste.staple_share[:, None], 0.0)
        theta *= 1 - share
        chosen = theta[:, self.articles.cell] * self.articles.weekly_weight[week]
        np.add.at(chosen, (rows, taste.staples), share * staple_weights / np.where(total > 0, total, 1.0))
        return chosen


def _choose(
    rng: np.random.Generator, options: NDArray[np.int64], weights: NDArray[np.float64]
) -> NDArray[np.int64]:
    """Draw one option of each row, with that row's weights (not all zero)."""
    cumulative = np.cumsum(weights, axis=1)
    target = rng.random(len(options))[:, None] * cumulative[:, -1:]
    column = np.minimum((cumulative <= target).sum(axis=1), options.shape[1] - 1)
    return options[np.arange(len(options)), column]
