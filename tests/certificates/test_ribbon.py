"""The ribbon of a demonstration lies over all that a design draws, and our own pages are as they were."""

import io

import pypdfium2
import pytest
from PIL import Image

from certificates import pages, rendering
from certificates.designs.language import DesignText
from certificates.document.samples import sample
from certificates.ribbon import ribbon_height

AMBER, INK = (242, 179, 61), (18, 41, 31)
DEMONSTRATION = sample("honour", "demonstration", "en").statement
HIDDEN = '<div style="position: absolute; left: 0; top: 0; width: 100%; height: 100%; background: #fff"></div></body>'
WAYS = {
    "left out": ('<p class="ribbon both">{{ ribbon }}</p>', ""),
    "covered": ("</body>", HIDDEN),
    "shown to some": ("{% if ribbon %}", "{% if ribbon and first.more %}"),
    "scaled away": ("body, h1, ", "body { transform: scale(.01) } body, h1, "),
}


def paper(source: str, *, real: bool = False) -> Image.Image:
    statement = sample("honour", "short", "en").statement if real else DEMONSTRATION
    document = pypdfium2.PdfDocument(rendering.pdf(statement, template=DesignText(source), document="{}"))
    picture: Image.Image = document[0].render(scale=4 / 3).to_pil().convert("RGB")
    document.close()
    return picture


def shows_ribbon(picture: Image.Image) -> bool:
    """Whether the band has its colour from end to end, and ink of letters in its middle."""
    width, height = picture.size
    band = round(ribbon_height(width, height))
    ends = [picture.getpixel((x, band // 2)) for x in (1, width // 4, width - 2)]
    middle = picture.crop((width * 2 // 5, 2, width * 3 // 5, band - 2))
    colours = middle.getcolors(1 << 20) or []
    dark = sum(count for count, colour in colours if isinstance(colour, tuple) and max(colour) < 90)
    is_amber = all(
        isinstance(end, tuple) and max(abs(a - b) for a, b in zip(end, AMBER, strict=True)) <= 6
        for end in ends
    )
    return is_amber and dark > middle.width * middle.height / 50


@pytest.mark.parametrize(("old", "new"), WAYS.values(), ids=WAYS)
def test_no_design_hides_the_ribbon_of_a_demonstration(old: str, new: str) -> None:
    source = pages.source_of(rendering.PAPER)
    assert old in source
    assert shows_ribbon(paper(source.replace(old, new)))


def test_a_poster_has_it_as_well() -> None:
    source = pages.source_of(rendering.POSTER).replace("</body>", HIDDEN)
    drawn = rendering.poster(DEMONSTRATION, template=DesignText(source))
    assert shows_ribbon(Image.open(io.BytesIO(drawn)).convert("RGB"))


def test_what_is_real_has_none() -> None:
    assert not shows_ribbon(paper(pages.source_of(rendering.PAPER), real=True))


def test_a_plate_with_it_is_no_plate_without_it() -> None:
    design, own = DesignText(pages.source_of(rendering.PAPER)), rendering.PAPER
    assert [pages.page(DEMONSTRATION, each).needs_ribbon for each in (design, own)] == [True, False]
    real = sample("honour", "short", "en").statement
    assert not pages.page(real, design).needs_ribbon
