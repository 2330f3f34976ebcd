"""The worker's way to the queue. An extra room: how jobs that a job defers belong to its transaction."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from procrastinate import PsycopgConnector
from procrastinate.connector import BaseConnector
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.contrib.django.utils import connector_params


class WorkerConnector(PsycopgConnector):
    """Fetches jobs over connections of its own, and defers new ones over the connection of the act that wants them.

    The usual connector of a worker would defer over its own: a job could run before what it is about is committed and
    find nothing to do, or be there although the act was undone.
    """

    def __init__(self, acts: DjangoConnector) -> None:
        super().__init__(kwargs=connector_params(acts.alias))
        self._acts = acts

    def get_sync_connector(self) -> BaseConnector:
        """What code inside a job defers with: the connection, and so the transaction, that it works in."""
        return self._acts


@contextmanager
def working() -> Iterator[None]:
    """While the body runs, this process may be a worker."""
    assert isinstance(app.connector, DjangoConnector), "jobs live in the city's own database"
    with app.replace_connector(WorkerConnector(app.connector)):
        yield
