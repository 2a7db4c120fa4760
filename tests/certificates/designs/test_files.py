"""A finished PDF is looked up itself: what a template can spoil is missed by its name."""

from weasyprint import HTML

from certificates import pages, rendering
from certificates.designs.errors import FileProblem
from certificates.designs.files import file_problems
from certificates.designs.language import DesignText
from certificates.document.samples import sample

STATEMENT = sample("honour", "short", "zh-hans").statement
DOT = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/%3E"


def missing(paper: bytes) -> list[str]:
    found = list(file_problems(paper, "short"))
    assert all(isinstance(problem, FileProblem) for problem in found)
    return [problem.part for problem in found if isinstance(problem, FileProblem)]


def altered(old: str, new: str) -> bytes:
    source = pages.source_of(rendering.PAPER)
    assert old in source
    return rendering.pdf(STATEMENT, template=DesignText(source.replace(old, new, 1)), document="{}")


def test_our_own_paper_lacks_nothing() -> None:
    assert missing(rendering.pdf(STATEMENT, document="{}")) == []


def test_a_page_without_its_language_is_missed() -> None:
    assert missing(altered('<html lang="{{ first.tag }}">', "<html>")) == ["language"]


def test_a_picture_without_words_is_missed() -> None:
    assert missing(altered('<div class="rule"></div>', f'<img src="{DOT}">')) == ["alternative"]
    assert missing(altered('<div class="rule"></div>', f'<img alt="A dot" src="{DOT}">')) == []


def test_a_plain_pdf_lacks_all_that_a_certificate_is() -> None:
    plain = HTML(string="<p>a<p style='break-before: page'>b").write_pdf()
    assert missing(plain) == ["pages", "tagged", "language", "title", "pdfa", "pdfua", "intent"]


def test_fonts_that_are_not_in_the_file_are_missed() -> None:
    font = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>"
    words = b"BT /F 9 Tf (a) Tj ET"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        page,
        b"<</Length %d>>stream\n%b\nendstream" % (len(words), words),
        font,
    ]
    file = b"%PDF-1.7\n" + b"".join(b"%d 0 obj%b endobj\n" % (at, body) for at, body in enumerate(objects, 1))
    assert "fonts" in missing(file + b"trailer<</Root 1 0 R/Size 6>>\n%%EOF")


def test_what_is_no_pdf_cannot_be_read() -> None:
    assert missing(b"no PDF") == ["reading"]
