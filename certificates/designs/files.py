"""What a finished paper must be, looked up in the PDF itself: tagged, with its words beside its pictures, for keeps.

PDFium answers what it knows; metadata and output intents lie open or in object streams, and are read as they lie.
These are the parts of PDF/A-3a (ISO 19005-3) and PDF/UA-1 (ISO 14289-1) that a template can spoil, not all of them.
"""

import ctypes
import re
import zlib
from collections.abc import Iterator
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from certificates.designs.errors import DesignProblem, FileProblem

PARTS = ("pages", "tagged", "language", "title", "alternative", "fonts", "pdfa", "pdfua", "intent", "reading")
_OBJECT_STREAM = re.compile(rb"/Type /ObjStm.*?stream\r?\n(.*?)\r?\nendstream", re.S)
_CONFORMANCE = re.compile(r"pdfaid:(part|conformance)=\"(\w)\"")
_INTENT = re.compile(rb"/OutputIntents?\b")
_INTENT_KIND = re.compile(rb"/S\s*/GTS_PDFA1\b")


def file_problems(paper: bytes, sample: str) -> Iterator[DesignProblem]:
    """What this PDF lacks. A file that PDFium cannot open lacks everything, and says so as `reading`."""
    try:
        document = pypdfium2.PdfDocument(paper)
    except pypdfium2.PdfiumError as error:
        yield FileProblem(None, part="reading", detail=str(error), sample=sample)
        return
    try:
        missing = dict([*_missing_of(document), *_missing_in(paper)])
    finally:
        document.close()
    for part, detail in missing.items():
        yield FileProblem(None, part=part, detail=detail, sample=sample)


def _missing_of(document: Any) -> Iterator[tuple[str, str]]:
    if len(document) != 1:
        yield "pages", str(len(document))
    if not pdfium.FPDFCatalog_IsTagged(document.raw):
        yield "tagged", ""
    if not _text(pdfium.FPDFCatalog_GetLanguage, document.raw).strip():
        yield "language", ""
    if not document.get_metadata_value("Title").strip():
        yield "title", ""
    page = document[0]
    tree = pdfium.FPDF_StructTree_GetForPage(page.raw)
    if tree:
        try:
            yield from _unnamed_figures(tree)
        finally:
            pdfium.FPDF_StructTree_Close(tree)
    loose = sorted(_fonts_outside(page))
    if loose:
        yield "fonts", ", ".join(loose)


def _missing_in(paper: bytes) -> Iterator[tuple[str, str]]:
    metadata = paper.decode("utf-8", "replace")
    if dict(_CONFORMANCE.findall(metadata)) != {"part": "3", "conformance": "A"}:
        yield "pdfa", ""
    if 'pdfuaid:part="1"' not in metadata:
        yield "pdfua", ""
    objects = paper + b"\n".join(_object_streams(paper))
    if not (_INTENT.search(objects) and _INTENT_KIND.search(objects)):
        yield "intent", ""


def _object_streams(paper: bytes) -> Iterator[bytes]:
    for packed in _OBJECT_STREAM.finditer(paper):
        try:
            yield zlib.decompress(packed[1])
        except zlib.error:
            yield packed[1]


def _unnamed_figures(tree: Any) -> Iterator[tuple[str, str]]:
    """A figure without a text for those who do not see it. One is enough to say."""
    count = pdfium.FPDF_StructTree_CountChildren(tree)
    waiting = [pdfium.FPDF_StructTree_GetChildAtIndex(tree, index) for index in range(count)]
    figures = 0
    while waiting:
        element = waiting.pop()
        if not element:
            continue
        if _text(pdfium.FPDF_StructElement_GetType, element) == "Figure":
            figures += 1
            if not _text(pdfium.FPDF_StructElement_GetAltText, element).strip():
                yield "alternative", str(figures)
                return
        children = range(pdfium.FPDF_StructElement_CountChildren(element))
        waiting += [pdfium.FPDF_StructElement_GetChildAtIndex(element, index) for index in children]


def _fonts_outside(page: Any) -> set[str]:
    """The names of fonts that are not in the file."""
    loose = set()
    for piece in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_TEXT]):
        font = pdfium.FPDFTextObj_GetFont(piece.raw)
        if font and pdfium.FPDFFont_GetIsEmbedded(font) != 1:
            loose.add(_name(font))
    return loose


def _name(font: Any) -> str:
    length = pdfium.FPDFFont_GetBaseFontName(font, None, 0)
    buffer = ctypes.create_string_buffer(length)
    pdfium.FPDFFont_GetBaseFontName(font, buffer, length)
    return buffer.value.decode("utf-8", "replace")


def _text(ask: Any, subject: Any) -> str:
    """What one of PDFium's functions says, which give UTF-16 into a buffer of the length that they first tell."""
    length = ask(subject, None, 0)
    if not length:
        return ""
    buffer = ctypes.create_string_buffer(length)
    ask(subject, ctypes.cast(buffer, ask.argtypes[1]), length)
    return buffer.raw[:length].decode("utf-16-le", "replace").rstrip("\0")
