"""Our own designs may be published; each way to spoil one is refused for its own reason."""

from collections.abc import Iterator

import pytest

from certificates import pages, rendering
from certificates.designs import checking
from certificates.designs.checking import findings, picture
from certificates.designs.drafts import Draft, DrawingRefusedError, Finding, text_findings
from certificates.designs.errors import (
    BrokenProblem,
    ClaimProblem,
    ContrastProblem,
    DesignProblem,
    FetchProblem,
    FileProblem,
    GlyphProblem,
    MissingWordsProblem,
    OutsideProblem,
    OverlapProblem,
    PagesProblem,
    PlateProblem,
    SizeProblem,
    SlotCountProblem,
    SmallNameProblem,
    TagProblem,
    from_plain,
    to_plain,
)
from certificates.document import LANGUAGES, Kind, rooms
from certificates.document.samples import BOUND, SAMPLES, Occasion, Sample, sample

PAPER, POSTER = pages.source_of(rendering.PAPER), pages.source_of(rendering.POSTER)
DOT = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/%3E"
HIDING = (
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' xmlns:x='http://www.w3.org/1999/xlink' width='9'"
    " height='9'%3E%3Cimage x:href='http://example.org/a.png' width='9' height='9'/%3E%3C/svg%3E"
)


@pytest.fixture
def _one_sample(monkeypatch: pytest.MonkeyPatch) -> None:
    """A short name in Chinese alone, on paper alone: what is wrong there is wrong everywhere."""

    def one(kind: str) -> Iterator[Sample]:
        yield sample(kind, "short", "zh-hans")

    monkeypatch.setattr(checking, "samples", one)
    monkeypatch.setattr(checking, "SHEETS", ("paper",))


def problems(old: str, new: str) -> list[DesignProblem]:
    """What is found in our paper with `new` in place of the first `old`."""
    assert old in PAPER
    draft = Draft("honour", PAPER.replace(old, new, 1), POSTER)
    return [finding.problem for finding in findings(draft)]


def test_our_own_design_may_be_published() -> None:
    assert findings(Draft("honour", PAPER, POSTER)) == []


@pytest.mark.usefixtures("_one_sample")
class TestRefusals:
    def test_a_text_that_is_wrong_is_not_drawn(self) -> None:
        [problem] = problems("</style>", "</style>{% load static %}")
        assert isinstance(problem, TagProblem)

    def test_a_missing_slot(self) -> None:
        found = problems('data-slot="number"', "")
        assert SlotCountProblem(None, slot="number", count=0, least=1, most=1) in found

    def test_a_slot_too_many(self) -> None:
        second = '<p class="number" data-slot="number">{{ number }}</p>'
        found = problems(second, second + second)
        assert SlotCountProblem(None, slot="number", count=2, least=1, most=1) in found

    def test_two_pages(self) -> None:
        assert problems("</body>", '<p>a</p><p style="break-before: page">b</p></body>') == [
            PagesProblem(None, count=2, sample="short")
        ]

    def test_another_size(self) -> None:
        [problem] = problems("size: 297mm 210mm", "size: 210mm 297mm")
        assert isinstance(problem, SizeProblem)
        assert (round(problem.width), round(problem.wanted_width)) == (794, 1123)

    def test_a_character_that_no_font_has(self) -> None:
        [problem] = problems("点点 Diandian</p>", "点点 Diandian \U0001343e</p>")
        assert isinstance(problem, GlyphProblem)

    def test_terms_that_are_left_out(self) -> None:
        found = problems("{{ words.terms }}", "")
        assert found == [MissingWordsProblem(None, value="words.terms", sample="short")]

    def test_a_serial_block_that_is_hidden(self) -> None:
        found = problems(".serial {", ".serial { display: none;")
        assert MissingWordsProblem(None, value="source.serial", sample="short") in found

    def test_words_beyond_the_edge(self) -> None:
        found = problems(".mark { position: absolute; left: 20mm", ".mark { position: absolute; left: -40mm")
        assert OutsideProblem(None, words="点点 Diandian", sample="short") in found

    def test_words_over_the_ornament(self) -> None:
        found = problems(
            ".ornament { position: absolute; right: 9mm", ".ornament { position: absolute; right: 90mm"
        )
        assert OverlapProblem(None, first="低碳荣誉证书", second="ornament", sample="short") in found

    def test_a_name_that_has_no_room(self) -> None:
        found = problems("font-size: 40pt; line-height: 1.22", "font-size: 6pt; line-height: 1.22")
        [problem] = [one for one in found if isinstance(one, SmallNameProblem)]
        assert round(problem.size) == 8

    def test_a_name_without_a_height(self) -> None:
        [problem] = problems("height: 52pt; ", "")
        assert problem == PlateProblem(None, "name", "a name needs a block with a height", "short")

    def test_pale_words(self) -> None:
        found = problems(".muted { color: #55685E }", ".muted { color: #BBBBBB }")
        assert {type(problem) for problem in found} == {ContrastProblem}

    def test_a_picture_without_words(self) -> None:
        [problem] = problems('<div class="rule"></div>', f'<div class="rule"></div><img src="{DOT}">')
        assert problem == FileProblem(None, part="alternative", detail="3", sample="short")

    def test_what_a_picture_would_fetch(self) -> None:
        rule = '<div class="rule"></div>'
        found = problems(rule, f'{rule}<img alt="a" src="{HIDING}">')
        assert found == [FetchProblem(None, address="http://example.org/a.png")]


