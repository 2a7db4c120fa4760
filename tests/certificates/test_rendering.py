"""Paper and poster, looked at with the tools that other people have."""

import io
import os
import re
import subprocess
import sys
import unicodedata
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp
from PIL import Image

from certificates import rendering
from certificates.document import RIBBON
from certificates.errors import UnprintableNameError
from certificates.plates.typesetting import only_data_addresses
from tests.certificates.conftest import NAMES, statement

LONG_NAMES = ["阿" * 40, "W" * 40, "Maximiliane Friederike von Hohenzollern-S"[:40]]


def text_of(tmp_path: Path, pdf: bytes, *options: str) -> str:
    path = tmp_path / "certificate.pdf"
    path.write_bytes(pdf)
    # In the order in which the page was written, which is the order in which a screen reader reads it.
    command = ["pdftotext", *(options or ("-raw",)), str(path), "-"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def plain(text: str) -> str:
    """Text as it reads, whatever lines it was broken into."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFC", text))


def qr_texts(picture: Image.Image) -> list[str]:
    return [code.text for code in zxingcpp.read_barcodes(picture)]


@pytest.mark.parametrize("name", NAMES)
def test_every_name_comes_out_of_the_paper_as_it_went_in(tmp_path: Path, name: str) -> None:
    text = text_of(tmp_path, rendering.pdf(statement(holder_name=name)))
    assert plain(name) in plain(text)
    assert "23.4kg" in plain(text)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_paper_says_all_that_was_stated_in_both_languages(tmp_path: Path, language: str) -> None:
    text = plain(text_of(tmp_path, rendering.pdf(statement(language=language))))
    expected = [
        *("低碳荣誉证书", "Low-Carbon Honour Certificate", "7KQ3-MZH4-W9AZ"),
        *("2026 年 11 月 22 日", "22 November 2026", "diandian.example/c/7kq3mzh4w9az"),
        *(statement().event_name_zh, statement().event_name_en),
        *(statement().boundary_zh, statement().boundary_en, "china-2026.1"),
        *("Verra VCS", "四川户用沼气项目", "Sichuan Household Biogas", "CDCER-CD-2022-07-1-10"),
        *("grams 1,200,001 to 1,213,400", "第 1 至 10,000 克"),
        *("青禾能源", "Qinghe Energy", "不具货币价值", "no monetary value"),
    ]
    assert [words for words in expected if plain(words) not in text] == []


def test_the_paper_is_sound_tagged_and_carries_its_fonts(tmp_path: Path) -> None:
    path = tmp_path / "certificate.pdf"
    path.write_bytes(rendering.pdf(statement()))
    subprocess.run(["qpdf", "--check", str(path)], check=True, capture_output=True)
    fonts = subprocess.run(["pdffonts", str(path)], capture_output=True, text=True, check=True).stdout
    rows = [line.split() for line in fonts.splitlines()[2:]]
    assert {row[-5] for row in rows} == {"yes"}
    facts = subprocess.run(["pdfinfo", str(path)], capture_output=True, text=True, check=True).stdout
    found = dict(line.split(":", 1) for line in facts.splitlines())
    assert found["Title"].strip() == "低碳荣誉证书 · 李雷 · 7KQ3-MZH4-W9AZ"
    assert (found["Tagged"].strip(), found["Pages"].strip()) == ("yes", "1")
    meta = subprocess.run(["pdfinfo", "-meta", str(path)], capture_output=True, text=True, check=True).stdout
    assert re.findall(r"pdfaid:(part|conformance)[=>\"]+(\w)", meta) == [("part", "3"), ("conformance", "A")]


@pytest.mark.parametrize("name", ["李雷", "阿" * 40])
def test_a_phone_reads_the_permanent_address_from_paper_and_poster(name: str) -> None:
    stated = statement(holder_name=name)
    page = pypdfium2.PdfDocument(rendering.pdf(stated))[0].render(scale=150 / 72).to_pil()
    assert qr_texts(page) == [stated.address]
    assert qr_texts(Image.open(io.BytesIO(rendering.poster(stated))).convert("RGB")) == [stated.address]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("name", LONG_NAMES)
def test_a_name_of_forty_characters_shrinks_then_wraps_and_is_never_cut(
    tmp_path: Path, name: str, language: str
) -> None:
    stated = statement(holder_name=name, language=language, is_demonstration=True)
    pdf = rendering.pdf(stated)
    assert plain(name) in plain(text_of(tmp_path, pdf))
    boxes = text_of(tmp_path, pdf, "-bbox")
    words = re.findall(r'xMin="(.+?)" yMin="(.+?)" xMax="(.+?)" yMax="(.+?)">(.*?)<', boxes)
    outside = [word for *box, word in words if not (float(box[0]) >= 0 and float(box[2]) <= 842)]
    assert outside == []
    # The name keeps to its own column, left of the ornament.
    of_name = [float(box[2]) for *box, word in words if word and word in name and len(word) > 3]
    assert of_name
    assert max(of_name) <= (20 + 152) / 25.4 * 72


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_claim_ends_above_the_facts_even_under_the_longest_name(tmp_path: Path, language: str) -> None:
    stated = statement(holder_name="阿" * 40, language=language, is_demonstration=True)
    boxes = text_of(tmp_path, rendering.pdf(stated), "-bbox-layout")
    lines = re.findall(
        r'<line xMin="[^"]+" yMin="([^"]+)" xMax="[^"]+" yMax="([^"]+)">(.*?)</line>', boxes, re.S
    )
    texts = [(float(top), float(bottom), re.sub(r"<.*?>|\s", "", line)) for top, bottom, line in lines]
    claim_ends = max(bottom for _top, bottom, line in texts if line.endswith(("永久注销。", "theholder.")))
    facts_begin = min(top for top, _bottom, line in texts if line.startswith(("核算边界", "Boundary")))
    assert claim_ends < facts_begin


def test_the_same_statement_gives_the_same_bytes() -> None:
    assert rendering.pdf(statement()) == rendering.pdf(statement())
    assert rendering.poster(statement()) == rendering.poster(statement())


def test_another_process_gives_the_same_bytes() -> None:
    program = (
        "import django, hashlib; django.setup()\n"
        "from certificates import rendering\n"
        "from tests.certificates.conftest import statement\n"
        "for made in (rendering.pdf(statement()), rendering.poster(statement())):\n"
        "    print(hashlib.sha256(made).hexdigest())\n"
    )
    answers = set()
    for seed in ("1", "2"):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "DJANGO_SETTINGS_MODULE": "diandian.settings"}
        command = [sys.executable, "-c", program]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
        answers.add(done.stdout)
    assert len(answers) == 1


def test_the_poster_is_a_light_picture_of_the_size_of_a_phone() -> None:
    content = rendering.poster(statement())
    picture = Image.open(io.BytesIO(content))
    assert (picture.format, picture.size) == ("JPEG", (1080, 1920))
    assert len(content) <= rendering.POSTER_LIMIT
    assert picture.getpixel((4, 1916)) == (0xFB, 0xFA, 0xF5)
    colours = [colour for _count, colour in picture.getcolors(1 << 20) or [] if isinstance(colour, tuple)]
    assert min(_distance(colour, (0xE5, 0x50, 0x7E)) for colour in colours) <= 6


def _distance(one: tuple[int, ...], other: tuple[int, ...]) -> int:
    return max(abs(first - second) for first, second in zip(one, other, strict=True))


def test_a_demonstration_says_so_on_the_paper(tmp_path: Path) -> None:
    shown = plain(text_of(tmp_path, rendering.pdf(statement(is_demonstration=True))))
    assert (plain(RIBBON) in shown, plain("the credits named here are not real") in shown) == (True, True)
    real = plain(text_of(tmp_path, rendering.pdf(statement())))
    assert "DEMONSTRATION" not in real.upper()


def test_an_empty_box_never_gets_on_paper() -> None:
    with pytest.raises(UnprintableNameError):
        rendering.pdf(statement(event_name_en="Games \U000f0000"))


def test_a_name_that_is_markup_is_only_a_name(tmp_path: Path) -> None:
    name = "<b>李</b> & <img src=x>"
    assert plain(name) in plain(text_of(tmp_path, rendering.pdf(statement(holder_name=name))))


@pytest.mark.parametrize("address", ["file:///etc/hostname", "http://127.0.0.1:9/", "ftp://127.0.0.1:9/"])
def test_a_certificate_fetches_nothing(address: str) -> None:
    with pytest.raises(ValueError, match="disallowed"):
        only_data_addresses().fetch(address)
