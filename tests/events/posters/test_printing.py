"""Posters: what a scanner reads on them, what a printer needs of them, and what people read."""

import io
import re
import subprocess
import unicodedata
import zipfile
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp
from PIL import Image

from events.models import Placement, Venue, Zone
from events.posters.phrases import QUESTION, STEPS
from events.posters.printing import archive, file_name, poster
from events.posters.queries import unprintable_words
from events.posters.sizes import DOT_COUNT, SIZES, Size, stadium
from tests.events.course.stage import cast_of

pytestmark = [pytest.mark.django_db, pytest.mark.once]
POINTS_PER_MM = 72 / 25.4
DOTS_PER_POINT = {"a3": 0.5, "a4": 0.7, "sticker": 2.5}  # far coarser than any phone's camera


@pytest.fixture
def placement() -> Placement:
    event = cast_of().event
    return hung(Venue.objects.get(event=event), "7kq3mz9a", "座椅贴", "Seat sticker")


def hung(venue: Venue, code: str, zh: str, en: str) -> Placement:
    zone, _created = Zone.objects.get_or_create(venue=venue, name_zh_hans="东看台", name_en="East stand")
    return Placement.objects.create(zone=zone, code=code, label_zh_hans=zh, label_en=en)


def page_of(pdf: bytes) -> pypdfium2.PdfPage:
    document = pypdfium2.PdfDocument(pdf)
    assert len(document) == 1
    return document[0]


def picture(pdf: bytes, size: Size) -> Image.Image:
    image: Image.Image = page_of(pdf).render(scale=DOTS_PER_POINT[size.name]).to_pil()
    return image


def words_of(tmp_path: Path, pdf: bytes) -> str:
    """All that stands on the page, without the places where lines break."""
    path = tmp_path / "poster.pdf"
    path.write_bytes(pdf)
    text = subprocess.run(["pdftotext", "-raw", path, "-"], capture_output=True, text=True, check=True).stdout
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


@pytest.mark.parametrize("size", SIZES.values(), ids=list(SIZES))
def test_a_scanner_reads_the_placements_address_off_the_page(
    placement: Placement, settings: object, size: Size
) -> None:
    settings.PUBLIC_URL = "https://diandian.example"  # type: ignore[attr-defined]
    codes = zxingcpp.read_barcodes(picture(poster(placement, size), size))
    assert [code.text for code in codes] == ["https://diandian.example/s/7kq3mz9a"]


@pytest.mark.parametrize("size", SIZES.values(), ids=list(SIZES))
def test_a_poster_is_cut_to_its_size_and_has_colour_beyond_the_cut(placement: Placement, size: Size) -> None:
    page = page_of(poster(placement, size))
    left, bottom, right, top = page.get_trimbox()
    assert ((right - left) / POINTS_PER_MM, (top - bottom) / POINTS_PER_MM) == pytest.approx(
        (size.width, size.height), abs=0.01
    )
    beyond = (left - page.get_bleedbox()[0]) / POINTS_PER_MM
    marked = (left - page.get_mediabox()[0]) / POINTS_PER_MM
    assert (beyond >= 3, marked >= 7) == (size.is_cut, size.is_cut)


def test_the_colour_reaches_three_millimetres_beyond_the_cut_and_the_marks_stand_outside(
    placement: Placement,
) -> None:
    shown = picture(poster(placement, SIZES["a4"]), SIZES["a4"]).convert("RGB")
    dot = DOTS_PER_POINT["a4"] * POINTS_PER_MM  # of the picture, a millimetre; 8 mm stand around the cut

    def colour(across_mm: float, down_mm: float) -> tuple[int, ...]:
        found = shown.getpixel((round((8 + across_mm) * dot), round((8 + down_mm) * dot)))
        assert isinstance(found, tuple)
        return found

    assert [colour(-3, 20), colour(-6, 20)] == [(251, 250, 245), (255, 255, 255)]
    mark = [sum(colour(-7, down / 10)) for down in range(-10, 11)]
    assert min(mark) < 450
    assert sum(colour(-2, 0)) > 730