HIDING_WAYS = {
    "a box over it": (
        "</body>",
        '<div style="position: absolute; left: 20mm; bottom: 13mm; width: 80mm; height: 9mm; background: #FBFAF5">'
        "</div></body>",
    ),
    "nearly nothing": (".facts { position", ".facts { transform: scale(.001); position"),
    "turned": (".facts { position", ".facts { transform: rotate(3deg); position"),
    "cut off": (".facts { position", ".facts { overflow: hidden; height: 0; position"),
    "on a gradient": (
        ".facts { position",
        ".facts * { color: #FBFAF5 !important } .facts { background: linear-gradient(#FBFAF5, #FBFAF5); position",
    ),
}


@pytest.mark.usefixtures("_one_sample")
@pytest.mark.parametrize(("old", "new"), HIDING_WAYS.values(), ids=HIDING_WAYS)
def test_what_cannot_be_seen_is_not_said(old: str, new: str) -> None:
    assert MissingWordsProblem(None, value="words.terms", sample="short") in problems(old, new)


@pytest.mark.usefixtures("_one_sample")
class TestClaims:
    def test_a_title_of_ones_own_does_not_stand_in_for_ours(self) -> None:
        found = problems('<h1 lang="{{ first.tag }}">{{ first.title }}</h1>', "<h1>荣誉证书</h1>")
        assert found == [MissingWordsProblem(None, value="words.title", sample="short")]

    @pytest.mark.parametrize(
        ("words", "claim"),
        [
            ("碳中和", "碳中和"),
            ("碳 中<b>和</b>", "碳中和"),
            ("Carbon-Neutral", "carbonneutral"),
            ("climate<br>neutral", "climateneutral"),
            ("ｃａｒｂｏｎ ｎｅｕｔｒａｌ", "carbonneutral"),
        ],
    )
    def test_a_design_calls_nobody_neutral(self, words: str, claim: str) -> None:
        found = problems("点点 Diandian</p>", f"点点 Diandian {words}</p>")
        assert found == [ClaimProblem(None, words=claim)]

    def test_neither_does_what_a_style_adds_nor_the_text_of_a_picture(self) -> None:
        added = ".mark::after { content: 'carbon neu' 'tral' } .mark { position"
        assert problems(".mark { position", added) == [ClaimProblem(None, words="carbonneutral")]
        picture = f'<div class="rule"></div><img alt="Climate neutral" src="{DOT}">'
        assert problems('<div class="rule"></div>', picture) == [ClaimProblem(None, words="climateneutral")]


def test_the_paper_of_a_witness_may_have_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checking, "samples", lambda kind: iter([sample(kind, "short", "zh-hans")]))
    assert findings(Draft("witness", pages.source_of(rendering.FORMAL), POSTER)) == []


def test_what_is_not_shown_anymore_is_said_where_there_is_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checking, "samples", lambda kind: iter([sample(kind, "long", "en")]))
    more = (
        '{% if first.more %}<p>{{ first.more }} <span class="muted">{{ second.more }}</span></p>{% endif %}'
    )
    assert MissingWordsProblem(None, value="words.more", sample="long") in problems(more, "")


