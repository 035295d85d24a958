"""`helix check`, which needs no build."""

import pytest
from click.testing import CliRunner

from helix.cli import main

SALES = "customer_id,article_id,sold_at,quantity\nc1,a1,2024-03-01,1\nc2,a1,2024-03-02,1\n"


def ask(*words):
    return CliRunner().invoke(main, ["check", *map(str, words)])


def test_files_that_can_be_read(tmp_path):
    (tmp_path / "transactions.csv").write_text(SALES)
    (tmp_path / "opt_outs.csv").write_text("customer_id,why\nc2,x\nc3,y\n")
    (tmp_path / "notes.txt").write_text("x")
    result = ask(tmp_path)
    assert (result.exit_code, result.stderr) == (0, "")
    assert (
        result.stdout
        == f"""\
{tmp_path}, as a build with SOURCE=files would read it:
  transactions  transactions.csv, 2 rows
                customer_id from customer_id
                article_id  from article_id
                sold_at     from sold_at
                quantity    from quantity
  opt_outs      opt_outs.csv, 2 rows, 2 ids, 1 of which have a sale
                customer_id from customer_id
  not read      of opt_outs.csv: why
  not read      notes.txt
  without       customers, articles and pushes
"""
    )


def test_mapping_is_proposed_written_and_followed(tmp_path):
    (tmp_path / "orders.csv").write_text("Client;SKU;Date;qty\nc1;a1;31.03.2024;1\n")
    first = ask(tmp_path)
    assert first.exit_code == 1
    assert first.stderr == (
        f"helix: {tmp_path / 'orders.csv'} is not read under this name: call it transactions.csv\n"
    )
    assert "dates: dd.mm.yyyy" in first.stdout
    assert not (tmp_path / "columns.yml").exists()
    second = ask(tmp_path, "--write")
    assert (second.exit_code, second.stderr) == (0, "")
    assert "quantity    from qty" in second.stdout
    assert ask(tmp_path).stdout == second.stdout.split("\n", 1)[1]
    third = ask(tmp_path, "--write")
    assert third.exit_code == 1
    assert (
        third.stderr
        == f"helix: {tmp_path / 'columns.yml'} is there already: correct it, or remove it and ask again\n"
    )


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("x.csv", "a,b\n1,2\n", "transactions.parquet or transactions.csv is missing"),
        ("x.csv.gz", "a,b\n1,2\n", "x.csv.gz is no gzip file, or a damaged one: write it again"),
        ("transactions.csv", SALES, "the files can be read as they are"),
        ("orders.csv", "order_id,user_id,order_dow,days_since_prior_order\n1,1,1,1\n", "has no dates"),
    ],
)
def test_nothing_to_write(tmp_path, name, content, said):
    (tmp_path / name).write_text(content)
    result = ask(tmp_path, "--write")
    assert (result.exit_code, result.stdout) == (1, "")
    assert said in result.stderr
    assert "--write" not in result.stderr
    assert not (tmp_path / "columns.yml").exists()


def test_no_folder(tmp_path):
    result = ask(tmp_path / "nowhere")
    assert result.exit_code == 1
    assert f"raw_path {tmp_path / 'nowhere'} does not exist" in result.stderr


def test_control_characters_of_a_file_do_not_reach_the_terminal(tmp_path):
    (tmp_path / "transactions.csv").write_text(
        SALES.replace("quantity", "quantity,\x1b[31mred").replace(",1\n", ",1,1\n")
    )
    assert "\x1b" not in ask(tmp_path).output
