"""Files of every format, made by hand and small: PDFs, Word files, books."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple
from xml.sax.saxutils import escape


class Words(NamedTuple):
    """Words on a page: from its lower left corner, in points."""

    left: float
    bottom: float
    text: str
    size: float = 10


def column(
    left: float, top: float, lines: Iterable[str], size: float = 10, leading: float = 12
) -> list[Words]:
    """Lines below each other."""
    return [Words(left, top - number * leading, line, size) for number, line in enumerate(lines)]


def pdf(pages: Sequence[Sequence[Words]], info: Mapping[str, str] | None = None) -> bytes:
    """A PDF of words in Helvetica, on pages of A4."""
    return drawn_pdf(["\n".join(map(drawn, page)) for page in pages], info)


def drawn_pdf(pages: Sequence[str], info: Mapping[str, str] | None = None, about: str = "") -> bytes:
    """A PDF of drawings in PDF's own words, with Helvetica as `F`, bold as `B`; `about` is of each page."""
    count = len(pages)
    kids = " ".join(f"{4 + 2 * number} 0 R" for number in range(count))
    facts = "".join(f"/{key} ({value})" for key, value in (info or {}).items())
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Count {count}/Kids[{kids}]/MediaBox[0 0 595 842]>>".encode(),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
    ]
    for number, page in enumerate(pages):
        content = zlib.compress(page.encode("cp1252"))
        bold = "/B<</Type/Font/Subtype/Type1/BaseFont/Helvetica-Bold/Encoding/WinAnsiEncoding>>"
        resources = f"/Resources<</Font<</F 3 0 R{bold}>>>>/Contents {5 + 2 * number} 0 R{about}"
        objects.append(f"<</Type/Page/Parent 2 0 R{resources}>>".encode())
        objects.append(stream(content, "/Filter/FlateDecode"))
    return pdf_file([*objects, f"<<{facts}>>".encode()], info=len(objects) + 1)


def stream(content: bytes, facts: str = "") -> bytes:
    """The body of a PDF's object that is a stream."""
    return f"<</Length {len(content)}{facts}>>stream\n".encode() + content + b"\nendstream"


def pdf_file(objects: Sequence[bytes], info: int = 0) -> bytes:
    """A PDF of these objects, of which the first is its catalogue."""
    data = b"%PDF-1.7\n"
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(data))
        data += b"%d 0 obj" % number + body + b"endobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    last = f"/Info {info} 0 R" if info else ""
    trailer = f"trailer<</Size {len(objects) + 1}/Root 1 0 R{last}>>\nstartxref\n{len(data)}\n%%EOF\n"
    return data + f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}{trailer}".encode()


def drawn(words: Words) -> str:
    """Words in PDF's own words."""
    shown = words.text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
    return f"BT /F {words.size} Tf {words.left} {words.bottom} Td ({shown}) Tj ET"


def zipped(files: Mapping[str, str | bytes], first: str | None = None) -> bytes:
    """A zip file; `first` is stored first and not packed."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files, key=lambda name: name != first):
            packing = zipfile.ZIP_STORED if name == first else zipfile.ZIP_DEFLATED
            archive.writestr(name, files[name], packing)
    return data.getvalue()


_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml"'
    ' ContentType="'
    'application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
_RELATIONS = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"'
    ' Target="word/document.xml"/></Relationships>'
)
_STYLES = (
    '<?xml version="1.0"?><w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
    '<w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/></w:style></w:styles>'
)


def docx_paragraph(text: str, style: str = "") -> str:
    """A paragraph of a Word file."""
    about = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{about}<w:r><w:t>{escape(text)}</w:t></w:r></w:p>"


def docx_table(rows: Sequence[Sequence[str]]) -> str:
    """A table of a Word file."""
    cells = ("".join(f"<w:tc>{docx_paragraph(cell)}</w:tc>" for cell in row) for row in rows)
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in cells)}</w:tbl>"


def docx(
    body: str, properties: Mapping[str, str] | None = None, head: str = "", **more: str | bytes
) -> bytes:
    """A Word file of a body in its own XML."""
    document = (
        f'<?xml version="1.0"?>{head}<w:document xmlns:w='
        f'"http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>{body}</w:body></w:document>'
    )
    core = "".join(f"<{key}>{escape(value)}</{key}>" for key, value in (properties or {}).items())
    return zipped(
        {
            "[Content_Types].xml": _TYPES,
            "_rels/.rels": _RELATIONS,
            "word/styles.xml": _STYLES,
            "word/_rels/document.xml.rels": (
                '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
                '<Relationship Id="r2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles"'
                ' Target="styles.xml"/></Relationships>'
            ),
            "word/document.xml": document,
            "docProps/core.xml": (
                '<?xml version="1.0"?><cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/'
                'metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms='
                f'"http://purl.org/dc/terms/">{core}</cp:coreProperties>'
            ),
            **more,
        }
    )


def epub(chapters: Mapping[str, str], order: Sequence[str], metadata: str = "", **more: str | bytes) -> bytes:
    """A book of chapters (the insides of a body, by their names), read in an order of its own."""
    items = "".join(
        f'<item id="{name}" href="text/{name}.xhtml" media-type="application/xhtml+xml"/>'
        for name in chapters
    )
    pages = {
        f"text/{name}": f'<html xmlns="http://www.w3.org/1999/xhtml"><body>{body}</body></html>'
        for name, body in chapters.items()
    }
    spine = "".join(f'<itemref idref="{name}"/>' for name in order)
    return epub_file(pages, items, spine, metadata, more=more)


def epub_file(
    pages: Mapping[str, str | bytes],
    items: str,
    spine: str,
    metadata: str = "",
    package: str = "OEBPS/book.opf",
    more: Mapping[str, str | bytes] | None = None,
) -> bytes:
    """A book of whole pages by their names, with the XML of its list of parts and of its spine."""
    root = (
        '<?xml version="1.0"?><package xmlns="http://www.idpf.org/2007/opf" xmlns:opf="http://www.idpf.org/2007/opf"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<metadata>{metadata}</metadata><manifest>{items}</manifest><spine>{spine}</spine></package>"
    )
    container = (
        '<?xml version="1.0"?><container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
        f'<rootfile full-path="{package}" media-type="application/oebps-package+xml"/>'
        "</rootfiles></container>"
    )
    folder = package.rpartition("/")[0] + "/" * ("/" in package)
    files = {"mimetype": "application/epub+zip", "META-INF/container.xml": container, package: root}
    parts = {f"{folder}{name}.xhtml": page for name, page in pages.items()}
    return zipped({**files, **parts, **(more or {})}, first="mimetype")
