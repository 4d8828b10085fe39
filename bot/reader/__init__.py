"""The reader page: documents, quotes in their place, and the same answers as the bot, for a browser.

site.py         which address is answered by what; the composition of all below
pages.py        what each address answers
asking.py       what a request asks for, checked and found
edition.py      a page in one language: its words, its direction, its links
leaves.py       a document's text as headings, paragraphs and marks
listing.py      the documents as they are listed
citing.py       citations: in plain words, as BibTeX (bibtex.py), as a W3C Web Annotation (annotation.py)
originals.py    original files, handed over as they are
refusals.py     why a page is not shown
desk.py         how much is worked on at once, and what is kept ready
guard.py        what holds for every answer: headers, no visitor in a log
sending.py      bodies in pieces
slow_clients.py connections that say nothing, or do not listen
metrics.py      counts and times, for Prometheus
server.py       sockets, and the server on them
serving.py      `opcit serve`
"""
