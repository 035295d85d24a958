"""A customer's list as a build would make it that knew of the latest events."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from itertools import groupby
from pathlib import Path
from threading import Lock
from typing import Any

import pyarrow as pa

from helix.journal.events import Event
from helix.live import rules
from helix.live.chain import Chain, Sale
from helix.live.happenings import BOUGHT, LOOKED_AT, Happening, happenings
from helix.reading.lookup.answers import CustomerAnswer, Offer
from python_ml.ranking.pairs import feature_matrix
from python_ml.ranking.scoring import SCORED
from python_ml.trees import Scorer


class Live:
    """Answers customers again, from a published build and what happened since.

    Threads may share it; one computes at a time.

    Attributes
    ----------
    build
        Id of the build.
    last_day
        The last day whose sales the build knows.

    Examples
    --------
    >>> live = Live.open(published / "current")                    # doctest: +SKIP
    >>> answers = live.answers({"C0000123": journal.of_customer("C0000123")})   # doctest: +SKIP
    >>> answers["C0000123"].offers[0].reason                       # doctest: +SKIP
    'You bought this last time, 1 day ago'
    """

    def __init__(self, chain: Chain, build: str) -> None:
        self.build = build
        self._chain = chain
        self.last_day = chain.last_day
        self._one_at_a_time = Lock()
        ((self._model_version, model_text),) = chain.rows("select run_id, model_text from ranker_model")
        self._scorer = Scorer(model_text, threads=1)
        chain.rows(rules.TABLES)
        self._dismissed_for = timedelta(days=int(chain.settings["dismissed_days"]))

    @classmethod
    def open(cls, folder: Path) -> Live:
        """Open a published build by its folder.

        Raises
        ------
        NotBuilt
            If the build has no file to compute from.
        Problem
            If the file is damaged, or of another version of DuckDB.
        """
        folder = folder.resolve()
        return cls(Chain(folder), folder.name)

    def close(self) -> None:
        """Let go of the build."""
        self._chain.close()

    def answers(self, customers: Mapping[str, Sequence[Event]]) -> dict[str, CustomerAnswer]:
        """Answer customers as of the day after their latest event, or as of the build if that is later.

        Parameters
        ----------
        customers
            By id, what each did; what the build knows already changes nothing. Somebody whom the build does not know
            is answered as a customer of whom nothing else is known.

        Returns
        -------
        dict of CustomerAnswer
            One of each.
        """
        told = {
            customer_id: self._happenings(customer_id, events) for customer_id, events in customers.items()
        }
        answers = {}
        ordered = sorted(told, key=lambda customer_id: (self._last_day(told[customer_id]), customer_id))
        for last_day, of_day in groupby(ordered, key=lambda customer_id: self._last_day(told[customer_id])):
            with self._computed({each: told[each] for each in of_day}, last_day):
                answers |= self._lists()
        return answers

    def of_session(self, article_ids: Sequence[str]) -> CustomerAnswer:
        """Answer somebody of whom no more is known than the articles that they looked at, the latest last.

        The answer is as of the build, and its `customer_id` is empty.
        """
        looks = [
            Happening("", article_id, LOOKED_AT, datetime.combine(self.last_day, time(microsecond=place)))
            for place, article_id in enumerate(article_ids)
        ]
        with self._computed({"": looks}, self.last_day):
            return self._lists()[""]

    def counts(self, event: Event) -> bool:
        """Tell whether a list would be another without this event: whether the build does not know of it, or can't."""
        as_of = self.last_day + timedelta(days=1)
        return any(
            self._is_news(each)
            if each.meaning == BOUGHT
            else rules.is_recent(each, as_of, self._dismissed_for)
            for each in self._happenings(event.customer_id, [event])
        )

    def tables(
        self, customers: Mapping[str, Sequence[Event]], last_day: date, names: Sequence[str]
    ) -> dict[str, pa.Table]:
        """What the models hold of customers when all is known through a day, to compare it with those of a build.

        Parameters
        ----------
        customers
            By id, what each did.
        last_day
            None of it is later.
        names
            Of models.
        """
        told = {
            customer_id: self._happenings(customer_id, events) for customer_id, events in customers.items()
        }
        with self._computed(told, last_day):
            return {name: self._chain.table(name) for name in names}

    def _happenings(self, customer_id: str, events: Iterable[Event]) -> list[Happening]:
        return happenings(customer_id, events, self._chain.settings["timezone"])

    def _last_day(self, happened: Iterable[Happening]) -> date:
        return max([self.last_day, *(happening.at.date() for happening in happened)])

    @contextmanager
    def _computed(self, told: Mapping[str, Sequence[Happening]], last_day: date) -> Iterator[None]:
        """Hold what all models say of customers, each with what they did up to a day."""
        happened = [happening for each in told.values() for happening in each]
        with self._one_at_a_time, self._chain.batch(list(told), self._sales(happened), last_day):
            rules.tell(self._chain, happened, self._chain.as_of, self._dismissed_for)
            rules.propose_neighbours(self._chain)
            self._chain.make(through="candidate_pairs")
            self._chain.rows(rules.REMOVE_DISMISSED)
            self._chain.make(through="pair_features")
            self._score()
            self._chain.make()
            yield

    def _sales(self, happened: Iterable[Happening]) -> list[Sale]:
        """The purchases that the build does not know, as its source would tell them."""
        bought = [each for each in happened if each.meaning == BOUGHT and self._is_news(each)]
        prices = self._prices([each.article_id for each in bought])
        return [
            Sale(
                each.customer_id,
                each.article_id,
                each.at if self._chain.has_hours else datetime.combine(each.at.date(), time()),
                each.value_micros or prices.get(each.article_id, 0),
            )
            for each in bought
        ]

    def _is_news(self, bought: Happening) -> bool:
        """Whether it came after the sales that the build knows; a day without hours was over then."""
        if self._chain.has_hours:
            return bought.at > self._chain.last_sold_at
        return bought.at.date() > self.last_day

    def _prices(self, article_ids: Sequence[str]) -> dict[str, int]:
        """What articles cost, in millionths; one that was never sold has no price."""
        if not article_ids:
            return {}
        found = self._chain.rows(
            f"""
            select int_articles.article_id, cast(round(article_features.article_price_micros) as bigint)
            from int_articles
            inner join article_features on int_articles.article_key = article_features.article_key
            where int_articles.article_id in ({", ".join("?" * len(article_ids))})
            """,
            article_ids,
        )
        return {article_id: price for article_id, price in found if price is not None}

    def _score(self) -> None:
        pairs = self._chain.table("pair_features")
        scores = self._scorer.scores(feature_matrix(pairs, self._scorer.features))
        keys = [pairs.column(field.name) for field in SCORED if field.name != "score"]
        self._chain.put("ranker_scores", pa.table([*keys, pa.array(scores)], names=SCORED.names))

    def _lists(self) -> dict[str, CustomerAnswer]:
        """The answers that follow from what is computed."""
        offers: dict[str, list[Offer]] = {}
        reserves: dict[str, list[Offer]] = {}
        for customer_id, is_on_list, *row in self._chain.rows(LISTS):
            of_customer = (offers if is_on_list else reserves).setdefault(customer_id, [])
            of_customer.append(_offer(*row))
        return {
            customer_id: CustomerAnswer(
                customer_id,
                self._chain.as_of,
                peer_group,
                tuple(offers.get(customer_id, ())),
                tuple(reserves.get(customer_id, ())),
                build=self.build,
                model_version=self._model_version,
            )
            for customer_id, peer_group in self._chain.rows(WHO)
        }


