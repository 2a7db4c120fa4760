"""The command that loads factor files."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from footprint.models import Factor, FactorSet
from tests.footprint.conftest import FACTOR_FILE

pytestmark = pytest.mark.django_db


def load(*arguments: str | Path) -> str:
    out = StringIO()
    call_command("load_factors", *map(str, arguments), stdout=out)
    return out.getvalue()


def test_the_shipped_factors_are_loaded_and_published_and_a_second_time_nothing_changes() -> None:
    assert load() == "spectator-2025.1: 19 factors, published.\n"
    before = [*FactorSet.objects.values(), *Factor.objects.values()]
    assert load() == "spectator-2025.1: 19 factors, published.\n"
    assert [*FactorSet.objects.values(), *Factor.objects.values()] == before


def test_a_set_has_its_name_in_both_languages() -> None:
    load()
    factor_set = FactorSet.objects.get()
    assert (factor_set.name_zh_hans, factor_set.name_en) == ("观众因子集 2025.1", "Spectator factors 2025.1")


def test_a_draft_is_loaded_without_being_published() -> None:
    assert load("--draft") == "spectator-2025.1: 19 factors, draft.\n"


def test_rows_without_a_source_are_listed_with_their_numbers_and_nothing_is_loaded(tmp_path: Path) -> None:
    file = tmp_path / "spectator-2026.1.csv"
    text = FACTOR_FILE.read_text(encoding="utf-8")
    file.write_text(text.replace("row ID 25_314_3146_11_1", "").replace("venue-kwh,venue", "venue-kwh,"))
    with pytest.raises(CommandError) as refusal:
        load(file)
    assert str(refusal.value) == (
        "spectator-2026.1.csv: nothing was loaded.\n  row 10, locator: missing\n  row 24, category: missing"
    )
    assert FactorSet.objects.count() == 0


def test_a_published_version_is_not_replaced(tmp_path: Path) -> None:
    load()
    file = tmp_path / "spectator-2025.1.csv"
    file.write_text(FACTOR_FILE.read_text(encoding="utf-8").replace("30.48", "30.49"), encoding="utf-8")
    with pytest.raises(CommandError) as refusal:
        load(file)
    assert str(refusal.value) == (
        "spectator-2025.1.csv: spectator-2025.1 is published and never changes. "
        "Give the new factors a new version."
    )


@pytest.mark.parametrize("name", ["factors.csv", "-1.csv"])
def test_a_file_without_a_version_in_its_name_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("")
    with pytest.raises(CommandError) as refusal:
        load(tmp_path / name)
    assert str(refusal.value) == f"{name}: a factor file is named CODE-VERSION.csv."


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"code\n"])
def test_a_file_that_is_none_is_refused(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "odd-1.csv"
    file.write_bytes(content)
    with pytest.raises(CommandError):
        load(file)
    assert FactorSet.objects.count() == 0


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CommandError):
        load(tmp_path / "gone-1.csv")
