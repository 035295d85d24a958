"""Trees as the arrays that `trees.c` reads."""

import ctypes
from dataclasses import dataclass, fields
from typing import Any

import lightgbm as lgb
import numpy as np

LEAVES = 32
INFINITE = 1e300


class UnsupportedModel(ValueError):
    """The model has something that only LightGBM itself can score; the text says what."""


class _Pointers(ctypes.Structure):
    """`struct forest` of `trees.c`."""

    _fields_ = (
        ("trees", ctypes.c_int32),
        *(
            (name, ctypes.c_void_p)
            for name in (
                "first_word",
                "first_node",
                "absent",
                "feature",
                "threshold",
                "nan_goes_left",
                "on_its_left",
                "leaf",
            )
        ),
    )


@dataclass(frozen=True)
class Forest:
    """Trees whose leaves, counted from the left, are cut into words of 32.

    A node is listed in each word of which it can rule out a leaf: if it sends a row to the right, the leaves on its
    left are out. `first_word` is by tree, `first_node` and `absent` (bits without a leaf) by word, `feature`,
    `threshold`, `nan_goes_left` and `on_its_left` (bits) by node, `leaf` holds 32 values a word.
    """

    first_word: np.ndarray
    first_node: np.ndarray
    absent: np.ndarray
    feature: np.ndarray
    threshold: np.ndarray
    nan_goes_left: np.ndarray
    on_its_left: np.ndarray
    leaf: np.ndarray

    @classmethod
    def of(cls, booster: lgb.Booster) -> "Forest":
        """The trees of a model.

        Raises
        ------
        UnsupportedModel
            If its score is not the sum of one leaf a tree, reached by comparing single features with thresholds.
        """
        if "is_linear=1" in booster.model_to_string():
            raise UnsupportedModel("its leaves are linear")
        model = booster.dump_model()
        if model["num_tree_per_iteration"] != 1 or model.get("average_output"):
            raise UnsupportedModel("it is not one sum of trees")
        first_word, first_node, absent, nodes, leaves = [0], [0], [], [], []
        for tree in model["tree_info"]:
            values, splits = _flat(tree["tree_structure"])
            for start in range(0, len(values), LEAVES):
                word = values[start : start + LEAVES]
                leaves.extend(word + [0.0] * (LEAVES - len(word)))
                absent.append(_bits(len(word), LEAVES))
                for feature, threshold, nan_goes_left, left, right in splits:
                    if on_its_left := _bits(left - start, right - start):
                        nodes.append((feature, threshold, nan_goes_left, on_its_left))
                first_node.append(len(nodes))
            first_word.append(len(absent))
        feature, threshold, nan_goes_left, on_its_left = zip(*nodes, strict=True) if nodes else ((),) * 4
        return cls(
            np.array(first_word, np.int32),
            np.array(first_node, np.int32),
            np.array(absent, np.uint32),
            np.array(feature, np.int32),
            _rounded_down(np.array(threshold, np.float64)),
            np.array(nan_goes_left, np.int32),
            np.array(on_its_left, np.uint32),
            np.array(leaves, np.float64),
        )

    def pointers(self) -> _Pointers:
        """What C reads; valid as long as the forest is."""
        return _Pointers(
            len(self.first_word) - 1, *(getattr(self, field.name).ctypes.data for field in fields(self))
        )


def _flat(root: dict[str, Any]) -> tuple[list[float], list[tuple[int, float, bool, int, int]]]:
    """Leaves of a tree from left to right, and its splits with the range of the leaves on their left."""
    leaves, splits = [], []

    def visit(node: dict[str, Any]) -> None:
        if "split_feature" not in node:
            leaves.append(node["leaf_value"])
            return
        first = len(leaves)
        visit(node["left_child"])
        splits.append((node["split_feature"], node["threshold"], _nan_goes_left(node), first, len(leaves)))
        visit(node["right_child"])

    visit(root)
    return leaves, splits


def _nan_goes_left(node: dict[str, Any]) -> bool:
    """Where LightGBM sends what is missing; without missing values in training it takes them for zero."""
    if node["decision_type"] != "<=":
        raise UnsupportedModel("it has categorical features")
    if node["missing_type"] == "Zero":
        raise UnsupportedModel("it takes zeros for missing")
    return node["default_left"] if node["missing_type"] == "NaN" else node["threshold"] >= 0


def _bits(first: int, last: int) -> int:
    """Bits `first` to `last`, that one excluded, of a word."""
    first, last = max(first, 0), min(last, LEAVES)
    return (1 << last) - (1 << first) if first < last else 0


def _rounded_down(thresholds: np.ndarray) -> np.ndarray:
    """The largest float32 that is not above each: a float32 is above one of them if it is above the other.

    LightGBM writes 1e300 for an infinite threshold, which infinity is not above.
    """
    with np.errstate(over="ignore"):
        nearest = np.where(thresholds >= INFINITE, np.inf, thresholds).astype(np.float32)
        below = np.nextafter(nearest, np.float32(-np.inf))
    is_above = (nearest > thresholds) & (thresholds < INFINITE)
    return np.where(is_above, below, nearest)
