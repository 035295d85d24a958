import pytest

from python_ml.building import code as code_module
from python_ml.building.code import fit_fingerprint, modules_reached, python_fingerprint, sql_fingerprint
from python_ml.next_purchase import Forecaster
from python_ml.ranking import train_ranker


@pytest.mark.parametrize(
    "same",
    [
        "select a -- a note\nfrom b",
        "select  a\n\n  from b\n",
        "/* from c */ select a from b -- from 'c'",
        "select a /* it's */ from b",
    ],
)
def test_comments_and_layout_are_no_code(same):
    assert sql_fingerprint(same) == sql_fingerprint("select a from b")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("select a from b", "select a + 1 from b"),
        ("select 'a  b'", "select 'a b'"),
        ("select '-- a'", "select '-- b'"),
        ("select 'it''s -- a'", "select 'it''s -- b'"),
        ('select "a--b"', 'select "a--c"'),
        ("select a from b", "select afrom b"),
    ],
)
def test_texts_and_names_are_code(one, other):
    assert sql_fingerprint(one) != sql_fingerprint(other)


@pytest.fixture
def package(tmp_path, monkeypatch):
    """A package in place of `python_ml`, whose door reaches a, b and c, but not d."""
    modules = {
        "__init__": '"""All."""',
        "a": "from python_ml.b import two\n",
        "b": "def two():\n    from python_ml.deep import c\n    return c\n",
        "d": "from python_ml import a\n",
        "deep/__init__": "from python_ml.d import nothing\n",
        "deep/c": "import numpy\nx = 1  # one\n",
    }
    folder = tmp_path / "python_ml"
    (folder / "deep").mkdir(parents=True)
    for name, text in modules.items():
        (folder / f"{name}.py").write_text(text)
    (folder / "deep" / "fast.c").write_text("int x;")
    monkeypatch.setattr(code_module, "PACKAGE", folder)
    code_module._module.cache_clear()
    yield folder
    code_module._module.cache_clear()


DOOR = "from python_ml.a import two\n\ndef model(dbt, session):\n    return two()\n"


def test_imports_are_followed_wherever_they_stand(package):
    reached = modules_reached(["python_ml.a.two"])
    assert [path.relative_to(package).as_posix() for path in reached] == [
        *("__init__.py", "a.py", "b.py", "deep/c.py"),
    ]
    reached = modules_reached(["python_ml.deep.nothing"])
    assert package / "d.py" in reached, "what a package's __init__ hands on is followed"


@pytest.mark.parametrize(
    ("file", "text", "is_changed"),
    [
        ("deep/c.py", "import numpy\nx = 2\n", True),
        ("deep/fast.c", "int y;", True),
        ("deep/c.py", '"""Prose."""\nimport numpy\nx  =  1\n', False),
        ("d.py", "x = 1\n", False),
        ("b.py", "def two():\n    'Two.'\n    from python_ml.deep import c\n    return c\n", False),
    ],
)
def test_code_counts_where_it_is_reached(package, file, text, is_changed):
    before = python_fingerprint(DOOR)
    code_module._module.cache_clear()
    (package / file).write_text(text)
    assert (python_fingerprint(DOOR) != before) == is_changed


def test_the_door_s_own_code_counts():
    assert python_fingerprint(DOOR) != python_fingerprint(DOOR.replace("return two()", "return [two()]"))
    assert python_fingerprint(DOOR) == python_fingerprint("# A note.\n" + DOOR)


def test_a_fit_depends_on_every_module_that_fits_and_on_no_other():
    def reached(function):
        modules = modules_reached([function.__module__])
        return {path.relative_to(code_module.PACKAGE).as_posix() for path in modules}

    assert "trees/scorer.py" in reached(Forecaster), "the blend scores through it"
    assert "ranking/pairs.py" in reached(train_ranker)
    assert "ranking/explanation.py" not in reached(train_ranker)
    for function in (Forecaster, train_ranker):
        assert not any(name.startswith("building/") for name in reached(function))


def door():
    return 1


def other():
    return 2


def test_two_doors_of_one_fit_differ():
    assert fit_fingerprint(door, train_ranker) != fit_fingerprint(other, train_ranker)
