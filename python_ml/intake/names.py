"""Names of columns and files: which are alike, and what others call the same thing."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher

# Two names of some length that differ in one or two letters.
ALIKE, SHORTEST_ALIKE = 0.86, 5
# What other programs call a column or a file of ours, as `plain` writes it.
OTHER_NAMES = {
    "customer_id": "customer client clientid customernumber customerno customercode custid user userid memberid",
    "article_id": "article articlenumber articleno articlecode product productid productcode item itemid sku skuid",
    "sold_at": "date day datetime orderdate saledate solddate soldon transactiondate timestamp purchasedate createdat",
    "quantity": "qty units pieces pcs quantityordered qtyordered quantitysold itemquantity",
    "unit_price": "price itemprice priceperunit priceeach singleprice pricegross pricenet",
    "unit_price_micros": "pricemicros",
    "channel": "saleschannel",
    "gender": "sex",
    "city": "town",
    "postal_code": "zip zipcode postcode",
    "name": "title productname articlename itemname",
    "category": "categoryname producttype",
    "colour": "color colourname colorname",
    "description": "productdescription articledescription",
    "opted_out_at": "optoutat optoutdate optedout optedouton unsubscribedat unsubscribedon",
    "sent_at": "sent senton sentdate sendat pushedat",
    "transactions": "transaction sales orders orderlines orderitems",
    "customers": "customer clients users",
    "articles": "article products items",
    "opt_outs": "optout optedout unsubscribed unsubscribes unsubscriptions suppressions suppressionlist donotcontact",
    "pushes": "push sentpushes pushessent",
}


def plain(name: str) -> str:
    """Letters and digits of a name alone, in small letters: `` Unit_Price`` is ``unitprice``."""
    return re.sub(r"[\W_]", "", unicodedata.normalize("NFKC", name).casefold())


def is_alike(name: str, wanted: str) -> bool:
    """Whether a name is likely meant for another: the same but for signs, a letter or two, or a usual other name."""
    given, meant = plain(name), plain(wanted)
    if given == meant or given in OTHER_NAMES.get(wanted, "").split():
        return bool(given)
    return (
        min(len(given), len(meant)) >= SHORTEST_ALIKE and SequenceMatcher(None, given, meant).ratio() >= ALIKE
    )


def meant_for(names: Iterable[str], wanted: Iterable[str]) -> dict[str, str]:
    """Pair each wanted name with the first name that is alike and taken by no other.

    Returns
    -------
    dict
        The name found, by the wanted name; in the order of the wanted names.
    """
    free, wanted = list(names), list(wanted)
    found: dict[str, str] = {}
    # What differs in signs alone comes before what is only similar.
    for test in (lambda name, want: plain(name) == plain(want) != "", is_alike):
        for want in wanted:
            name = next((name for name in free if want not in found and test(name, want)), None)
            if name is not None:
                found[want] = name
                free.remove(name)
    return {want: found[want] for want in wanted if want in found}


def unique_names(columns: Sequence[str]) -> list[str]:
    """Give each column without a name one that no other has: ``column4``, or ``column4_1`` if that is taken."""
    taken = {column.casefold() for column in columns}
    names = []
    for place, column in enumerate(columns, start=1):
        name, tries = column or f"column{place}", 0
        while not column and name.casefold() in taken:
            tries += 1
            name = f"column{place}_{tries}"
        taken.add(name.casefold())
        names.append(name)
    return names
