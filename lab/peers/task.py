"""Numbers of the task that pandas and polars do, as the project's models have them."""

PAIR = ["customer_key", "article_key"]
# Features.
TASTES = ("product", "category", "department", "colour")
NO_GAP, PRIOR_VISITS = 92, 10
# Co-visitation.
PURCHASES_BACK, GAP_DAYS, DAYS_BACK, NEIGHBOURS, FEWEST_PAIRS = 20, 28, 182, 30, 2
# Retrievers.
CAPS = {"repurchase": 60, "item_cf": 40, "same_product": 6, "popular": 20, "popular_in_segment": 16}
DAYS_ON_SALE, RECENT_ARTICLES, RECENT_PRODUCTS, VARIANTS = 56, 20, 12, 6
FEWEST_BUYERS, SEGMENT_DAYS = 20, 91
