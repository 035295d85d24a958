"""The examples in the documentation of functions."""

import doctest
import importlib
import pkgutil

import pytest

import python_ml.experiments
from lab.experiments import sums

MODULES = [
    importlib.import_module(f"python_ml.experiments.{module.name}")
    for module in pkgutil.iter_modules(python_ml.experiments.__path__)
]


@pytest.mark.parametrize("module", [*MODULES, sums], ids=lambda module: module.__name__)
def test_examples_hold(module):
    assert doctest.testmod(module).failed == 0
