import doctest
import importlib
import pkgutil

import pytest

import helix


def modules():
    """Every module of the ring, and the package itself."""
    return ["helix", *(each.name for each in pkgutil.walk_packages(helix.__path__, "helix."))]


def examples():
    """Every example of a docstring, by the name of what it describes."""
    finder = doctest.DocTestFinder(exclude_empty=True)
    found = [
        test for name in modules() for test in finder.find(importlib.import_module(name)) if test.examples
    ]
    return {test.name: test for test in found}


@pytest.mark.parametrize("name", examples())
def test_example_runs(database, name):
    report = []
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS)
    runner.run(examples()[name], out=report.append)
    assert runner.failures == 0, "".join(report)


def test_every_public_method_of_a_shop_has_an_example():
    shop = helix.reading.shop.Shop
    public = {f"helix.reading.shop.Shop.{name}" for name in vars(shop) if not name.startswith("_")}
    assert public - set(examples()) == {"helix.reading.shop.Shop.close"}


def test_an_example_that_is_wrong_fails(database):
    (wrong,) = [doctest.DocTestParser().get_doctest(">>> 1 + 1\n3\n", {}, "wrong", None, 0)]
    runner = doctest.DocTestRunner()
    runner.run(wrong, out=lambda text: None)
    assert runner.failures == 1
