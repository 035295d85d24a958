"""What the generated shop sells: categories, styles, colours and names, with H&M's numbers for them.

A *cell* is a (category, style) pair; customers have tastes for cells, and every article lies in one.
"""

from __future__ import annotations

from typing import NamedTuple


class Category(NamedTuple):
    """One kind of article; the affinities and the season drive demand, the numbers only the H&M layout."""

    name: str
    department: str
    group: str
    type_no: int
    garment_no: int
    garment: str
    section_no: int
    section: str
    euros: float
    women: float
    men: float
    youth: float
    """Log change of demand from the oldest age band to the youngest."""
    season_peak: int
    """Day of the year with the highest demand."""
    season_strength: float
    """Log change of demand from the mean to the peak."""
    goes_with: tuple[str, ...]


class Department(NamedTuple):
    """Numbers of a department in the H&M layout."""

    index_code: str
    group_no: int
    group_name: str


class Style(NamedTuple):
    """A style cluster: what it costs, how many of its products are basics, who likes it."""

    name: str
    price_factor: float
    basics: float
    """Share of its products that are basics, on sale for long."""
    price_level: float
    """Log change of demand for each unit of a customer's price level."""
    youth: float


class Colour(NamedTuple):
    """A colour with H&M's numbers for group, perceived value and perceived master."""

    name: str
    code: int
    value_no: int
    value: str
    master_no: int
    master: str


DEPARTMENTS = {
    "Ladieswear": Department("A", 1, "Ladieswear"),
    "Lingeries/Tights": Department("B", 1, "Ladieswear"),
    "Ladies Accessories": Department("C", 1, "Ladieswear"),
    "Divided": Department("D", 2, "Divided"),
    "Menswear": Department("F", 3, "Menswear"),
    "Sport": Department("S", 26, "Sport"),
}

_LADIES, _LINGERIE, _ACCESSORIES = "Ladieswear", "Lingeries/Tights", "Ladies Accessories"
_DIVIDED, _MEN, _SPORT = "Divided", "Menswear", "Sport"
_UPPER, _LOWER = "Garment Upper body", "Garment Lower body"

