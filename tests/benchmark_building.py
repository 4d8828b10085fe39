"""How long a large archive takes to be read and indexed, to be started again, and to be reloaded.

    python tests/benchmark_building.py [--documents 10000] [--characters 3000]

The documents are invented: sentences of words drawn with the skew of natural language, some of them said by
somebody. Seconds are those of the clock and, in brackets, of all processors together, which on a busy machine
tell more.
"""

from __future__ import annotations

import argparse
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1]))

from retrieval import LiveArchive

WORDS = 30_000
FRONT = "---\ntitle: Letter {0} from the harbour\npublisher: Gazette {1}\ndate: {2}\nlanguage: en\n---\n\n"


def written(folder: Path, documents: int, characters: int) -> int:
    """Write a corpus, a hundred documents to a folder; its size in characters."""
    generator = np.random.default_rng(1988)
    weights = 1 / (np.arange(WORDS) + 30.0)
    weights /= weights.sum()
    letters = generator.integers(0, 26, (WORDS, 9))
    lengths = generator.integers(2, 10, WORDS)
    words = [
        "".join(chr(97 + letter) for letter in row[:length])
        for row, length in zip(letters, lengths, strict=True)
    ]
    total = 0
    for number in range(documents):
        drawn = [words[one] for one in generator.choice(WORDS, characters // 6, p=weights)]
        text = FRONT.format(number, number % 40, 1900 + number % 100) + "\n\n".join(
            _paragraphs(drawn, number)
        )
        path = folder / f"{number // 100:03}" / f"letter-{number:05}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text + "\n")
        total += len(text)
    return total


def _paragraphs(drawn: list[str], number: int) -> list[str]:
    sentences = [
        f"{' '.join(drawn[at : at + 14]).capitalize()}{', said Ada Quill of the harbour' * (at % 5 == 0)}."
        for at in range(0, len(drawn), 14)
    ]
    return [" ".join(sentences[at : at + 4]) for at in range(0, len(sentences), 4)] + [
        f"It was letter {number}."
    ]


def timed(what: str, work: Callable[[], LiveArchive | object]) -> object:
    """Do it, and print how long it took."""
    clock, used = time.perf_counter(), _processors()
    outcome = work()
    print(f"{what}: {time.perf_counter() - clock:.1f} s ({_processors() - used:.1f} s)", flush=True)
    return outcome


def _processors() -> float:
    both = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(used.ru_utime + used.ru_stime for used in both)


def main() -> None:
    """Prints what each step takes."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--documents", type=int, default=10_000)
    parser.add_argument("--characters", type=int, default=3_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        corpus, index = Path(folder) / "corpus", Path(folder) / "index"
        total = written(corpus, options.documents, options.characters)
        print(f"{options.documents:,} documents, {total / 1e6:.0f} million characters")
        live = timed("read and indexed", lambda: LiveArchive(corpus, index))
        assert isinstance(live, LiveArchive)
        path = next(iter(sorted(corpus.rglob("*.md"))))
        path.write_text(path.read_text() + "\nThe heron came back to the weir in May, they said.\n")
        timed("reloaded, one changed", live.reload)
        timed("reloaded, none changed", live.reload)
        timed("started again", lambda: LiveArchive(corpus, index))
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        workers = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        print(f"most memory: {peak:.0f} MB, and {workers:.0f} MB in each process that reads")


if __name__ == "__main__":
    main()
