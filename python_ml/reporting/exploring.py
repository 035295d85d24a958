"""What the sales of a shop look like, in sentences computed from the rows of analyses."""

from __future__ import annotations

from collections.abc import Sequence

from python_ml.reporting.sentences import Rows, counted, percent

WEEKDAYS = ("Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays", "Saturdays", "Sundays")
WEEKS_COMPARED = 4
LATER_MONTH = 6
# Attributes of an article that a shop may know, as columns of the table `articles`.
ATTRIBUTES = ("name", "product_code", "category", "department", "colour", "description")


def weeks_meaning(weeks: Rows) -> str:
    """Say how much is sold in a week, and whether it grows, from rows of ``how_much_is_sold_each_week``.

    Examples
    --------
    >>> weeks_meaning([{"orders": 10, "spent": 0}, {"orders": 20, "spent": 0}])
    '30 orders in 2 whole weeks, between 10 and 20 a week; the sales have no prices.'
    """
    if not weeks:
        return "There is no whole week of sales yet."
    orders = [row["orders"] for row in weeks]
    spent = sum(row["spent"] or 0 for row in weeks)
    money = f"{spent / sum(orders):,.2f} is spent on an order" if spent else "the sales have no prices"
    return (
        f"{counted(sum(orders), 'order')} in {counted(len(weeks), 'whole week')}, between {min(orders):,} and "
        f"{max(orders):,} a week{_trend(orders)}; {money}."
    )


def weekdays_meaning(weekdays: Rows) -> str:
    """Say on which weekdays most and least is ordered, from rows of ``on_which_weekdays_do_customers_order``.

    Examples
    --------
    >>> weekdays_meaning([{"weekday": 1, "share_of_orders": 0.4}, {"weekday": 6, "share_of_orders": 0.6}])
    'Most orders come on Saturdays (60%), fewest on Mondays (40%); none on 5 weekdays.'
    """
    if not weekdays:
        return "There are no orders."
    most = max(weekdays, key=lambda row: row["share_of_orders"])
    least = min(weekdays, key=lambda row: row["share_of_orders"])
    missing = len(WEEKDAYS) - len(weekdays)
    never = f"; none on {counted(missing, 'weekday')}" if missing else ""
    return (
        f"Most orders come on {WEEKDAYS[most['weekday'] - 1]} ({percent(most['share_of_orders'])}), "
        f"fewest on {WEEKDAYS[least['weekday'] - 1]} ({percent(least['share_of_orders'])}){never}."
    )


def sold_hours_meaning(hours: Rows) -> str:
    """Say at which hour most is sold, from rows of ``at_which_hours_does_the_shop_sell``.

    Examples
    --------
    >>> sold_hours_meaning([])
    'The sales have no time of day, so nothing can be said of hours.'
    >>> sold_hours_meaning([{"hour_of_day": 9, "share_of_orders": 1.0}])
    'The busiest hour begins at 9:00, with 100% of the orders.'
    """
    if not hours:
        return "The sales have no time of day, so nothing can be said of hours."
    busiest = max(hours, key=lambda row: row["share_of_orders"])
    return (
        f"The busiest hour begins at {busiest['hour_of_day']}:00, "
        f"with {percent(busiest['share_of_orders'])} of the orders."
    )


def staying_meaning(months: Rows) -> str:
    """Say how many customers still order some months later, from rows of ``how_long_do_customers_stay``.

    Examples
    --------
    >>> staying_meaning([{"months_after": 1, "customers": 20, "share_ordered": 0.25}])
    'Of 20 customers, 25% ordered in month 1 after the one of their first order.'
    """
    if not months:
        return "No customer can be followed for a month yet."
    shown = min(months, key=lambda row: abs(row["months_after"] - LATER_MONTH))
    return (
        f"Of {counted(shown['customers'], 'customer')}, {percent(shown['share_ordered'])} ordered in month "
        f"{shown['months_after']} after the one of their first order."
    )


