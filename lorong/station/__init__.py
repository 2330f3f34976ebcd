"""What `make demo`, `make test` and `make check` do once the Python environment is there."""
