"""What proves the project: leak checks, mutants, backtests, measurements. Nothing imports it."""

from python_ml.building.process import set_up

set_up()
