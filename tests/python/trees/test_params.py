import pytest

from python_ml.next_purchase.hazard import HazardParams
from python_ml.ranking import RankerParams


@pytest.mark.parametrize(
    ("params", "objective"), [(RankerParams(), "lambdarank"), (HazardParams(), "binary")]
)
def test_every_model_of_trees_gives_the_same_ones_on_every_run(params, objective):
    given = params.as_lightgbm()
    assert (given["deterministic"], given["force_row_wise"], given["seed"]) == (True, True, 20)
    assert given["objective"] == objective
    assert params.for_dataset()["seed"] == given["seed"]
