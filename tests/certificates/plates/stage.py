"""A small page with a slot of each kind, its plate, and other people's tools to look at what is stamped from it."""

import functools
import io
import re
import subprocess
from pathlib import Path
from typing import Any

from PIL import Image, ImageChops
from weasyprint import HTML

from certificates.fonts import SERIF, face_of
from certificates.plates import About, Drawing, Face, Fill, Name, Picture, Plate, Text, Written
from certificates.plates.freezing import make_plate
from certificates.plates.slots import SlotKind

PAINTING = {"S", "s", "f", "f*", "B", "B*", "Tj", "TJ", "Do", "sh"}
DIGITS = "0123456789"
SLOTS: dict[str, SlotKind] = {
    "name": Name(),
    "amount": Text(DIGITS + "., kg"),
    "from": Text(DIGITS + ","),
    "to": Text(DIGITS + ","),
    "number": Text(DIGITS + "ABCDEFGHJKLMNPQRSTUVWXYZ-"),
    "picture": Picture(),
}
ABOUT = About(
    title="证书 · <李> & Co", author="点点", description="of (verified) grams", made_at="2026-11-22T09:31:59Z"
)
STYLE = """
@page { size: 400px 400px; margin: 0 }
body { margin: 20px; font-family: 'Noto Sans CJK SC'; font-size: 16px; line-height: 1.5 }
p { margin: 0 }
[data-slot]:not(.name) { font-kerning: none; font-variant-ligatures: none }
.name { font-family: 'Noto Serif CJK SC', serif; font-size: 40px; line-height: 1.2; height: 48px; width: 300px }
.name { color: #0B5D3B }
.number { text-align: right; letter-spacing: .03em; width: 300px }
svg { width: 100px; height: 100px }
"""
BODY = """
<h1>荣誉证书</h1>
<p class="name" data-slot="name">{name}</p>
<p>一共 <b data-slot="amount">{amount}</b> 减排量</p>
<p lang="en">grams <span data-slot="from">{first}</span> <i data-slot="to" data-after="from">{last}</i></p>
<p class="number" data-slot="number">{number}</p>
<div data-slot="picture"><svg viewBox="0 0 10 10"><title>A square</title>{picture}</svg></div>
<p lang="en">the end</p>
"""
SAMPLES = {"name": "名", "amount": "00.0 kg", "first": "0", "last": "0", "number": "2A-2A", "picture": ""}
SQUARE = Drawing(10, b"1 0 0 rg\n2 2 6 6 re\nf")
FILLS: dict[str, Fill] = {
    "amount": "23.4 kg",
    "from": "1,200,001",
    "to": "1,213,400",
    "number": "7KQ3-MZH4-W9AZ",
    "picture": SQUARE,
}


def html(body: str = BODY, style: str = "", **values: str) -> str:
    filled = body.format(**{**SAMPLES, **values})
    head = f"<head><title>t</title><style>{STYLE}{style}</style></head>"
    return f'<html lang="zh-Hans">{head}<body>{filled}</body></html>'


@functools.cache
def plate() -> Plate:
    return make_plate(html(), SLOTS)


@functools.cache
def serif() -> Face:
    found = face_of(SERIF)
    return Face(found.path, found.index)


@functools.cache
def european() -> Face:
    found = face_of("Noto Serif Display")
    return Face(found.path, found.index)


def fills(name: str = "李雷", **changes: Fill) -> dict[str, Fill]:
    return {**FILLS, "name": Written(name, serif()), **changes}


def naive(**values: str) -> bytes:
    """The page as WeasyPrint writes it with everything in it."""
    theirs = {
        "name": "李雷",
        "amount": "23.4 kg",
        "first": "1,200,001",
        "last": "1,213,400",
        "number": "7KQ3-MZH4-W9AZ",
        "picture": '<rect x="2" y="2" width="6" height="6" fill="#ff0000"/>',
    }
    written: Any = HTML(string=html(**{**theirs, **values})).write_pdf(pdf_variant="pdf/a-3a", pdf_tags=True)
    return bytes(written)


def run(tmp_path: Path, pdf: bytes, tool: str, *options: str) -> str:
    """What a program says about a PDF; it must end well."""
    path = tmp_path / "stamped.pdf"
    path.write_bytes(pdf)
    done = subprocess.run([tool, *options, str(path)], capture_output=True, text=True, check=True)
    return done.stdout


def text_of(tmp_path: Path, pdf: bytes) -> str:
    path = tmp_path / "stamped.pdf"
    path.write_bytes(pdf)
    command = ["pdftotext", "-raw", str(path), "-"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def words_with_boxes(tmp_path: Path, pdf: bytes) -> list[tuple[str, tuple[float, ...]]]:
    """Each word with left, top, right and bottom in points."""
    path = tmp_path / "stamped.pdf"
    path.write_bytes(pdf)
    done = subprocess.run(["pdftotext", "-bbox", str(path), "-"], capture_output=True, text=True, check=True)
    found = re.findall(r'<word xMin="(.+?)" yMin="(.+?)" xMax="(.+?)" yMax="(.+?)">(.*?)<', done.stdout)
    return [(word, tuple(map(float, box))) for *box, word in found]


def drawn(tmp_path: Path, pdf: bytes) -> Image.Image:
    path = tmp_path / "stamped.pdf"
    path.write_bytes(pdf)
    command = ["pdftoppm", "-r", "100", "-png", "-singlefile", str(path)]
    done = subprocess.run(command, capture_output=True, check=True)
    return Image.open(io.BytesIO(done.stdout)).convert("RGB")


def differing_pixels(one: Image.Image, other: Image.Image) -> float:
    """The share of pixels that a person could tell apart."""
    difference = ImageChops.difference(one, other).convert("L").point(lambda value: 255 if value > 24 else 0)
    return difference.histogram()[255] / (one.width * one.height)


def readable(tmp_path: Path, pdf: bytes) -> bytes:
    """The file with its streams unpacked and the page's content in one piece."""
    options = ("--qdf", "--object-streams=disable", "--coalesce-contents", "--replace-input")
    run(tmp_path, pdf, "qpdf", *options)
    return (tmp_path / "stamped.pdf").read_bytes()


def untagged(tmp_path: Path, pdf: bytes) -> list[str]:
    """What is painted outside of every tag and artifact, and MCIDs that do not stand there exactly once."""
    found = readable(tmp_path, pdf)
    content = next(part for part in re.findall(rb"stream\n(.*?)endstream", found, re.S) if b"BDC" in part)
    depth, wrong = 0, []
    for line in content.decode("latin-1").splitlines():
        operator = line.split(" ")[-1]
        depth += (operator in ("BDC", "BMC")) - (operator == "EMC")
        if operator in PAINTING and not depth:
            wrong.append(line)
    painted = sorted(map(int, re.findall(rb"MCID (\d+)", content)))
    kids = sorted(int(kid) for kids in re.findall(rb"/K \[([\d\s]*)\]", found) for kid in kids.split())
    return wrong if painted == kids == list(range(len(painted))) else [*wrong, f"{painted} {kids}"]
