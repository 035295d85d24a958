"""Fingerprints of data, and of several things together."""

import hashlib

import pyarrow as pa
import pyarrow.compute as pc

TEXTS = (pa.string(), pa.large_string(), pa.string_view())


def table_fingerprint(table: pa.Table) -> str:
    """SHA-256 over the names and values of all columns, to tell whether two runs saw the same data."""
    digest = hashlib.sha256()
    for name in table.column_names:
        digest.update(name.encode())
        column = table.column(name)
        if column.type in TEXTS:
            encoded = column.cast(pa.string()).combine_chunks().dictionary_encode()
            digest.update("\0".join(encoded.dictionary.to_pylist()).encode())
            column = encoded.indices
        elif pa.types.is_date(column.type):
            column = column.cast(pa.int32())
        elif pa.types.is_timestamp(column.type):
            column = column.cast(pa.int64())
        numbers = pc.fill_null(pc.cast(column, pa.float64(), safe=False), float("nan"))
        digest.update(numbers.to_numpy(zero_copy_only=False).tobytes())
    return digest.hexdigest()


def combined_fingerprint(*parts: str) -> str:
    """SHA-256 of several fingerprints, in their order."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()
