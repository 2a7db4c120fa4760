"""The command that loads factor files."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from footprint.factor_file import parse
from footprint.factor_workbook import workbook
from footprint.models import Factor, FactorSet
from tests.footprint.conftest import FACTOR_FILE

pytestmark = pytest.mark.django_db


def load(*arguments: str | Path) -> str:
    out = StringIO()
    call_command("load_factors", *map(str, arguments), stdout=out)
    return out.getvalue()


def test_the_shipped_factors_are_loaded_and_published_and_a_second_time_nothing_changes() -> None:
    loaded = "china-2026.1: 225 factors, published.\nworld-2026.1: 215 factors, published.\n"
    assert load() == loaded
    before = [*FactorSet.objects.values(), *Factor.objects.values()]
    assert load() == loaded
    assert [*FactorSet.objects.values(), *Factor.objects.values()] == before


def test_a_set_has_its_name_in_both_languages() -> None:
    load()
    assert list(FactorSet.objects.values_list("name_zh_hans", "name_en")) == [
        ("中国活动因子集 2026.1", "Factors for events in China 2026.1"),
        ("世界因子集 2026.1", "World factors 2026.1"),
    ]


def test_a_draft_is_loaded_without_being_published() -> None:
    assert load(FACTOR_FILE, "--draft") == "china-2026.1: 225 factors, draft.\n"


def test_a_workbook_is_loaded_too(tmp_path: Path) -> None:
    file = tmp_path / "other-1.xlsx"
    file.write_bytes(workbook(parse(FACTOR_FILE.read_text(encoding="utf-8"))))
    assert load(file) == "other-1: 225 factors, published.\n"


def test_rows_without_a_source_are_listed_with_their_numbers_and_nothing_is_loaded(tmp_path: Path) -> None:
    file = tmp_path / "china-2027.1.csv"
    text = FACTOR_FILE.read_text(encoding="utf-8")
    file.write_text(
        text.replace("row ID 25_314_3146_11_1", "").replace("cn-hsr-full-2019,rail", "cn-hsr-full-2019,"),
        encoding="utf-8",
    )
    with pytest.raises(CommandError) as refusal:
        load(file)
    rows = [number for number, line in enumerate(text.splitlines(), 1) if "25_314_3146_11_1" in line]
    hsr = [number for number, line in enumerate(text.splitlines(), 1) if line.startswith("cn-hsr-full")]
    assert str(refusal.value) == (
        "china-2027.1.csv: nothing was loaded.\n"
        f"  row {hsr[0]}, category: Nothing is entered.\n"
        f"  row {rows[0]}, locator: Nothing is entered."
    )
    assert FactorSet.objects.count() == 0


def test_a_published_version_is_not_replaced(tmp_path: Path) -> None:
    load()
    file = tmp_path / "china-2026.1.csv"
    file.write_text(FACTOR_FILE.read_text(encoding="utf-8").replace("30.48", "30.49"), encoding="utf-8")
    with pytest.raises(CommandError) as refusal:
        load(file)
    assert str(refusal.value) == (
        "china-2026.1.csv: china-2026.1 is published and never changes. Give the new factors a new version."
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
