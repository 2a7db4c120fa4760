"""The paper and the poster of each kind, as they leave, looked at with other people's tools."""

import io
import subprocess
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from PIL import Image

import credits.actions
from certificates import actions, keys, pages, rendering
from certificates.checking import verify
from certificates.designing import built_in
from certificates.designs.language import language_problems
from certificates.document import Kind, in_both_languages
from certificates.models import Certificate, Rendering
from certificates.rendering import Shelf
from credits.models import Account
from tests.certificates.conftest import certify, retire
from tests.certificates.kinds import issue_of_kind, of_kind
from tests.certificates.test_rendering import plain, qr_texts, text_of

pytestmark = pytest.mark.once

KINDS = [*Kind]
SHELF = Shelf()


def issued_of(kind: str, account: Account) -> Certificate:
    if kind in ("honour", "family"):
        return retire(certify(kind=kind, group="林家" if kind == "family" else ""), account)
    certificate = issue_of_kind(kind, account)
    credits.actions.publish_checkpoint()
    return certificate


@pytest.mark.django_db
@pytest.mark.parametrize("kind", KINDS)
def test_poppler_qpdf_and_verify_find_the_paper_of_each_kind_sound(
    event_account: Account, tmp_path: Path, kind: str
) -> None:
    certificate = issued_of(kind, event_account)
    actions.render(certificate_id=certificate.pk)
    content = bytes(Rendering.objects.get(certificate=certificate, kind="pdf").content)
    path = tmp_path / "paper.pdf"
    path.write_bytes(content)
    said = subprocess.run(["pdfsig", path], capture_output=True, text=True, check=True).stdout
    assert "Signature Validation: Signature is Valid." in said
    assert "Total document signed" in said
    subprocess.run(["qpdf", "--check", path], capture_output=True, check=True)
    report = verify.check(content, verify.read_keys(keys.key_list().text.encode()))
    held = (
        "held" if kind in ("donor", "badge") else "demonstration"
    )  # the stage's event has credits to practise on
    assert (report.outcome, report.checks[0].status, report.checks[1].status) == (held, "ok", "ok")


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("kind", KINDS)
def test_the_paper_of_each_kind_says_all_that_it_states_in_both_languages(
    tmp_path: Path, kind: str, language: str
) -> None:
    stated = of_kind(kind, language=language)
    text = plain(text_of(tmp_path, rendering.pdf(stated, shelf=SHELF)))
    expected = [stated.holder_name, pages.short_address(stated)]
    for words in in_both_languages(stated):
        said = (
            "title",
            "presented",
            "together",
            "claim",
            "boundary",
            "settlement",
            "terms",
            "demonstration",
            "date",
        )
        expected += [getattr(words, name) for name in said]
        expected += [part for line in words.facts for part in (line.label, line.value)]
        expected += [part for source in words.sources for part in (source.serial_block, source.grams)]
    assert [words for words in expected if plain(words) not in text] == []


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_paper_is_one_page_and_a_poster_leads_to_its_page(kind: str, language: str) -> None:
    stated = of_kind(kind, language=language)
    document = pypdfium2.PdfDocument(rendering.pdf(stated, shelf=SHELF))
    size, count = document[0].get_size(), len(document)
    document.close()
    assert (count, round(size[0]), round(size[1])) == (1, 842, 595)
    poster = rendering.poster(stated, shelf=SHELF)
    picture = Image.open(io.BytesIO(poster))
    assert (picture.size, len(poster) <= rendering.POSTER_LIMIT) == ((1080, 1920), True)
    assert qr_texts(picture) == [stated.address]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("changes", [{"holder_name": ""}, {"holder_name": "محمد عبد الرحمن"}])
def test_each_kind_is_for_names_of_all_sorts_and_for_none(kind: str, changes: dict[str, Any]) -> None:
    assert rendering.pdf(of_kind(kind, **changes), shelf=SHELF).startswith(b"%PDF-1.7")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("sheet", ["paper", "poster"])
def test_our_own_templates_are_designs_that_staff_may_begin_with(kind: str, sheet: str) -> None:
    assert language_problems(pages.source_of(built_in(kind, sheet))) == []


def test_a_family_shares_one_plate() -> None:
    shelf = Shelf()
    first = rendering.pdf(of_kind("family"), shelf=shelf)
    assert rendering.pdf(of_kind("family", holder_name="林大山"), shelf=shelf) != first
    assert len(shelf.plates) == 1


def test_a_badge_has_no_amount_anywhere(tmp_path: Path) -> None:
    text = text_of(tmp_path, rendering.pdf(of_kind("badge"), shelf=SHELF))
    assert [unit for unit in ("CO₂", "kg", " t ", "0 g") if unit in text] == []
