"""The roles of cutoffs in time, and what was known when each of them came."""

# The splits whose label windows had closed before a cutoff of each; the macro `splits` says the same to SQL.
CLOSED_BEFORE = {
    "train": (),
    "validation": ("train",),
    "test": ("train", "validation"),
    "serve": ("train", "validation", "test"),
}
# The splits that are scored, each with those that its ranker learns from.
LEARNED_FROM = {split: closed for split, closed in CLOSED_BEFORE.items() if closed}
# The splits that lists are made for, each with those that were scored before it: what became of their scores is known.
CALIBRATED_ON = {
    split: scored
    for split, closed in CLOSED_BEFORE.items()
    if (scored := tuple(earlier for earlier in closed if CLOSED_BEFORE[earlier]))
}
