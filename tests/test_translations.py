"""Every sentence is there in both languages."""

import re
import subprocess
from pathlib import Path

import polib
import pytest
from modeltranslation.translator import translator

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = ROOT / "diandian" / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
HAN_BESIDE_LATIN = re.compile(r"[\u4e00-\u9fff][A-Za-z0-9]|[A-Za-z0-9][\u4e00-\u9fff]")
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|%%")


@pytest.fixture(scope="module")
def catalogue() -> polib.POFile:
    return polib.pofile(str(CATALOGUE))


def test_nothing_is_untranslated_or_fuzzy(catalogue: polib.POFile) -> None:
    assert [entry.msgid for entry in catalogue.untranslated_entries()] == []
    assert [entry.msgid for entry in catalogue.fuzzy_entries()] == []


def test_a_translation_has_the_placeholders_of_its_original(catalogue: polib.POFile) -> None:
    wrong = [
        entry.msgid
        for entry in catalogue
        for text in ([entry.msgstr] if entry.msgstr else entry.msgstr_plural.values())
        if sorted(PLACEHOLDER.findall(entry.msgid_plural or entry.msgid)) != sorted(PLACEHOLDER.findall(text))
    ]
    assert wrong == []


def test_chinese_and_latin_stand_apart(catalogue: polib.POFile) -> None:
    """盘古之白: a space between Han and Latin letters or digits."""
    assert [
        entry.msgstr for entry in catalogue if HAN_BESIDE_LATIN.search(PLACEHOLDER.sub("", entry.msgstr))
    ] == []


def test_the_catalogue_holds_every_text_of_the_code(tmp_path: Path, catalogue: polib.POFile) -> None:
    files = [
        str(path.relative_to(ROOT))
        for folder in ("diandian", "people", "footprint", "credits", "certificates", "payments", "events")
        for path in (ROOT / folder).rglob("*.py")
        if "migrations" not in path.parts
    ]
    found = tmp_path / "found.pot"
    subprocess.run(
        [
            "xgettext",
            "--from-code=UTF-8",
            "-L",
            "Python",
            "--keyword=_",
            "--keyword=gettext_lazy",
            "-o",
            found,
            *files,
        ],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    known = {entry.msgid for entry in catalogue}
    assert [entry.msgid for entry in polib.pofile(str(found)) if entry.msgid not in known] == []


def test_content_texts_have_a_column_in_each_language() -> None:
    models = {model.__name__ for model in translator.get_registered_models()}
    assert models >= {"Event", "Venue", "Zone", "Placement", "Organization", "Batch", "Factor", "FactorSet"}
