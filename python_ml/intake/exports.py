"""Exports of other programs and well-known data sets: by which columns they are known, and what those mean."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from python_ml.intake.day_formats import DAY_NUMBER
from python_ml.intake.mapping import LINE_TOTAL
from python_ml.intake.names import plain

# One name, or several of which the first is taken that is there and filled; or a list of names to be joined.
Names = str | tuple[str, ...] | list[str]


@dataclass(frozen=True)
class Part:
    """How a file of an export is read as one table.

    Attributes
    ----------
    columns : dict of str to names
        By the shop's name of a column, the export's; what the file lacks is left out.
    fill_down : tuple of str
        As in `TableMapping`, as far as the file has them.
    only : dict of str to tuple of str
        As in `TableMapping`, as far as the file has them.
    one_row_each : bool
        As in `TableMapping`.
    day_one : date or None
        For day numbers.
    """

    columns: Mapping[str, Names]
    fill_down: tuple[str, ...] = ()
    only: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    one_row_each: bool = False
    day_one: date | None = None

    @property
    def dates(self) -> str:
        """How its days are written, where that does not show in the file."""
        return DAY_NUMBER if self.day_one else ""


@dataclass(frozen=True)
class Export:
    """A file of another program.

    Attributes
    ----------
    name : str
        What people call it.
    known_by : tuple of str
        Columns by which it is known, all of them.
    parts : dict of str to Part
        By table, how it is read as one.
    notes : tuple of str
        What people should know of it.
    refusal : tuple of str, or None
        Why it is not enough, and what would be: sentence and remedy.
    """

    name: str
    known_by: tuple[str, ...]
    parts: Mapping[str, Part] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    refusal: tuple[str, str] | None = None

    def fits(self, header: Sequence[str]) -> bool:
        """Whether a file with this header is such an export."""
        there = {plain(name) for name in header}
        return all(plain(name) in there for name in self.known_by)


SHOPIFY_ORDER = ("Name", "Email", "Created at", "Accepts Marketing", "Cancelled at")
SHOPIFY_ARTICLE = ("Lineitem sku", "Lineitem name")
WOO_PAID = ("completed", "processing", "Completed", "Processing", "wc-completed", "wc-processing")
MAGENTO_PAID = ("complete", "processing", "Complete", "Processing")


def _magento(name: str) -> tuple[str, ...]:
    """The names of an item's attribute in exports of several extensions."""
    return name, f"item_{name}", f"item:{name}", f"items:{name}", f"product_{name}"


