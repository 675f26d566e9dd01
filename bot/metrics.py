"""What /metrics says, gathered when it is asked for."""

import asyncio
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import sqlalchemy as sa
from prometheus_client import CollectorRegistry, ProcessCollector, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from sqlmodel import col

from bot.delivery import Deliverer
from bot.inbox import Inbox
from bot.pacer import Pacer
from storage.delivery import Delivery, DeliveryState
from storage.inbox import Update, UpdateState


@dataclass(frozen=True)
class Counts:
    """Rows by state."""

    updates: dict[str, int]
    deliveries: dict[str, int]


def count(engine: sa.Engine) -> Counts:
    """Return how many updates and deliveries there are in each state."""
    with engine.connect().execution_options(read_only=True) as connection:
        return Counts(_by_state(connection, Update.state), _by_state(connection, Delivery.state))


def _by_state(connection: sa.Connection, state: UpdateState | DeliveryState) -> dict[str, int]:
    column = col(state)
    rows = connection.execute(sa.select(column, sa.func.count()).group_by(column))
    return {found.value: number for found, number in rows}


@dataclass(frozen=True)
class Metrics:
    """Everything that is measured.

    Rows are counted beside the writer, on a connection of its own: there may be millions.
    """

    engine: sa.Engine
    inbox: Inbox
    deliverer: Deliverer
    pacer: Pacer
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def exposition(self) -> bytes:
        """Return the metrics in Prometheus' text format."""
        async with self._turn:
            counts = await asyncio.to_thread(count, self.engine)
        registry = CollectorRegistry()
        ProcessCollector(registry=registry)
        registry.register(Snapshot(tuple(self._families(counts))))
        return generate_latest(registry)

    def _families(self, counts: Counts) -> Iterator[Metric]:
        yield _gauge("updates", "Updates of the last 48 hours.", counts.updates)
        yield _gauge("deliveries", "Deliveries.", counts.deliveries)
        sent = CounterMetricFamily(
            "stadtbote_delivery_tries", "Tries to deliver since the start.", labels=["outcome"]
        )
        for outcome, number in sorted(self.deliverer.outcomes.items()):
            sent.add_metric([outcome], number)
        yield sent
        for name, words, value in (
            ("inbox_people", "People whose updates are in work.", self.inbox.open),
            ("deliveries_in_flight", "Deliveries that wait in memory.", self.deliverer.in_flight),
            ("pacer_waiting", "Messages that wait for a slot.", self.pacer.waiting),
            ("pacer_rate", "Messages per second at present; 0: no limit.", self.pacer.rate.value),
        ):
            yield GaugeMetricFamily(f"stadtbote_{name}", words, value)


class Snapshot(Collector):
    """Metric families as they were."""

    def __init__(self, families: tuple[Metric, ...]) -> None:
        self._families = families

    def collect(self) -> Iterable[Metric]:
        return self._families


def _gauge(name: str, words: str, states: dict[str, int]) -> Metric:
    gauge = GaugeMetricFamily(f"stadtbote_{name}", words, labels=["state"])
    for state, number in sorted(states.items()):
        gauge.add_metric([state], number)
    return gauge
