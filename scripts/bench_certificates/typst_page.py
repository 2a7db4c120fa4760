"""The same page by typst: `paper.typ` with the same fonts, and each person's own through its inputs."""

import json
from pathlib import Path

import typst  # type: ignore[import-not-found]

from certificates import fonts, pages, rendering
from certificates.document import Statement, ornament, shown_number, strokes
from diandian.lib.qr import qr_path

_SVG = 'xmlns="http://www.w3.org/2000/svg"'
_NAMED = (fonts.SERIF, fonts.EUROPEAN)


class Typesetter:
    """typst with its fonts read and its template parsed; both are kept from one page to the next."""

    def __init__(self) -> None:
        folders = {str(Path(fonts.face_of(family).path).parent) for family in _NAMED}
        source = Path(__file__).with_name("paper.typ")
        self._compiler = typst.Compiler(
            str(source), font_paths=sorted(folders), ignore_system_fonts=True, sys_inputs={}
        )

    def pdf(self, statement: Statement) -> bytes:
        inputs = {"page": json.dumps(_values(statement), ensure_ascii=False)}
        return bytes(self._compiler.compile(format="pdf", pdf_standards=["a-3a"], sys_inputs=inputs))


def _values(statement: Statement) -> dict[str, object]:
    """What our own template is given, drawings as SVG."""
    page = pages.page(statement, rendering.PAPER)
    path, side = qr_path(statement.address, mask=pages.QR_MASK)
    family = fonts.name_families(statement.holder_name)[0]
    return {
        **{name: page.values[name] for name in ("both", "ribbon", "sources")},
        "title": page.title,
        "name": statement.holder_name,
        "family": family,
        "amount": page.both[0].amount,
        "number": shown_number(statement.number),
        "address": pages.short_address(statement),
        "ranges": [
            (one.grams, other.grams) for one, other in zip(*(w.sources for w in page.both), strict=True)
        ],
        "ornament": _ornament(statement.number),
        "qr": f'<svg {_SVG} viewBox="0 0 {side} {side}"><path fill="#12291F" d="{path}"/></svg>',
    }


def _ornament(number: str) -> str:
    paths = "".join(
        f'<path stroke="{stroke.colour}" stroke-width="{stroke.width}" d="{stroke.path}"/>'
        for stroke in strokes(ornament(number))
    )
    return f'<svg {_SVG} viewBox="0 0 1000 1000"><g fill="none" stroke-linecap="round">{paths}</g></svg>'
