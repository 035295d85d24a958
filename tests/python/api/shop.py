"""A shop of two customers and a few articles, as the lookup of a build knows it."""

from datetime import date

from helix.reading.lookup import Arms, ArticleAnswer, Channel, Channels, CustomerAnswer, Offer, Places

ODD = "O'Håra/7 é\x7f\u202e☕"


def offer(rank, article_id, score=None, reason="Popular lately", **further):
    return Offer(
        rank=rank,
        article_id=article_id,
        name=article_id.title(),
        score=score,
        purchase_probability=None if score is None else score / 100,
        reason=reason,
        **further,
    )


def article(article_id, product, category, price, *similar):
    return ArticleAnswer(
        article_id=article_id,
        name=article_id.title(),
        product=product,
        category=category,
        price=price,
        is_new=False,
        similar=similar,
    )


ARTICLES = {
    each.article_id: each
    for each in (
        article("dress", 1, "clothes", 40.0, ("belt", 0.5), ("socks", 0.25)),
        article("shirt", 2, "clothes", 20.0),
        article("socks", 3, "small", 5.0),
        article("belt", 4, "small", 15.0, ("dress", 0.5)),
        article("hat", 5, "small", None),
        article(ODD, 6, "odd", 1.0, ("hat", 0.1)),
    )
}


class FakeLookup:
    as_of = date(2026, 1, 1)
    model_version = "ranker-1"
    places = Places(top_k=3, max_per_product=2, max_per_category=5, new_article_places=1)

    channels = Channels(
        {
            "push": Channel(can_push=True, places=1),
            "email": Channel(can_push=True, places=2),
            "web": Channel(can_push=False, places=None),
        }
    )

    arms = Arms([], {}, "UTC")

    def __init__(self, folder):
        self.build = folder.name

    @classmethod
    def open(cls, folder):
        return cls(folder)

    def customer(self, customer_id):
        offers = {
            "anna": (offer(1, "dress", 3.0), offer(2, "shirt", 2.0), offer(3, "socks", 1.0)),
            ODD: (offer(1, "hat", 1.0),),
        }.get(customer_id)
        return offers and CustomerAnswer(
            customer_id=customer_id,
            as_of=self.as_of,
            segment="women",
            offers=offers,
            next_purchase={"p_7d": 0.5},
            send_time={"weekday": 6, "hour": 21, "basis": "customer"},
            push={"article_id": "dress", "channel": "push"},
        )

    def list_of(self, customer_id):
        return self.customer(customer_id)

    def article(self, article_id):
        return ARTICLES.get(article_id)

    def popular(self, segment):
        ranked = ("belt", "hat") if segment == "women" else ("socks", "hat", "shirt", "dress")
        return tuple(offer(rank, article_id) for rank, article_id in enumerate(ranked, 1))