@pytest.mark.parametrize("name", ["a3", "a4"])
def test_people_read_in_both_languages_what_it_is_for(
    placement: Placement, tmp_path: Path, settings: object, name: str
) -> None:
    settings.PUBLIC_URL = "https://diandian.example"  # type: ignore[attr-defined]
    shown = words_of(tmp_path, poster(placement, SIZES[name]))
    said = [
        *(words for pair in (QUESTION, *STEPS) for words in (pair.zh, pair.en)),
        *("低碳运动会", "Low-Carbon Games", "diandian.example/s/7kq3mz9a"),
        *("主体育场 · 东看台 · 座椅贴", "Main Stadium · East stand · Seat sticker"),
        *("演示", "Demonstration"),
    ]
    flat = [re.sub(r"\s+", "", unicodedata.normalize("NFKC", each)) for each in said]
    assert [each for each in flat if each not in shown] == []


def test_a_sticker_says_it_in_short(placement: Placement, tmp_path: Path) -> None:
    shown = words_of(tmp_path, poster(placement, SIZES["sticker"]))
    flat = [re.sub(r"\s+", "", unicodedata.normalize("NFKC", each)) for each in (QUESTION.zh, QUESTION.en)]
    assert [each in shown for each in (*flat, "低碳运动会", "Low-CarbonGames", "7kq3mz9a")] == [True] * 5


@pytest.mark.parametrize("size", SIZES.values(), ids=list(SIZES))
def test_the_longest_texts_stay_on_their_one_page_and_leave_the_code_readable(
    placement: Placement, size: Size
) -> None:
    event = placement.zone.venue.event
    event.name_zh_hans, event.name_en = "运" * 200, "Games of " * 22
    setattr(event, "zone_title_zh_hans", "低" * 80)  # noqa: B010  columns that only translation.py knows
    setattr(event, "zone_title_en", "L" * 80)  # noqa: B010
    placement.zone.venue.name_zh_hans, placement.label_en = "场" * 120, "Seat " * 24
    codes = zxingcpp.read_barcodes(picture(poster(placement, size), size))
    assert [code.text.rsplit("/", 1)[-1] for code in codes] == ["7kq3mz9a"]


def test_no_poster_claims_what_the_event_may_not_be_called(placement: Placement, tmp_path: Path) -> None:
    for size in SIZES.values():
        shown = words_of(tmp_path, poster(placement, size)).lower()
        assert [word for word in ("碳中和", "中和", "neutral", "climatepositive") if word in shown] == []


def test_all_posters_are_one_zip_with_a_folder_for_each_size(placement: Placement) -> None:
    venue = placement.zone.venue
    other = hung(venue, "abcd2345", "入口/立牌", "Board at the entrance")
    pieces = list(archive([placement, other], [SIZES["a4"], SIZES["sticker"]]))
    assert len(pieces) == 5  # each entry is sent when it is drawn, and the table of contents last
    with zipfile.ZipFile(io.BytesIO(b"".join(pieces))) as packed:
        assert packed.testzip() is None
        assert [name.split(" ")[0] for name in packed.namelist()] == [
            "a4/001", "a4/002", "sticker/001", "sticker/002"
        ]  # fmt: skip
        contents = [packed.read(name) for name in packed.namelist()]
    read = [
        zxingcpp.read_barcodes(picture(content, size))[0].text.rsplit("/", 1)[-1]
        for content, size in zip(contents, [SIZES["a4"]] * 2 + [SIZES["sticker"]] * 2, strict=True)
    ]
    assert read == ["7kq3mz9a", "abcd2345"] * 2


def test_a_file_is_named_after_where_it_hangs(placement: Placement) -> None:
    placement.label_zh_hans = placement.label = "入口/立牌"
    assert file_name(placement, SIZES["a3"]).endswith("入口_立牌 7kq3mz9a a3.pdf")


def test_a_text_that_no_font_has_is_told_before_anything_is_drawn(placement: Placement) -> None:
    assert unprintable_words([placement]) == []
    placement.label_en = "Gate 🏟"
    assert len(unprintable_words([placement])) == 1


def test_the_stadium_has_all_its_seats_and_one_is_the_readers() -> None:
    counts = {dots.colour: dots.path.count("M") for dots in stadium()}
    assert sum(dots.path.count("M") for dots in stadium()) == DOT_COUNT
    assert counts["#C92F65"] == 1
