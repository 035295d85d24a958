"""A shop whose files are written otherwise is read as `columns.yml` says, and what it says of nothing is named."""

from datetime import datetime

from tests.python.bad_input.project import Project

COLUMNS = """
transactions:
  file: verkauf.csv
  encoding: cp1252
  separator: ;
  skip_lines: 1
  decimal: ","
  dates: dd.mm.yyyy
  columns: {customer_id: Kunde, article_id: Artikel, sold_at: Datum, quantity: Menge, line_total: Betrag}
articles:
  file: verkauf.csv
  encoding: cp1252
  separator: ;
  skip_lines: 1
  one_row_each: true
  columns: {article_id: Artikel, name: Text}
"""
ROWS = [
    f"K{number % 7};A{number % 3};M\u00fctze {number % 3};"
    f"{1 + number % 28:02d}.0{1 + number % 3}.2024 13:05;2;1.019,98;x\n"
    for number in range(100)
]


def test_shop_with_a_mapping(tmp_path):
    folder = tmp_path / "it's a shop [1]*"
    folder.mkdir()
    (folder / "columns.yml").write_text(COLUMNS)
    text = "Bericht\nKunde;Artikel;Text;Datum;Menge;Betrag;Rest\n" + "".join(ROWS) + "K1;A1;M\u00fctze\n"
    (folder / "verkauf.csv").write_bytes(text.encode("cp1252"))
    (folder / "opt_outs.csv").write_text('"customer_id","so\nme",,column3\nK1,x,y,z\n')
    (folder / "pushes.csv").write_text("customer_id,sent_at,note\nK2,2024-02-01," + "x" * 200_000 + "\n")
    project = Project(tmp_path)
    select = ("--select", "+int_transactions", "+int_articles", "+int_opt_outs", "+int_rejected_rows")
    only = ("--resource-type", "model", "--resource-type", "seed")
    outcome = project.dbt("build", *only, *select, source="files", raw_path=str(folder))
    assert outcome.code == 0, outcome.output
    assert outcome.output.count("Not read: verkauf.csv: Rest\n") == 1
    assert "Not read: opt_outs.csv: so\\nme, column3\n" in outcome.output
    assert "Not read: pushes.csv: note\n" in outcome.output
    assert project.rows(
        "select count(*), sum(quantity), min(unit_price_micros), max(unit_price_micros), min(sold_at) "
        "from int_transactions"
    ) == [(100, 200, 509_990_000, 509_990_000, datetime(2024, 1, 1, 13, 5))]
    assert project.rows("select article_id, name from int_articles order by 1") == [
        (f"A{number}", f"M\u00fctze {number}") for number in range(3)
    ]
    assert project.rows("select customer_id from int_opt_outs") == [("K1",)]
    assert project.rows("select count(*) from stg_files__push_lines") == [(1,)]
    assert project.rows("select file_name, reason, content from int_rejected_rows") == [
        (
            "verkauf.csv",
            "fewer fields than the header has columns",
            '{"line":103,"text":"K1;A1;M\u00fctze"}',
        )
    ]
