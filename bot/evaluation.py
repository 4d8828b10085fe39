"""An evaluation as it is shown: JSON for programs, and a page with plots for people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import jinja2

from bot.data import prompts_folder
from bot.output import answer_record, json_line
from retrieval import Calibration, Point, Report, Result

_DIGITS = 4  # of a share in JSON: more would only be noise


@dataclass(frozen=True)
class Run:
    """One way of answering, evaluated.

    Attributes:
        name: As people are shown it, such as `words alone`.
        report: What came of it.
    """

    name: str
    report: Report

    @cached_property
    def calibration(self) -> Calibration:
        """What other thresholds would have done."""
        return Calibration(self.report)


def report_line(runs: Sequence[Run]) -> str:
    """An evaluation as one line of JSON: of the last run all there is, of the others their figures.

    Args:
        runs: Ways of answering that are compared; the last is the one people get.
    """
    *others, asked = runs
    record = _figures(asked) | {"results": [_result(result) for result in asked.report.results]}
    return json_line(record | {"compared": [_figures(run) for run in others]})


def evaluation_page(runs: Sequence[Run], **facts: object) -> str:
    """An evaluation as one HTML page that needs nothing else: no script, no library, no network.

    Args:
        runs: Ways of answering that are compared; the last is the one people get.
        facts: What the page says of the archive: `corpus`, `documents`, `passages`, `questions`,
            `strictness` and `day`.
    """
    templates = jinja2.Environment(
        loader=jinja2.FileSystemLoader(prompts_folder()),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.filters["percent"] = percent
    return templates.get_template("evaluation.html.j2").render(runs=runs, asked=runs[-1], **facts)


def percent(share: float | None) -> str:
    """A share from 0 to 1 as people read it, such as `63 %`; a dash where nothing counts."""
    return "–" if share is None else f"{100 * share:.0f}\N{NARROW NO-BREAK SPACE}%"


def _figures(run: Run) -> dict[str, Any]:
    suggested = run.calibration.suggested()
    return {
        "name": run.name,
        "figures": _rounded(run.report.figures()),
        "kinds": {
            kind: {"right": report.right, "of": len(report.results), **_rounded(report.figures())}
            for kind, report in run.report.by_kind().items()
        },
        "strictness": {name: _point(point) for name, point in run.calibration.levels().items()},
        "suggested": _point(suggested) if suggested else None,
        "curve": [_point(point) for point in run.calibration.curve()],
    }


def _point(point: Point) -> dict[str, Any]:
    return _rounded(point._asdict())


def _rounded(values: dict[str, Any]) -> dict[str, Any]:
    return {
        name: round(value, _DIGITS) if isinstance(value, float) else value for name, value in values.items()
    }


def _result(result: Result) -> dict[str, Any]:
    return {
        "id": result.labelled.id,
        "kind": result.labelled.kind,
        "right": result.right,
        "rank": result.rank,
        "failure": str(result.failure) if result.failure else None,
        "wanted": list(result.labelled.answers),
        "sides": result.sides,
        "confidence": round(result.answer.confidence, _DIGITS),
        "milliseconds": round(1000 * result.seconds, 2),
        "answer": answer_record(result.answer),
    }
