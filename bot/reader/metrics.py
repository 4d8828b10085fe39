"""Counts and times, for Prometheus: no words, no addresses, nothing of who asked."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.metrics_core import CounterMetricFamily
from prometheus_client.registry import Collector

from bot.tally import Tally
from retrieval import Archive

CONTENT_TYPE = CONTENT_TYPE_PLAIN_0_0_4

_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)


class _Told(Collector):
    """What the bot answered in Telegram."""

    def __init__(self, tally: Tally) -> None:
        self._tally = tally

    def collect(self) -> Iterator[CounterMetricFamily]:
        """The counts as they are now."""
        told = CounterMetricFamily("opcit_bot_searches", "Questions in Telegram.", labels=["outcome"])
        told.add_metric(["answered"], self._tally.answered)
        told.add_metric(["no_answer"], self._tally.unanswered)
        yield told


class Metrics:
    """What is counted since the start.

    Args:
        archive: Gives the archive; None as long as it is being loaded.
        tally: What the bot beside the page counts.
    """

    def __init__(self, archive: Callable[[], Archive | None], tally: Tally | None = None) -> None:
        self._archive = archive
        self._registry = CollectorRegistry()
        self._answers = Counter(
            "opcit_answers", "Requests answered.", ["page", "status"], registry=self._registry
        )
        self._seconds = Histogram(
            "opcit_answer_seconds",
            "From a request to the last byte of its answer.",
            ["page"],
            buckets=_BUCKETS,
            registry=self._registry,
        )
        self._searches = Counter("opcit_searches", "Questions.", ["outcome"], registry=self._registry)
        self._search_seconds = Histogram(
            "opcit_search_seconds", "A question's search.", buckets=_BUCKETS, registry=self._registry
        )
        self._gauge("opcit_documents", "Documents loaded.", lambda archive: len(archive.documents))
        self._gauge("opcit_passages", "Passages searched.", lambda archive: archive.passage_count)
        self._gauge("opcit_unread_files", "Files not read.", lambda archive: len(archive.unread))
        self._gauge(
            "opcit_loaded_timestamp_seconds", "When loaded.", lambda archive: archive.loaded_at.timestamp()
        )

        if tally:
            self._registry.register(_Told(tally))

    def answered(self, page: str, status: int, seconds: float) -> None:
        """Count an answer."""
        self._answers.labels(page, str(status)).inc()
        self._seconds.labels(page).observe(seconds)

    @contextlib.contextmanager
    def searching(self) -> Iterator[list[str]]:
        """Time a search; its outcome is what is appended meanwhile, else `failed`."""
        outcome: list[str] = []
        started = time.perf_counter()
        try:
            yield outcome
        finally:
            self._searches.labels(outcome[0] if outcome else "failed").inc()
            self._search_seconds.observe(time.perf_counter() - started)

    def text(self) -> bytes:
        """All of it, in Prometheus' text format."""
        return generate_latest(self._registry)

    def _gauge(self, name: str, about: str, value: Callable[[Archive], float]) -> None:
        def now() -> float:
            archive = self._archive()
            return 0.0 if archive is None else value(archive)

        Gauge(name, about, registry=self._registry).set_function(now)