def gaps_meaning(intervals: Rows) -> str:
    """Say how far apart orders are, from the row of ``how_far_apart_are_orders``.

    Examples
    --------
    >>> gaps_meaning([{"customers": 4, "ordered_twice": 0}])
    'None of 4 customers has ordered on a second day.'
    >>> gaps_meaning([{"customers": 4, "ordered_twice": 3, "half_within": 7.0, "three_quarters_within": 30.0}])
    '75% of 4 customers ordered on a second day; half of the next orders come within 7 days, three quarters within 30.'
    """
    (row,) = intervals
    customers = counted(row["customers"], "customer")
    if not row["ordered_twice"]:
        return f"None of {customers} has ordered on a second day."
    return (
        f"{percent(row['ordered_twice'] / row['customers'])} of {customers} ordered on a second day; half of the next "
        f"orders come within {row['half_within']:.0f} days, three quarters within {row['three_quarters_within']:.0f}."
    )


def tail_meaning(tenths: Rows) -> str:
    """Say how much the best-selling articles take, from rows of ``how_long_is_the_tail_of_articles``.

    Examples
    --------
    >>> tail_meaning([{"articles": 2, "share_of_units": 0.8}, {"articles": 2, "share_of_units": 0.2}])
    'The best-selling 2 of 4 articles take 80% of the units, the slower half 20%.'
    """
    if not tenths or tenths[0]["share_of_units"] is None:
        return "No article was sold."
    articles = sum(row["articles"] for row in tenths)
    slower = sum(row["share_of_units"] for row in tenths[len(tenths) // 2 :])
    return (
        f"The best-selling {tenths[0]['articles']:,} of {counted(articles, 'article')} take "
        f"{percent(tenths[0]['share_of_units'])} of the units, the slower half {percent(slower)}."
    )


def prices_meaning(tenths: Rows) -> str:
    """Say between which prices articles lie, from rows of ``how_long_is_the_tail_of_articles``.

    Examples
    --------
    >>> prices_meaning([{"median_price": None}])
    'The sales have no prices.'
    >>> prices_meaning([{"median_price": 9.5}, {"median_price": 20.0}])
    'The median price is 9.50 among the best-selling articles and 20.00 among the slowest.'
    """
    prices = [row["median_price"] for row in tenths if row["median_price"] is not None]
    if not prices:
        return "The sales have no prices."
    return (
        f"The median price is {prices[0]:,.2f} among the best-selling articles "
        f"and {prices[-1]:,.2f} among the slowest."
    )


def new_articles_meaning(months: Rows) -> str:
    """Say what the newest articles sell, from rows of ``how_many_articles_are_new``.

    Examples
    --------
    >>> new_articles_meaning([{"month_from": "2026-01-01", "new_articles": 3, "share_of_units_28d": 0.1}])
    'The 3 articles first sold since 2026-01-01 make 10% of the units of the last 28 days.'
    """
    if not months:
        return "No article was sold."
    latest = months[-3:]
    share = sum(row["share_of_units_28d"] or 0 for row in latest)
    return (
        f"The {counted(sum(row['new_articles'] for row in latest), 'article')} first sold since "
        f"{latest[0]['month_from']} make {percent(share)} of the units of the last 28 days."
    )


def attributes_meaning(known: Sequence[str]) -> str:
    """Say what the shop knows of its articles.

    Parameters
    ----------
    known
        Those of `ATTRIBUTES` that at least one article has.

    Examples
    --------
    >>> attributes_meaning([])
    'The shop knows nothing of its articles but their ids.'
    >>> attributes_meaning(["name", "colour"])
    'Of its articles the shop knows name and colour.'
    """
    if not known:
        return "The shop knows nothing of its articles but their ids."
    *others, last = (name.replace("_", " ") for name in known)
    return f"Of its articles the shop knows {', '.join(others)}{' and ' if others else ''}{last}."


def _trend(orders: Sequence[int]) -> str:
    if len(orders) < 2 * WEEKS_COMPARED:
        return ""
    now, before = sum(orders[-WEEKS_COMPARED:]), sum(orders[-2 * WEEKS_COMPARED : -WEEKS_COMPARED])
    change = now / before - 1
    compared = f"in the last {WEEKS_COMPARED} weeks than in the {WEEKS_COMPARED} before"
    return f", {abs(change):.0%} {'more' if change >= 0 else 'fewer'} {compared}"
