"""Starting the minimal site beside the product."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from bench.place import Place

TABLE = "CREATE TABLE IF NOT EXISTS bench_row (id bigserial PRIMARY KEY, number text, title text, at timestamptz DEFAULT now())"

ROWS = """
    INSERT INTO bench_row (number, title)
    SELECT '26-1122-' || lpad(n::text, 4, '0'), 'Surat Keterangan Usaha' FROM generate_series(1, 50) n
"""


@contextmanager
def minimal(place: Place, name: str) -> Iterator[str]:
    """The minimal site before that database; gives its address."""
    with psycopg.connect(place.address(name), autocommit=True) as plain:
        plain.execute(TABLE)
        plain.execute(ROWS)
    more = {"DJANGO_SETTINGS_MODULE": ""}
    with place.serving(name, application="bench.minimal:application", more=more) as address:
        yield address
