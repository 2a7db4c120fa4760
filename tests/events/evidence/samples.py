"""Small files of every kind, and of kinds that are not kept."""

import io
import zipfile

import openpyxl
from PIL import Image

PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
CSV_TEXT = b"date,kWh\n2026-07-28,1200\n"
CSV_OF_CHINA = "日期,千瓦时\n2026-07-28,1200\n".encode("gb18030")
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


def picture(form: str) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (4, 3), "green").save(out, form)
    return out.getvalue()


def workbook() -> bytes:
    out, book = io.BytesIO(), openpyxl.Workbook()
    book.active.append(["kWh", 1200])
    book.save(out)
    return out.getvalue()


def office(*parts: str, types: str = "<Types/>", unpacked: int = 10) -> bytes:
    """A zip with the list of types and these parts, each so many bytes once unpacked."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", types)
        for part in parts:
            archive.writestr(part, bytes(unpacked))
    return out.getvalue()


def document() -> bytes:
    return office("word/document.xml", "_rels/.rels")


def bomb() -> bytes:
    """A workbook of 210 MB in 210 kB."""
    return office("xl/workbook.xml", unpacked=210_000_000)


def damaged() -> bytes:
    """A workbook whose list of types has no beginning that could be unpacked."""
    content = bytearray(office("xl/workbook.xml"))
    content[30 + len("[Content_Types].xml")] = 0xFF  # behind the entry's header and name
    return bytes(content)
