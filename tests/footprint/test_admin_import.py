"""The import of a factor file in the admin: look at every change, then all of it or nothing."""

import re
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from html import unescape
from typing import Any

import pytest
import time_machine
from django.contrib.admin.models import LogEntry
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

import footprint.queries
from certificates.document import rooms
from events.models import Event
from footprint.actions import NewFactorSet, load_factor_set
from footprint.calculation import FactorValue
from footprint.factor_file import FactorFile, csv_text
from footprint.factor_workbook import workbook
from footprint.models import Factor, FactorSet
from people.models import User
from tests.admin.conftest import log_in

ADDRESS = "admin:footprint_factorset_import"


@pytest.fixture
def staff(db: None, client: Client) -> Client:
    client.force_login(User.objects.create_superuser("root", password="root"))
    client.cookies["diandian_language"] = "en"
    return client


@pytest.fixture
def edited(factor_file: FactorFile) -> FactorFile:
    """The shipped set with one factor more, one less, and one that changed."""

    def one(factor: FactorValue) -> FactorValue:
        if factor.code == "bj-metro":
            return replace(factor, grams_per_unit=Decimal("9.00000"), locator="page 9")
        return factor

    kept = [one(factor) for factor in factor_file.factors if factor.code != "desnz25-water"]
    more = replace(kept[-1], code="one-more", use="", serves="")
    return replace(factor_file, factors=(*kept, more))


def look(staff: Client, content: bytes, *, version: str = "2026.2", name: str = "a.csv") -> Any:
    file = SimpleUploadedFile(name, content)
    values = {"code": "china", "version": version, "file": file}
    return staff.post(reverse(ADDRESS), values)


def carried_in(page: Any) -> str:
    (found,) = re.findall(r'name="carried" value="([^"]*)"', page.content.decode())
    return unescape(found)


def confirm(staff: Client, page: Any) -> Any:
    values = {"carried": carried_in(page), "confirmed": "Import"}
    return staff.post(reverse(ADDRESS), values, follow=True)


def as_csv(file: FactorFile) -> bytes:
    return csv_text(file).encode()


@pytest.mark.parametrize("written", [as_csv, workbook])
def test_a_file_is_looked_at_and_then_imported_whole_into_a_draft(
    staff: Client, published: FactorSet, edited: FactorFile, written: Callable[[FactorFile], bytes]
) -> None:
    page = look(staff, written(edited))
    comparison = page.context["comparison"]
    assert [factor.code for factor in comparison.new] == ["one-more"]
    assert [factor.code for factor in comparison.removed] == ["desnz25-water"]
    assert [
        (change.code, [(c.column, c.old, c.new) for c in change.cells]) for change in comparison.changed
    ] == [("bj-metro", [("grams_per_unit", "32", "9"), ("locator", "DB11/T 3043-2024", "page 9")])]
    assert len(comparison.unchanged) == 223
    assert "Import these 225 factors" in page.content.decode()
    assert FactorSet.objects.count() == 1

    done = confirm(staff, page)
    assert [str(message) for message in done.context["messages"]] == [
        "225 factors imported into china-2026.2."
    ]
    draft = FactorSet.objects.get(version="2026.2")
    assert (draft.state, draft.name_en) == ("draft", "Factors for events in China 2026.1")
    assert dict(footprint.queries.library_of(draft)) == {factor.code: factor for factor in edited.factors}
    assert LogEntry.objects.get().object_id == str(draft.pk)


def test_a_draft_is_compared_with_itself_and_replaced(
    staff: Client, published: FactorSet, new_set: NewFactorSet, edited: FactorFile
) -> None:
    draft = load_factor_set(new=replace(new_set, version="2026.2"))
    page = look(staff, as_csv(edited))
    assert page.context["proposal"].base == draft
    confirm(staff, page)
    assert set(Factor.objects.filter(factor_set=draft).values_list("code", flat=True)) == {
        factor.code for factor in edited.factors
    }


def test_a_file_with_refused_rows_is_listed_and_nothing_can_be_imported(
    staff: Client, published: FactorSet, factor_file: FactorFile
) -> None:
    text = csv_text(factor_file).replace("135.52,", "135;52,").replace(",E,50,", ",F,50,", 1)
    page = look(staff, text.encode())
    assert [(row.row, row.column, words) for row, words in page.context["refusals"]] == [
        (4, "grams_per_unit", "Not a number."),
        (
            next(n for n, line in enumerate(text.splitlines(), 1) if ",F,50," in line),
            "grade",
            "None of: A, A-, B, C, D, E.",
        ),
    ]
    assert 'name="confirmed"' not in page.content.decode()
    assert FactorSet.objects.count() == 1


def test_a_version_that_certificates_have_no_room_for_is_refused_at_both_doors(
    staff: Client, edited: FactorFile
) -> None:
    """Every pledge would be refused once such a set is in force."""
    longest = "2026." + "1" * 13
    for code in Event.FactorLibrary.values:
        assert rooms.too_long({"method": f"{code}-{longest}"}) == {}
    typed = {"code": "china", "name_zh_hans": "一", "name_en": "One"}
    add = reverse("admin:footprint_factorset_add")
    for version in (longest + "1", "2026.一"):
        assert "version" in look(staff, as_csv(edited), version=version).context["form"].errors
        assert "version" in staff.post(add, {**typed, "version": version}).context["adminform"].form.errors
    assert staff.post(add, {**typed, "version": longest}).status_code == 302
    assert [each.version for each in FactorSet.objects.all()] == [longest]


