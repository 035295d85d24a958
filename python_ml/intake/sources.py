"""What each source needs: the table that the checks read."""

from dataclasses import dataclass

from python_ml.intake.problem import joined


@dataclass(frozen=True)
class RawFile:
    """One file of a source.

    Attributes
    ----------
    name : str
        File name without its ending.
    endings : tuple of str
        Endings that are read, each with its dot.
    columns : tuple of str
        Columns it must have; more are allowed.
    optional : bool
        Whether the source works without it.
    date_column : str or None
        Column with the moment of sale. A file that has one must also have rows.
    """

    name: str
    endings: tuple[str, ...]
    columns: tuple[str, ...]
    optional: bool = False
    date_column: str | None = None

    @property
    def file_names(self) -> tuple[str, ...]:
        """Every name under which the file is read."""
        return tuple(self.name + ending for ending in self.endings)


@dataclass(frozen=True)
class RawSource:
    """The files of one source.

    Attributes
    ----------
    files : tuple of RawFile
        None for a source that reads nothing.
    is_folder : bool
        Whether ``raw_path`` is the folder that holds the files, or itself the only file.
    """

    files: tuple[RawFile, ...]
    is_folder: bool = True

    @property
    def wanted(self) -> str:
        """What ``raw_path`` should be, in words."""
        if not self.is_folder:
            return f"one file that ends in {joined(self.files[0].endings, 'or')}"
        needed = [joined(file.file_names, "or") for file in self.files if not file.optional]
        return f"the folder with {joined(needed, 'and')}"


PARQUET_OR_CSV = (".parquet", ".csv")
CSV_ONLY = (".csv",)

SOURCES: dict[str, RawSource] = {
    "demo": RawSource(files=()),
    "hm": RawSource(
        files=(
            RawFile(
                name="transactions_train",
                endings=CSV_ONLY,
                columns=("t_dat", "customer_id", "article_id", "price", "sales_channel_id"),
                date_column="t_dat",
            ),
            RawFile(
                name="customers",
                endings=CSV_ONLY,
                columns=(
                    "customer_id",
                    "FN",
                    "Active",
                    "club_member_status",
                    "fashion_news_frequency",
                    "age",
                    "postal_code",
                ),
            ),
            RawFile(
                name="articles",
                endings=CSV_ONLY,
                columns=(
                    "article_id",
                    "product_code",
                    "prod_name",
                    "product_type_no",
                    "product_type_name",
                    "product_group_name",
                    "graphical_appearance_no",
                    "graphical_appearance_name",
                    "colour_group_code",
                    "colour_group_name",
                    "perceived_colour_value_id",
                    "perceived_colour_value_name",
                    "perceived_colour_master_id",
                    "perceived_colour_master_name",
                    "department_no",
                    "department_name",
                    "index_code",
                    "index_name",
                    "index_group_no",
                    "index_group_name",
                    "section_no",
                    "section_name",
                    "garment_group_no",
                    "garment_group_name",
                    "detail_desc",
                ),
            ),
        )
    ),
    "online_retail": RawSource(
        files=(
            RawFile(
                name="online_retail",
                endings=PARQUET_OR_CSV,
                columns=(
                    "InvoiceNo",
                    "StockCode",
                    "Description",
                    "Quantity",
                    "InvoiceDate",
                    "UnitPrice",
                    "CustomerID",
                    "Country",
                ),
                date_column="InvoiceDate",
            ),
        ),
        is_folder=False,
    ),
    "files": RawSource(
        files=(
            RawFile(
                name="transactions",
                endings=PARQUET_OR_CSV,
                columns=("customer_id", "article_id", "sold_at"),
                date_column="sold_at",
            ),
            RawFile(name="articles", endings=PARQUET_OR_CSV, columns=("article_id",), optional=True),
            RawFile(name="customers", endings=PARQUET_OR_CSV, columns=("customer_id",), optional=True),
            RawFile(name="opt_outs", endings=PARQUET_OR_CSV, columns=("customer_id",), optional=True),
            RawFile(name="pushes", endings=PARQUET_OR_CSV, columns=("customer_id", "sent_at"), optional=True),
        )
    ),
}
