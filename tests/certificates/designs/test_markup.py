"""Only what paper has a use for, and nothing that is fetched: each has its line."""

import pytest

from certificates import pages, rendering
from certificates.designs.errors import (
    DesignProblem,
    DocumentProblem,
    ElementProblem,
    FaceProblem,
    FetchProblem,
    SlotCountProblem,
    UnknownSlotProblem,
)
from certificates.designs.markup import markup_problems, slot_problems
from certificates.plates import Name, Picture, Text

PAGE = '<html lang="en">\n<title>x</title>\n{}\n</html>'


@pytest.mark.parametrize(
    ("html", "problems"),
    [
        ('<img src="http://example.org/a.png">', [FetchProblem(3, address="http://example.org/a.png")]),
        ('<img src="logo.png" alt="">', [FetchProblem(3, address="logo.png")]),
        ('<img src="file:///etc/passwd" alt="">', [FetchProblem(3, address="file:///etc/passwd")]),
        ("<style>\n@import 'a.css';</style>", [FetchProblem(4, address="@import")]),
        (
            "<style>p { background: url(//example.org/a) }</style>",
            [FetchProblem(3, address="//example.org/a")],
        ),
        ("<style>p { background: u\\72 l('a.png') }</style>", [FetchProblem(3, address="a.png")]),
        ("<style>@media print { p { background: url(a) } }</style>", [FetchProblem(3, address="a")]),
        ("<style>p { background: image-set('a' 1x) }</style>", [FetchProblem(3, address="image-set()")]),
        ("<style>@font-face { src: url(data:x) }</style>", [FaceProblem(3)]),
        ('<p style="background: url(a)">', [FetchProblem(3, address="a")]),
        ('<svg><rect fill="url(http://a#b)"/></svg>', [FetchProblem(3, address="http://a#b")]),
        ("<script>1</script>", [ElementProblem(3, element="script")]),
        ('<iframe src="data:x"></iframe>', [ElementProblem(3, element="iframe")]),
        ('<meta http-equiv="refresh" content="0">', [ElementProblem(3, element="meta")]),
        ('<p onclick="x">', [ElementProblem(3, element="onclick")]),
        ("{% if amount < number %}\n<object>{% endif %}", [ElementProblem(4, element="object")]),
        ('<img src="data:image/png;base64,AAAA" alt="Our sponsor">', []),
        ("<style>p { background: url('data:image/svg+xml,x') }</style>", []),
        ('<svg><use href="#a"/><path d="M1(2" fill="url(#b)"/></svg>', []),
    ],
)
def test_what_has_no_place_on_paper_is_named_with_its_line(html: str, problems: list[DesignProblem]) -> None:
    assert markup_problems(PAGE.format(html)) == problems


def test_a_page_says_its_language_and_its_title() -> None:
    assert markup_problems("<html><p>x") == [
        DocumentProblem(None, part="lang"),
        DocumentProblem(None, part="title"),
    ]


@pytest.mark.parametrize("template", [rendering.PAPER, rendering.POSTER])
def test_our_own_templates_have_nothing_wrong(template: str) -> None:
    assert markup_problems(pages.source_of(template)) == []


def test_each_slot_is_there_as_often_as_it_should_be() -> None:
    slots: dict[str, Text | Name | Picture] = {
        "name": Name(),
        "qr": Picture(),
        "amount": Text("0"),
        "number": Text("0"),
        "unit": Text("g"),
    }
    html = "".join(
        f'<p data-slot="{slot}">' for slot in ["name", "name", "amount", "amount", "number", "number", "sum"]
    )
    assert slot_problems(html, slots) == [
        SlotCountProblem(None, slot="name", count=2, least=1, most=1),
        SlotCountProblem(None, slot="qr", count=0, least=1, most=1),
        SlotCountProblem(None, slot="number", count=2, least=1, most=1),
        SlotCountProblem(None, slot="unit", count=0, least=1, most=8),
        UnknownSlotProblem(None, slot="sum"),
    ]