def test_a_published_set_offers_the_next_version_and_keeps_the_file(
    staff: Client, published: FactorSet, edited: FactorFile
) -> None:
    page = look(staff, as_csv(edited), version="2026.1")
    form = page.context["form"]
    assert form.errors == {
        "version": ["china-2026.1 is published and never changes. We propose version 2026.2."]
    }
    values = {"code": form["code"].value(), "version": form["version"].value(), "carried": carried_in(page)}
    assert (values["code"], values["version"]) == ("china", "2026.2")
    again = staff.post(reverse(ADDRESS), values)
    assert [factor.code for factor in again.context["comparison"].new] == ["one-more"]


def test_from_the_page_of_a_published_set_the_next_version_is_filled_in(
    staff: Client, published: FactorSet
) -> None:
    page = staff.get(reverse(ADDRESS), {"set": published.pk})
    assert page.context["form"].initial == {"code": "china", "version": "2026.2"}


def test_a_draft_that_changed_since_the_look_is_not_replaced(
    staff: Client, published: FactorSet, new_set: NewFactorSet, edited: FactorFile
) -> None:
    page = look(staff, as_csv(edited))
    load_factor_set(new=replace(new_set, version="2026.2"))
    done = confirm(staff, page)
    assert [str(message) for message in done.context["messages"]] == [
        "china-2026.2 changed since you looked. Please look once more."
    ]
    assert Factor.objects.filter(code="one-more").count() == 0


def test_one_may_go_back_and_change_something(
    staff: Client, published: FactorSet, edited: FactorFile
) -> None:
    page = look(staff, as_csv(edited))
    values = {"carried": carried_in(page), "code": "china", "version": "2026.2", "again": "yes"}
    back = staff.post(reverse(ADDRESS), values)
    values = {"carried": carried_in(back), "code": "china", "version": "2026.7"}
    assert staff.post(reverse(ADDRESS), values).context["method"] == "china-2026.7"


@pytest.mark.parametrize("carried", ["", "nonsense"])
def test_what_was_altered_on_the_way_is_refused(staff: Client, carried: str) -> None:
    done = staff.post(reverse(ADDRESS), {"carried": carried, "confirmed": "Import"}, follow=True)
    assert [str(message) for message in done.context["messages"]] == ["Please choose the file once more."]
    assert FactorSet.objects.count() == 0


def test_a_look_is_good_for_an_hour(staff: Client, published: FactorSet, edited: FactorFile) -> None:
    with time_machine.travel("2026-11-22T12:00:00Z", tick=False):
        page = look(staff, as_csv(edited))
    with time_machine.travel("2026-11-22T13:00:01Z", tick=False):
        staff.force_login(User.objects.get(username="root"))
        staff.cookies["diandian_language"] = "en"
        done = confirm(staff, page)
    assert [str(message) for message in done.context["messages"]] == ["Please choose the file once more."]


def test_without_a_file_nothing_happens(staff: Client) -> None:
    page = staff.post(reverse(ADDRESS), {"code": "china", "version": "1"})
    assert page.context["form"].errors == {"file": ["Please choose a file."]}


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_what_is_exported_is_imported_again_without_a_change(
    staff: Client, published: FactorSet, ending: str
) -> None:
    address = reverse("admin:footprint_factorset_export", args=[published.pk, ending])
    exported = staff.get(address)
    assert exported["Content-Disposition"] == f'attachment; filename="china-2026.1.{ending}"'
    comparison = look(staff, exported.content).context["comparison"]
    assert (comparison.new, comparison.changed, comparison.removed) == ((), (), ())
    assert len(comparison.unchanged) == 225


def test_only_csv_and_xlsx_are_exported(staff: Client, published: FactorSet) -> None:
    assert (
        staff.get(reverse("admin:footprint_factorset_export", args=[published.pk, "pdf"])).status_code == 404
    )
    assert staff.get(reverse("admin:footprint_factorset_export", args=[0, "csv"])).status_code == 404


def test_editors_import_and_who_may_only_look_may_export(published: FactorSet) -> None:
    export = reverse("admin:footprint_factorset_export", args=[published.pk, "csv"])
    statuses = {}
    for role in ("factor editor", "verifier", "support"):
        client = log_in(role)
        statuses[role] = (client.get(reverse(ADDRESS)).status_code, client.get(export).status_code)
    assert statuses == {"factor editor": (200, 200), "verifier": (403, 200), "support": (403, 403)}


def test_the_pages_of_a_set_lead_to_its_files(staff: Client, published: FactorSet) -> None:
    one = staff.get(reverse("admin:footprint_factorset_change", args=[published.pk])).content.decode()
    for address in (
        reverse("admin:footprint_factorset_export", args=[published.pk, "csv"]),
        reverse("admin:footprint_factorset_export", args=[published.pk, "xlsx"]),
        f"{reverse(ADDRESS)}?set={published.pk}",
    ):
        assert f'href="{address}"' in one
    assert (
        f'href="{reverse(ADDRESS)}"'
        in staff.get(reverse("admin:footprint_factorset_changelist")).content.decode()
    )
