"""The smallest PDF that can be signed, written by hand, so that a seal is tried without any library for PDFs."""

import hashlib
from collections.abc import Callable

_OBJECTS = (
    "<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[4 0 R]/SigFlags 3>>>>",
    "<</Type/Pages/Kids[3 0 R]/Count 1>>",
    "<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Annots[4 0 R]>>",
    "<</Type/Annot/Subtype/Widget/FT/Sig/T(Seal)/Rect[0 0 0 0]/F 132/P 3 0 R/V 5 0 R>>",
    "<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached/M(D:20261122093159Z)/ByteRange{ranges}"
    "/Contents<{contents}>>>",
)
_RANGES = "[0 {:010d} {:010d} {:010d}]"


def sealed_pdf(seal: Callable[[bytes], bytes], bytes_max: int) -> bytes:
    """An empty page with one seal over the whole file, as `seal(digest)` gives it."""
    empty = _written(_RANGES.format(0, 0, 0), "0" * 2 * bytes_max)
    start = empty.index(b"/Contents<") + len("/Contents")
    end = start + 2 * bytes_max + 2
    file = _written(_RANGES.format(start, end, len(empty) - end), "0" * 2 * bytes_max)
    contents = seal(hashlib.sha256(file[:start] + file[end:]).digest()).hex().ljust(2 * bytes_max, "0")
    return file[: start + 1] + contents.encode() + file[end - 1 :]


def _written(ranges: str, contents: str) -> bytes:
    file, places = b"%PDF-1.7\n", []
    for number, text in enumerate(_OBJECTS, start=1):
        places.append(len(file))
        filled = text.replace("{ranges}", ranges).replace("{contents}", contents)
        file += f"{number} 0 obj\n{filled}\nendobj\n".encode()
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    count = len(places) + 1
    trailer = f"trailer<</Size {count}/Root 1 0 R>>\nstartxref\n{len(file)}\n%%EOF\n"
    return file + f"xref\n0 {count}\n0000000000 65535 f \n{table}{trailer}".encode()
