"""Servers that tests start for themselves, where `tests/services.sh` or somebody else has installed them."""