def test_a_demonstration_without_its_ribbon_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checking, "samples", lambda kind: iter([sample(kind, "demonstration", "en")]))
    monkeypatch.setattr(checking, "SHEETS", ("poster",))
    assert '<p class="ribbon both">{{ ribbon }}</p>' in POSTER
    # The watermark alone, pale and turned, does not say it well enough.
    draft = Draft("honour", PAPER, POSTER.replace('<p class="ribbon both">{{ ribbon }}</p>', ""))
    problem = MissingWordsProblem(None, value="ribbon", sample="demonstration")
    assert findings(draft) == [Finding("poster", problem)]


def test_the_same_problem_of_many_samples_is_told_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checking, "SHEETS", ("paper",))
    some = [sample("honour", key, "en") for key in ("short", "nobody")]
    monkeypatch.setattr(checking, "samples", lambda kind: iter(some))
    draft = Draft("honour", PAPER.replace("size: 297mm 210mm", "size: 210mm 297mm"), POSTER)
    assert len(findings(draft)) == 1


def test_the_texts_alone_are_looked_at_at_once() -> None:
    draft = Draft("honour", "<html lang='en'><title>a</title>{{ a }}", POSTER + "<script>")
    assert [(finding.sheet, type(finding.problem).__name__) for finding in text_findings(draft)] == [
        ("paper", "ValueProblem"),
        ("poster", "ElementProblem"),
    ]


@pytest.mark.parametrize("key", SAMPLES)
def test_each_sample_has_its_picture(key: str) -> None:
    kind, body = picture(Draft("honour", PAPER, POSTER), "paper", key, "en")
    assert (kind, body[:8]) == ("image/png", b"\x89PNG\r\n\x1a\n")


def test_a_poster_is_shown_as_the_picture_that_it_is() -> None:
    kind, body = picture(Draft("honour", PAPER, POSTER), "poster", "short", "en")
    assert (kind, body) == ("image/jpeg", rendering.poster(sample("honour", "short", "en").statement))


def test_a_picture_that_cannot_be_drawn_says_why() -> None:
    draft = Draft("honour", PAPER.replace("height: 52pt; ", "", 1), POSTER)
    with pytest.raises(DrawingRefusedError) as refused:
        picture(draft, "paper", "short", "en")
    assert refused.value.problems == [
        PlateProblem(None, "name", "a name needs a block with a height", "short")
    ]


@pytest.mark.parametrize(
    "problem",
    [TagProblem(3, tag="load"), SizeProblem(None, 1.5, 2.0, 3.0, 4.0), BrokenProblem(None, said="a")],
)
def test_a_problem_goes_through_json_and_comes_back(problem: DesignProblem) -> None:
    assert from_plain(to_plain(problem)) == problem


def test_a_design_is_looked_at_with_the_words_of_its_event(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checking, "SHEETS", ("paper",))
    monkeypatch.setattr(checking, "samples", lambda kind: iter([sample(kind, "short", "en")]))
    long = Occasion("fair", "博览会", "The Fair of all things " * 40, "全程", "all of the way")
    assert OverlapProblem in {type(one.problem) for one in findings(Draft("honour", PAPER, POSTER, long))}
    neutral = Occasion("cop", "碳中和大会", "Carbon Neutral Forum", "全程", "all of the way")
    assert findings(Draft("honour", PAPER, POSTER, neutral)) == []  # its name is not what the design says


def test_the_sample_at_the_bounds_fills_all_the_room_there_is() -> None:
    for language in LANGUAGES:
        for kind in ("honour", "family"):
            statement = sample(kind, BOUND, language).statement
            texts = {name: getattr(statement, name) for name in rooms.TEXTS}
            texts["group"] = statement.group or "家" * 24
            assert rooms.too_long(texts) == {}
            assert set(rooms.too_long({name: text + "x" for name, text in texts.items()})) == set(texts)


@pytest.mark.parametrize("kind", Kind)
def test_our_own_designs_hold_what_is_as_long_as_it_may_be(
    kind: Kind, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_bounds = [sample(kind, BOUND, language) for language in LANGUAGES]
    monkeypatch.setattr(checking, "samples", lambda kind: iter(at_bounds))
    assert findings(Draft(kind, pages.source_of(rendering.paper_of(kind)), POSTER)) == []