# fmt: off
CATEGORIES = (
    Category("Dress", _LADIES, "Garment Full body", 265, 1013, "Dresses Ladies", 15,
             "Womens Everyday Collection", 29.99, 1.0, .02, .3, 170, .7, ("Tights", "Earring", "Sneakers")),
    Category("Blouse", _LADIES, _UPPER, 258, 1010, "Blouses", 11,
             "Womens Tailoring", 24.99, .8, .02, -.6, 100, .2, ("Trousers", "Skirt", "Earring")),
    Category("Sweater", _LADIES, _UPPER, 252, 1003, "Knitwear", 15,
             "Womens Everyday Collection", 29.99, .9, .05, -.1, 330, .8, ("Trousers", "Skirt", "Bag")),
    Category("Trousers", _LADIES, _LOWER, 272, 1009, "Trousers", 11,
             "Womens Tailoring", 29.99, 1.1, .05, -.3, 280, .2, ("Blouse", "Sweater", "Basic T-shirt")),
    Category("Basic T-shirt", _LADIES, _UPPER, 255, 1002, "Jersey Basic", 16,
             "Womens Everyday Basics", 7.99, 1.1, .08, .0, 180, .3, ("Trousers", "Skirt", "Jacket")),
    Category("Skirt", _LADIES, _LOWER, 275, 1012, "Skirts", 15,
             "Womens Everyday Collection", 19.99, .6, .01, .3, 160, .5, ("Blouse", "Tights", "Sneakers")),
    Category("Jacket", _LADIES, _UPPER, 262, 1007, "Outdoor", 6,
             "Womens Casual", 49.99, .5, .03, .0, 290, .9, ("Sweater", "Bag", "Trousers")),
    Category("Bra", _LINGERIE, "Underwear", 306, 1017, "Under-, Nightwear", 61,
             "Womens Lingerie", 14.99, .9, .01, .2, 10, .1, ("Tights", "Pyjamas", "Bikini top")),
    Category("Tights", _LINGERIE, "Socks & Tights", 304, 1021, "Socks and Tights", 62,
             "Womens Nightwear, Socks & Tigh", 6.99, .7, .01, .0, 340, .8, ("Dress", "Skirt", "Bra")),
    Category("Pyjamas", _LINGERIE, "Nightwear", 297, 1017, "Under-, Nightwear", 62,
             "Womens Nightwear, Socks & Tigh", 19.99, .4, .03, -.2, 350, .7, ("Bra", "Tights", "Socks")),
    Category("Bikini top", _LINGERIE, "Swimwear", 298, 1018, "Swimwear", 60,
             "Womens Swimwear, beachwear", 12.99, .6, .01, .8, 175, 1.6, ("Shorts", "Bag", "Dress")),
    Category("Bag", _ACCESSORIES, "Accessories", 66, 1019, "Accessories", 65,
             "Womens Big accessories", 19.99, .4, .05, -.1, 150, .2, ("Earring", "Jacket", "Sneakers")),
    Category("Earring", _ACCESSORIES, "Accessories", 70, 1019, "Accessories", 66,
             "Womens Small accessories", 5.99, .4, .02, .6, 345, .3, ("Bag", "Dress", "Blouse")),
    Category("Sneakers", _ACCESSORIES, "Shoes", 94, 1020, "Shoes", 64,
             "Womens Shoes", 24.99, .4, .08, .5, 110, .4, ("Trousers", "Socks", "Bag")),
    Category("Top", _DIVIDED, _UPPER, 254, 1005, "Jersey Fancy", 53,
             "Divided Collection", 12.99, .9, .02, 1.4, 165, .4, ("Shorts", "Earring", "Skirt")),
    Category("Shorts", _DIVIDED, _LOWER, 274, 1009, "Trousers", 53,
             "Divided Collection", 14.99, .5, .1, 1.1, 180, 1.4, ("Top", "Bikini top", "Sneakers")),
    Category("Hoodie", _DIVIDED, _UPPER, 308, 1002, "Jersey Basic", 51,
             "Divided Basics", 19.99, .5, .3, 1.2, 310, .6, ("Leggings", "Sneakers", "Socks")),
    Category("Shirt", _MEN, _UPPER, 259, 1011, "Shirts", 20,
             "Contemporary Smart", 24.99, .06, 1.0, -.3, 120, .2, ("Chinos", "Socks", "Men T-shirt")),
    Category("Men T-shirt", _MEN, _UPPER, 255, 1002, "Jersey Basic", 26,
             "Men Underwear", 9.99, .08, 1.3, .2, 180, .4, ("Chinos", "Socks", "Hoodie")),
    Category("Chinos", _MEN, _LOWER, 272, 1009, "Trousers", 21,
             "Contemporary Casual", 34.99, .06, 1.0, -.1, 270, .2, ("Shirt", "Men T-shirt", "Socks")),
    Category("Socks", _MEN, "Socks & Tights", 302, 1021, "Socks and Tights", 26,
             "Men Underwear", 5.99, .15, .8, .0, 345, .3, ("Men T-shirt", "Sneakers", "Chinos")),
    Category("Leggings", _SPORT, _LOWER, 273, 1005, "Jersey Fancy", 5,
             "Ladies H&M Sport", 19.99, .6, .05, .5, 20, .4, ("Hoodie", "Sneakers", "Bra")),
)

STYLES = (
    Style("Basic", .7, .75, -.5, .0),
    Style("Classic", 1.1, .40, .1, -.7),
    Style("Trend", 1.0, .05, -.1, .9),
    Style("Premium", 1.8, .25, .9, -.3),
)

COLOURS = (
    Colour("Black", 9, 4, "Dark", 5, "Black"),
    Colour("White", 10, 3, "Light", 9, "White"),
    Colour("Dark Blue", 73, 4, "Dark", 2, "Blue"),
    Colour("Light Pink", 51, 1, "Dusty Light", 4, "Pink"),
    Colour("Grey", 7, 1, "Dusty Light", 12, "Grey"),
    Colour("Dark Red", 43, 4, "Dark", 18, "Red"),
    Colour("Light Beige", 12, 1, "Dusty Light", 11, "Beige"),
    Colour("Greenish Khaki", 19, 4, "Dark", 20, "Khaki green"),
)

NAMES = (
    "Ada", "Alma", "Astrid", "Bea", "Cleo", "Dora", "Ebba", "Elin", "Emmy", "Fay", "Freja", "Greta", "Hedda",
    "Ida", "Ines", "Iris", "Isa", "Juno", "Kaja", "Kim", "Lea", "Lou", "Luna", "Maja", "Meja", "Mila", "Nora",
    "Olive", "Pia", "Rio", "Runa", "Saga", "Signe", "Siv", "Sol", "Tilda", "Tova", "Una", "Vera", "Ylva",
)
# fmt: on

CELLS = len(CATEGORIES) * len(STYLES)
"""Number of taste cells; cell = category index x number of styles + style index."""
