"""Measurements of the whole, each against a baseline taken in the same run: `make bench`, `docs/bench.md`."""
