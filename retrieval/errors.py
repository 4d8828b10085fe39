"""What can go wrong in `retrieval`.

    RetrievalError
    ├── CorpusError            the corpus folder itself cannot be used
    ├── CorpusWriteError       nothing can be added to the corpus folder, or taken out
    ├── DocumentError          one file cannot be read; the others load
    ├── QuestionsError         labelled questions cannot be used
    ├── IndexStoreError        the index on disk cannot be written
    ├── ModelError             the sentence model cannot be used
    ├── RecognitionError       pictures of text cannot be read
    ├── ReloadInProgressError  another reload is running
    └── UnknownIdentifierError nothing in the archive has that identifier
        ├── QuoteGoneError     its document is there, its words are not
        └── WithdrawnError     it was there, and was taken out

Each carries its facts as attributes, so that a template can say them in any language;
`str()` gives the English sentence for a log.
"""

from __future__ import annotations

from collections.abc import Callable


class RetrievalError(Exception):
    """Base of every exception this package raises on purpose."""


class CorpusError(RetrievalError):
    """The corpus folder cannot be used at all.

    Attributes:
        code: `missing` (no such folder), `not_a_folder` or `forbidden`.
        path: The folder, as given.
    """

    def __init__(self, code: str, path: str) -> None:
        super().__init__(f"corpus folder {path}: {code}")
        self.code = code
        self.path = path


class CorpusWriteError(RetrievalError):
    """Nothing can be added to the corpus folder, or taken out of it.

    Attributes:
        code: `unwritable` (the system refuses), `busy` (somebody else is changing it), `table` (its
            `sources.csv` is no UTF-8, or has no column `file`), `unread` (what was added did not come into
            the archive and was taken back; `problem` is the code of its `DocumentError`, if there is one),
            `unfinished` (a document is withdrawn, but its file is still there; the next change or start
            goes on with it).
        path: What cannot be written.
        problem: What the system said, if it was the system.
    """

    def __init__(self, code: str, path: str, problem: str = "") -> None:
        super().__init__(f"{path}: {code}" + (f" ({problem})" if problem else ""))
        self.code = code
        self.path = path
        self.problem = problem


class DocumentError(RetrievalError):
    """One file of the corpus cannot be read.

    Attributes:
        file: Path relative to the corpus folder, with `/`.
        code: What is wrong, one of `CODES`.
        values: Further facts for the sentence, such as `line` or `limit`.
    """

    CODES = frozenset(
        {
            "empty",  # no words in it
            "encoding",  # neither UTF-8 nor recognisable as anything else
            "binary",  # NUL bytes: not a text
            "too_large",  # values: size, limit (bytes)
            "link",  # a symbolic link; values: none
            "not_a_file",  # a pipe, a device, a socket
            "name",  # a file name that is not valid Unicode, or holds control characters
            "forbidden",  # the system refuses to open it
            "vanished",  # it was listed and is no longer there
            "front_matter",  # values: line, problem
            "metadata",  # values: field, value, expected
            "sources_row",  # in sources.csv; values: line, problem
            "thesaurus",  # thesaurus.yaml cannot be used; values: line, problem
            "aliases",  # aliases.yaml cannot be used; values: line, problem
            "duplicate_identifier",  # values: identifier, other (the file that has it)
            "format",  # a kind of file that cannot be read; values: suffix
            "type",  # its content is not what its name says; values: suffix, kind (what it is)
            "encrypted",  # it needs a password
            "damaged",  # cut off, or not built as its format wants
            "too_complex",  # it takes more time or memory than one file may
            "bomb",  # a zip that unpacks to far more than it seems, or holds names that lead out of it
            "no_text_layer",  # a PDF of pictures; values: pages
            "pages_without_text",  # some pages of a PDF are pictures; values: pages, of, numbers
            "recognised",  # pages of a PDF whose words were read from pictures; values: pages
            "parts_missing",  # a book lists pages that are not in it; values: parts
            "lost_text",  # most of what can be seen in it did not come out; values: percent
            "whole_page",  # a web page whose main text was not found: menus may stand in it
            "disputed",  # paragraphs of a PDF that two readers read differently; values: paragraphs
        }
    )

    def __init__(self, file: str, code: str, **values: object) -> None:
        if code not in self.CODES:
            raise ValueError(f"no such code: {code}")
        facts = ", ".join(f"{key} {value}" for key, value in values.items())
        super().__init__(f"{file}: {code}" + (f" ({facts})" if facts else ""))
        self.file = file
        self.code = code
        self.values = values

    def __reduce__(self) -> tuple[Callable[..., DocumentError], tuple[object, ...]]:
        """Itself as other processes can make it again."""
        return _document_error, (self.file, self.code, self.values)


def _document_error(file: str, code: str, values: dict[str, object]) -> DocumentError:
    return DocumentError(file, code, **values)


class QuestionsError(RetrievalError):
    """A file of labelled questions cannot be used.

    Attributes:
        file: Its name.
        item: Number of the item that is wrong, from 1; 0 for the file itself.
        code: `unreadable`, `not_yaml`, `references` (of YAML, which are not followed), `not_a_list`,
            `no_question` or `answers` (not lists of texts).
        line: Where the file is not YAML, from 1; 0 otherwise.
    """

    def __init__(self, file: str, item: int, code: str, line: int = 0) -> None:
        place = f" (item {item})" if item else f" (line {line})" if line else ""
        super().__init__(f"{file}: {code}{place}")
        self.file = file
        self.item = item
        self.code = code
        self.line = line


class IndexStoreError(RetrievalError):
    """The index folder cannot be written.

    Attributes:
        path: The folder.
        problem: What the system said.
    """

    def __init__(self, path: str, problem: str) -> None:
        super().__init__(f"index folder {path}: {problem}")
        self.path = path
        self.problem = problem


class ModelError(RetrievalError):
    """The sentence model (see `retrieval.semantic`) cannot be used.

    Attributes:
        folder: Where it was looked for.
        code: `extra` (the extra `semantic` is not installed), `no_folder`, `missing` (a file), `damaged`
            (a file) or `unsupported` (another kind of network).
        file: Which of its files, if any.
        problem: What is wrong with it, as far as that can be told.
    """

    def __init__(self, folder: str, code: str, file: str = "", problem: str = "") -> None:
        facts = ", ".join(filter(None, [file, problem]))
        super().__init__(f"model folder {folder}: {code}" + (f" ({facts})" if facts else ""))
        self.folder = folder
        self.code = code
        self.file = file
        self.problem = problem


class RecognitionError(RetrievalError):
    """Pictures of text cannot be read.

    Attributes:
        code: `program` (it is not installed) or `languages` (it does not know them).
        name: Of the program, or of the languages.
    """

    def __init__(self, code: str, name: str) -> None:
        super().__init__(f"recognising text: {code} ({name})")
        self.code = code
        self.name = name


class ReloadInProgressError(RetrievalError):
    """A reload was asked for while another is running."""


class UnknownIdentifierError(RetrievalError):
    """Nothing in the archive has this identifier.

    Attributes:
        identifier: As asked for.
    """

    def __init__(self, identifier: str) -> None:
        super().__init__(f"unknown identifier: {identifier!r}")
        self.identifier = identifier


class QuoteGoneError(UnknownIdentifierError):
    """A quote's identifier is well formed, but its words are no longer in the archive."""


class WithdrawnError(UnknownIdentifierError):
    """A document, or the document of a quote, was taken out of the archive.

    Attributes:
        date: On which day, ISO 8601.
    """

    def __init__(self, identifier: str, date: str) -> None:
        super().__init__(identifier)
        self.date = date
