#!/usr/bin/env python3
"""Validates exported Jupyter notebooks with the reference implementation of the format.

Needs `nbformat` (PyPI). Run as

    .build/release/fovea export tensors --format ipynb -o out/tensors.ipynb
    python3 Tests/Oracles/notebook.py out/tensors.ipynb

Prints one line a file; exits with 1 when one is not a valid nbformat 4.5 notebook with outputs.
"""

import sys

import nbformat


def main(paths):
    if not paths:
        sys.exit(__doc__)
    for path in paths:
        book = nbformat.read(path, as_version=nbformat.NO_CONVERT)
        nbformat.validate(book)
        outputs = [output for cell in book.cells for output in cell.get("outputs", [])]
        assert (book.nbformat, book.nbformat_minor) == (4, 5), "expected nbformat 4.5"
        assert outputs, "expected outputs, found none"
        print(f"{path}: valid, {len(book.cells)} cells, {len(outputs)} outputs")


if __name__ == "__main__":
    main(sys.argv[1:])
