"""Web pages, PDFs, Word files and books to text, read aside.

    kinds      what a file is, by its content
    aside      the child process, with limits, in which such files are read
    child      what runs there
    webpage, word, book, pdf    one module a format; each gives an `Extracted`

What a library makes of a hostile file is unforeseeable: it may hang, take all memory, or end the process it
runs in. So nothing but `child` imports the modules of the formats, and only their JSON comes back.
"""