EXPORTS = (
    Export(
        "Shopify's orders",
        ("Name", "Email", "Created at", "Lineitem quantity", "Lineitem name", "Lineitem price"),
        {
            "transactions": Part(
                {
                    "customer_id": "Email",
                    "article_id": SHOPIFY_ARTICLE,
                    "sold_at": "Created at",
                    "quantity": "Lineitem quantity",
                    "unit_price": "Lineitem price",
                    "channel": "Source",
                },
                fill_down=SHOPIFY_ORDER,
                only={"Cancelled at": ("",)},
            ),
            "articles": Part(
                {"article_id": SHOPIFY_ARTICLE, "name": "Lineitem name", "department": "Vendor"},
                one_row_each=True,
            ),
            "customers": Part(
                {
                    "customer_id": "Email",
                    "country": "Billing Country",
                    "city": "Billing City",
                    "postal_code": "Billing Zip",
                },
                one_row_each=True,
            ),
            "opt_outs": Part(
                {"customer_id": "Email"}, fill_down=SHOPIFY_ORDER, only={"Accepts Marketing": ("no",)}
            ),
        },
        ("refunded orders count as sales",),
    ),
    Export(
        "WooCommerce's orders, a row an item (Customer/Order/Coupon Export)",
        ("item_quantity", "item_name", "billing_email"),
        {
            "transactions": Part(
                {
                    "customer_id": "billing_email",
                    "article_id": ("item_sku", "item_product_id", "item_name"),
                    "sold_at": ("date", "order_date"),
                    "quantity": "item_quantity",
                    LINE_TOTAL: ("item_total", "item_subtotal"),
                },
                only={"status": WOO_PAID},
            ),
            "articles": Part(
                {"article_id": ("item_sku", "item_product_id", "item_name"), "name": "item_name"},
                one_row_each=True,
            ),
            "customers": Part(
                {
                    "customer_id": "billing_email",
                    "country": "billing_country",
                    "city": "billing_city",
                    "postal_code": "billing_postcode",
                },
                one_row_each=True,
            ),
        },
    ),
    Export(
        "WooCommerce's orders (Advanced Order Export)",
        ("Order Date", "Email (Billing)", "Item Name"),
        {
            "transactions": Part(
                {
                    "customer_id": "Email (Billing)",
                    "article_id": ("SKU", "Item Name"),
                    "sold_at": "Order Date",
                    "quantity": ("Quantity", "Quantity (- Refund)"),
                    "unit_price": "Item Cost",
                },
                fill_down=("Order Number", "Order Status", "Order Date", "Email (Billing)"),
                only={"Order Status": WOO_PAID},
            ),
            "articles": Part(
                {"article_id": ("SKU", "Item Name"), "name": "Item Name", "category": "Category"},
                one_row_each=True,
            ),
            "customers": Part(
                {
                    "customer_id": "Email (Billing)",
                    "country": ("Country Code (Billing)", "Country (Billing)"),
                    "city": "City (Billing)",
                    "postal_code": "Postcode (Billing)",
                },
                one_row_each=True,
            ),
        },
    ),
    Export(
        "WooCommerce's report of orders",
        ("Order #", "Product(s)", "Items sold"),
        refusal=(
            "has a row an order, with all its articles in one field, and names in place of customers' ids",
            "export the orders with a row an item, each with billing_email, item_sku, item_quantity and item_total",
        ),
    ),
    Export(
        "Magento's grid of orders",
        ("Purchase Point", "Purchase Date", "Bill-to Name"),
        refusal=(
            "has a row an order, without the articles in it",
            "export the items of the orders, with created_at, customer_email, sku, qty_ordered and price",
        ),
    ),
    *(
        Export(
            "Magento's items of orders",
            ("created_at", customer, sku, quantity),
            {
                "transactions": Part(
                    {
                        "customer_id": customer,
                        "article_id": sku,
                        "sold_at": "created_at",
                        "quantity": quantity,
                        "unit_price": _magento("price"),
                    },
                    fill_down=("increment_id", "created_at", customer, "status"),
                    only={"status": MAGENTO_PAID, parent: ("",)},
                ),
                "articles": Part({"article_id": sku, "name": _magento("name")}, one_row_each=True),
            },
        )
        for customer in ("customer_email", "customer_id")
        for sku, quantity, parent in zip(
            _magento("sku"), _magento("qty_ordered"), _magento("parent_item_id"), strict=True
        )
    ),
    Export(
        "UCI's Online Retail",
        ("InvoiceNo", "StockCode", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID"),
        {
            "transactions": Part(
                {
                    "customer_id": "CustomerID",
                    "article_id": "StockCode",
                    "sold_at": "InvoiceDate",
                    "quantity": "Quantity",
                    "unit_price": "UnitPrice",
                }
            ),
            "articles": Part({"article_id": "StockCode", "name": "Description"}, one_row_each=True),
            "customers": Part({"customer_id": "CustomerID", "country": "Country"}, one_row_each=True),
        },
        ("cancellations are rejected as rows, their sales stay: SOURCE=online_retail takes them back",),
    ),
    Export(
        "UCI's Online Retail II",
        ("Invoice", "StockCode", "Quantity", "InvoiceDate", "Price", "Customer ID"),
        {
            "transactions": Part(
                {
                    "customer_id": "Customer ID",
                    "article_id": "StockCode",
                    "sold_at": "InvoiceDate",
                    "quantity": "Quantity",
                    "unit_price": "Price",
                }
            ),
            "articles": Part({"article_id": "StockCode", "name": "Description"}, one_row_each=True),
            "customers": Part({"customer_id": "Customer ID", "country": "Country"}, one_row_each=True),
        },
        ("cancellations are rejected as rows, and their sales stay",),
    ),
    Export(
        "Instacart's orders",
        ("order_id", "user_id", "order_dow", "days_since_prior_order"),
        refusal=(
            "has no dates, only weekdays and days between orders",
            "give each order a date, join it with order_products__prior.csv, and write customer_id, article_id and "
            "sold_at as transactions.csv",
        ),
    ),
    Export(
        "Instacart's articles of orders",
        ("order_id", "product_id", "add_to_cart_order", "reordered"),
        refusal=(
            "has neither customers nor dates",
            "join it with orders.csv once its orders have dates",
        ),
    ),
    Export(
        "dunnhumby's The Complete Journey",
        ("household_key", "BASKET_ID", "DAY", "PRODUCT_ID", "QUANTITY", "SALES_VALUE"),
        {
            "transactions": Part(
                {
                    "customer_id": "household_key",
                    "article_id": "PRODUCT_ID",
                    "sold_at": ["DAY", "TRANS_TIME"],
                    "quantity": "QUANTITY",
                    LINE_TOTAL: "SALES_VALUE",
                },
                day_one=date(2014, 1, 1),
            )
        },
        ("nobody says when day 1 was: day_one is a guess, set it as you like",),
    ),
    Export(
        "dunnhumby's articles",
        ("PRODUCT_ID", "MANUFACTURER", "DEPARTMENT", "COMMODITY_DESC"),
        {
            "articles": Part(
                {
                    "article_id": "PRODUCT_ID",
                    "name": "SUB_COMMODITY_DESC",
                    "category": "COMMODITY_DESC",
                    "department": "DEPARTMENT",
                }
            )
        },
    ),
    Export(
        "Ta-Feng",
        ("TRANSACTION_DT", "CUSTOMER_ID", "PRODUCT_ID", "AMOUNT", "SALES_PRICE"),
        {
            "transactions": Part(
                {
                    "customer_id": "CUSTOMER_ID",
                    "article_id": "PRODUCT_ID",
                    "sold_at": "TRANSACTION_DT",
                    "quantity": "AMOUNT",
                    LINE_TOTAL: "SALES_PRICE",
                }
            ),
            "articles": Part({"article_id": "PRODUCT_ID", "category": "PRODUCT_SUBCLASS"}, one_row_each=True),
            "customers": Part({"customer_id": "CUSTOMER_ID", "postal_code": "PIN_CODE"}, one_row_each=True),
        },
        ("SALES_PRICE is read as the price of the whole line",),
    ),
    Export(
        "H&M's sales",
        ("t_dat", "customer_id", "article_id", "price", "sales_channel_id"),
        refusal=("is H&M's, as Kaggle has it", "build it with SOURCE=hm"),
    ),
)