def _offer(
    rank: int,
    article_id: str,
    name: str,
    score: float,
    purchase_probability: float | None,
    reason: str | None,
    is_bought_before: bool,
    score_rank: int,
    follows_from_a_look: bool,
    *look: Any,
) -> Offer:
    """An offer of a row of `LISTS`."""
    if follows_from_a_look:
        reason = rules.reason_after_a_look(*look)
    return Offer(rank, article_id, name, score, purchase_probability, reason, is_bought_before, score_rank)


WHO = """
    select customers.customer_id, profiles.peer_group
    from int_customers as customers
    inner join int_customer_profiles as profiles on customers.customer_key = profiles.customer_key
"""
# The list in its order, then what may come onto it, by score.
LISTS = """
    select
        customers.customer_id,
        recommended.rank is not null as is_on_list,
        row_number() over (
            partition by ranked.customer_key order by recommended.rank nulls last, ranked.score_rank
        ) as rank,
        articles.article_id,
        articles.name,
        ranked.score,
        chances.purchase_probability,
        reasons.reason,
        own.article_key is not null as is_bought_before,
        ranked.score_rank,
        because.article_key is null and facts.evidence in ('bought together', 'another version')
            as follows_from_a_look,
        facts.evidence,
        facts.because_name,
        facts.is_another_colour
    from ranked_pairs as ranked
    inner join int_customers as customers on ranked.customer_key = customers.customer_key
    inner join int_articles as articles on ranked.article_key = articles.article_key
    left join recommended_pairs as recommended
        on ranked.customer_key = recommended.customer_key and ranked.article_key = recommended.article_key
    left join offer_chances as chances
        on ranked.customer_key = chances.customer_key and ranked.article_key = chances.article_key
    left join recommendation_reasons as reasons
        on ranked.customer_key = reasons.customer_key and ranked.article_key = reasons.article_key
    left join reason_facts as facts
        on ranked.customer_key = facts.customer_key and ranked.article_key = facts.article_key
    left join recommendation_evidence as strongest
        on ranked.customer_key = strongest.customer_key and ranked.article_key = strongest.article_key
    left join int_customer_article_history as own
        on ranked.customer_key = own.customer_key and ranked.article_key = own.article_key
    left join int_customer_article_history as because
        on ranked.customer_key = because.customer_key and strongest.because_article_key = because.article_key
    order by customers.customer_id, rank
"""
