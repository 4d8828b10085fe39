"""What runs in the child process: files come from its standard input, what stands in them goes back as JSON.

A message is a line of JSON with `size`, and so many bytes. Whatever a library prints goes nowhere.
"""

from __future__ import annotations

import base64
import importlib
import json
import os
import resource
import sys
from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any, BinaryIO

from retrieval.formats.extracted import Extracted, UnreadableError

_MODULES = {"html": "webpage", "docx": "word", "epub": "book", "pdf": "pdf"}


def serve(memory: int, seconds: int) -> None:
    """Read files until there is no more input.

    Args:
        memory: Bytes of address space that the process may take.
        seconds: Of processor time that one file may take.
    """
    answers = os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    requests = sys.stdin.buffer
    while line := requests.readline():
        request = json.loads(line)
        raw = requests.read(request["size"])
        _limit_time(seconds)

        def ask_patience(more: float) -> None:
            _send(answers, {"patience": more})
            _limit_time(seconds + int(more))

        _send(answers, _answer(raw, request, ask_patience))


def _limit_time(seconds: int) -> None:
    """Processor time is counted from the beginning of the process: what was used does not count."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime) + seconds + 1, hard))


def _answer(raw: bytes, request: Mapping[str, Any], patience: Callable[[float], None]) -> dict[str, Any]:
    try:
        if "page" in request:
            return {"picture": base64.b64encode(_picture(raw, request)).decode()}
        return asdict(_extracted(raw, request, patience))
    except UnreadableError as error:
        return {"error": error.code, "values": error.values}
    except (MemoryError, RecursionError):
        return {"error": "too_complex", "values": {}}
    except Exception:  # a library failed on a broken file as nobody foresaw; the others are still to be read
        return {"error": "damaged", "values": {}}


def _picture(raw: bytes, request: Mapping[str, Any]) -> bytes:
    module = importlib.import_module("retrieval.formats.pdf_picture")
    drawn: bytes = module.picture(raw, request["page"], request["finest"], request["points"])
    return drawn


def _extracted(raw: bytes, request: Mapping[str, Any], patience: Callable[[float], None]) -> Extracted:
    kind = request["kind"]
    module = importlib.import_module(f"retrieval.formats.{_MODULES[kind]}")
    more = {"html": (request["encoding"],), "pdf": (request["recognised"], patience)}
    found: Extracted = module.extracted(raw, *more.get(kind, ()))
    return found


def _send(answers: BinaryIO, answer: dict[str, Any]) -> None:
    # A surrogate that is no character passes JSON as an escape; the parent takes it out.
    data = json.dumps(answer).encode()
    answers.write(b"%d\n" % len(data))
    answers.write(data)
    answers.flush()
