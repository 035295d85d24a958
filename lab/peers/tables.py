"""The tables that every contestant makes of the shop as of the day after its last sale."""

# What contestants read: the shop under its contract, with integer keys, as Parquet.
SHOP = ("int_transactions", "int_customers", "int_articles")
RETRIEVERS = ("repurchase", "item_cf", "same_product", "popular", "popular_in_segment")
# What is made, by the names of the project's models: the keys of each table, and the columns that are compared.
KEYS = {
    "customer_features": ("customer_key",),
    "article_features": ("article_key",),
    "int_customer_article_history": ("customer_key", "article_key"),
    "int_customer_taste": ("customer_key", "attribute", "attribute_key"),
    "int_article_neighbours": ("article_key", "neighbour_key"),
    "candidate_pairs": ("customer_key", "article_key"),
}
WINDOWS, REBUY_WINDOWS = (1, 7, 28, 91), (28, 91)
COLUMNS = {
    "customer_features": tuple(
        f"customer_{name}"
        for name in (
            *"days_since_first days_since_last purchase_days lines units spend_micros".split(),
            *(f"{name}_{days}d" for name in ("purchase_days", "lines") for days in (7, 28, 91)),
            *"price_mean_micros price_sd_micros gap_mean gap_sd cycle_position basket_mean".split(),
            *"last_basket articles repeat_share categories top_category_share departments".split(),
            *"top_department_share weekend_share online_share age".split(),
        )
    ),
    "article_features": tuple(
        f"article_{name}"
        for name in (
            *(f"{name}_{days}d" for name in ("units", "orders", "buyers") for days in WINDOWS),
            *"orders buyers rank_7d rank_28d popularity trend_7d trend_28d days_on_sale".split(),
            *"days_since_last rebuy_chances_28d".split(),
            *(f"{name}_{days}d" for name in ("first_buyers", "rebuy_share") for days in REBUY_WINDOWS),
            *"repeat_rate repurchase_gap_mean buyers_age_mean units_per_order price_micros".split(),
            "price_to_category",
        )
    ),
    "int_customer_article_history": (
        *"times_bought units spend_micros days_since_first days_since_last visits_since_first".split(),
        *"visits_since_last weight_30d weight_120d recency_rank".split(),
    ),
    "int_customer_taste": ("times_bought", "days_since_last", "share"),
    "int_article_neighbours": ("rank", "similarity"),
    "candidate_pairs": (
        *(f"{retriever}_{what}" for retriever in RETRIEVERS for what in ("rank", "score")),
        "retrievers",
    ),
}
