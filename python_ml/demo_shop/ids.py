"""Ids of customers: a readable form for the shop contract, 64 hexadecimal digits for the H&M layout.

Both rise with the customer's index and can be turned back into it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from python_ml.demo_shop.config import DemoConfig
from python_ml.demo_shop.customers import BLOCK, block_size, block_start
from python_ml.demo_shop.streams import Stream, generator

_CONTRACT_ID = re.compile(r"C(\d{7,10})")
_HM_ID = re.compile(r"[0-9a-f]{64}")
_LEADING_BITS = 48


def contract_customer_ids(config: DemoConfig, block: int) -> pa.Array:
    """Return the contract's ids of a block's customers, C0000000 the first of the shop."""
    start = block_start(block)
    return pa.array([f"C{index:07d}" for index in range(start, start + block_size(config, block))])


def hm_customer_ids(config: DemoConfig, block: int) -> pa.Array:
    """Return the H&M layout's ids of a block's customers.

    The leading 48 bits are `(index + a fraction) x 2^48 / customers`, so that ids are distinct and sorted;
    the others are random.
    """
    n = block_size(config, block)
    rng = generator(config.seed, Stream.IDS, block)
    digits = rng.integers(256, size=(n, 32), dtype=np.uint8)
    index = np.arange(block_start(block), block_start(block) + n)
    leading = ((index + rng.random(n)) * (2**_LEADING_BITS / config.customers)).astype(">u8")
    digits[:, : _LEADING_BITS // 8] = leading.view(np.uint8).reshape(n, 8)[:, 8 - _LEADING_BITS // 8 :]
    text = digits.tobytes().hex().encode()
    offsets = np.arange(n + 1, dtype=np.int32) * 64
    return pa.StringArray.from_buffers(n, pa.py_buffer(offsets), pa.py_buffer(text))


def customer_indices(config: DemoConfig, customer_ids: Sequence[str]) -> NDArray[np.int64]:
    """Return the indices of customers from either form of their ids.

    Raises
    ------
    ValueError
        If an id is not one of the shop's.
    """
    index = np.array([_guess_index(config, customer_id) for customer_id in customer_ids], np.int64)
    known = {
        block: set(
            contract_customer_ids(config, block).to_pylist() + hm_customer_ids(config, block).to_pylist()
        )
        for block in np.unique(index[index >= 0] // BLOCK).tolist()
    }
    for customer_id, number in zip(customer_ids, index.tolist(), strict=True):
        if number < 0 or customer_id not in known[number // BLOCK]:
            raise ValueError(f"customer {customer_id!r} is not one of this generated shop's")
    return index


def _guess_index(config: DemoConfig, customer_id: str) -> int:
    """Return the index an id would have, -1 if it has neither form or too high a number."""
    if match := _CONTRACT_ID.fullmatch(customer_id):
        index = int(match[1])
    elif _HM_ID.fullmatch(customer_id):
        index = int(customer_id[: _LEADING_BITS // 4], 16) * config.customers >> _LEADING_BITS
    else:
        return -1
    return index if index < config.customers else -1
