"""A clerk enters a batch: types, looks once more, enters. The ledger's own action writes; nothing else can."""

import uuid

import pytest
from django.test import Client
from django.utils import translation

from credits.models import Account, Batch, Transfer
from people.models import Organization, User
from tests.admin.conftest import in_english

ADD = "/admin/credits/batch/add/"


def typed(owner: Organization, **changes: str) -> dict[str, str]:
    """What a clerk types for ten tonnes of a wetland."""
    return {
        "owner": str(owner.pk),
        "registry": "cdcer",
        "serial_block": "CDCER-CD-2022-07-1-10",
        "project_code": "CD-07",
        "project_name_zh": "湿地固碳",
        "project_name_en": "Wetland carbon",
        "methodology": "CDM-W-01",
        "vintage_start": "2022-01-01",
        "vintage_end": "2022-12-31",
        "key": str(uuid.uuid4()),
        **changes,
    }


def errors_of(client: Client, values: dict[str, str]) -> dict[str, list[str]]:
    return in_english(client.post(ADD, values).context["form"].errors)


def test_the_amount_is_shown_in_tonnes_before_anything_is_entered(
    clerk: Client, donor_company: Organization
) -> None:
    page = clerk.post(ADD, typed(donor_company))
    with translation.override("en"):
        summary = dict(page.context["form"].summary)
    assert summary["amount"] == "10 t (from unit 1 to unit 10)"
    assert summary["whose credits these are"] == "Qinghe Energy · donor:donor-company"
    assert (page.context["is_preview"], Batch.objects.count(), Account.objects.count()) == (True, 0, 0)


def test_a_second_look_may_lead_back_with_nothing_lost(clerk: Client, donor_company: Organization) -> None:
    page = clerk.post(ADD, typed(donor_company, again="yes"))
    assert (page.context["is_preview"], page.context["form"]["project_code"].value()) == (False, "CD-07")
    assert Batch.objects.count() == 0


def test_a_confirmed_batch_is_on_the_owners_new_account(clerk: Client, donor_company: Organization) -> None:
    response = clerk.post(ADD, typed(donor_company, confirmed="yes"), follow=True)
    batch = Batch.objects.get()
    assert response.redirect_chain == [(f"/admin/credits/batch/{batch.pk}/change/", 302)]
    assert [str(message) for message in response.context["messages"]] == [
        "10 t entered: CDCER-CD-2022-07-1-10."
    ]
    account = Account.objects.get(code="donor:donor-company")
    assert (account.kind, account.organization, account.credited_grams) == (
        "donor",
        donor_company,
        10_000_000,
    )
    assert batch.issued_by == Transfer.objects.get().made_by == User.objects.get(username="clerk-wang")


def test_the_exchanges_own_batch_is_for_sale(clerk: Client, exchange: Organization) -> None:
    clerk.post(ADD, typed(exchange, confirmed="yes"))
    assert Account.objects.get(code="exchange:inventory").credited_grams == 10_000_000


def test_an_account_that_is_there_is_used_whatever_its_code(
    clerk: Client, donor_company: Organization
) -> None:
    Account.objects.create(code="donor:qinghe", kind="donor", organization=donor_company)
    clerk.post(ADD, typed(donor_company, confirmed="yes"))
    assert Account.objects.get(organization=donor_company).credited_grams == 10_000_000


def test_pressing_the_button_three_times_enters_one_batch(clerk: Client, donor_company: Organization) -> None:
    values = typed(donor_company, confirmed="yes")
    assert [clerk.post(ADD, values).status_code for _ in range(3)] == [302, 302, 302]
    assert (Batch.objects.count(), Account.objects.get(kind="donor").credited_grams) == (1, 10_000_000)


def test_letters_of_a_chinese_keyboard_are_the_same_block(clerk: Client, donor_company: Organization) -> None:
    clerk.post(
        ADD, typed(donor_company, serial_block="　ＣＤＣＥＲ－ＣＤ－2022－07－１－１０ ", confirmed="yes")
    )
    assert Batch.objects.get().serial_block == "CDCER-CD-2022-07-1-10"


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        (
            {"serial_block": "ten tonnes"},
            "serial_block",
            "This is not how CDCER 碳惠天府 writes a serial block. It looks like CDCER-CD-2022-07-1-500.",
        ),
        (
            {"serial_block": "CDCER-CD-2022-07-10-1"},
            "serial_block",
            "The last unit, 1, stands before the first, 10.",
        ),
        (
            {"serial_block": "CDCER-CD-2022-07-1-999999999999999"},
            "serial_block",
            "No registry issues a block of this size. Please compare its numbers.",
        ),
        (
            {"serial_block": "CDCER-CD-2022-07-8-12"},
            "serial_block",
            "It overlaps the block CDCER-CD-2022-07-1-10, which is in the ledger already.",
        ),
        ({"vintage_end": "2021-12-31"}, "vintage_end", "The period ends before it begins."),
        ({"registry": "verra"}, "serial_block", "This is not how Verra VCS writes a serial block. It looks like "
         "19381-941412555-941441125-VCS-VCU-1310-VER-CN-13-3005-01012022-31102022-0."),
        ({"key": "x"}, "key", "This form is too old. Please open it anew."),
        ({"owner": "999"}, "owner", "Select a valid choice. That choice is not one of the available choices."),
        ({"project_name_en": ""}, "project_name_en", "This field is required."),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_beside_the_field(
    clerk: Client, donor_company: Organization, changes: dict[str, str], field: str, sentence: str
) -> None:
    clerk.post(ADD, typed(donor_company, confirmed="yes"))
    values = typed(donor_company, confirmed="yes", serial_block="CDCER-CD-2022-08-1-10") | changes
    assert errors_of(clerk, values) == {field: [sentence]}
    assert Batch.objects.count() == 1


def test_what_is_wrong_is_said_in_the_readers_language(clerk: Client, donor_company: Organization) -> None:
    clerk.cookies["diandian_language"] = "zh-hans"
    text = clerk.post(ADD, typed(donor_company, methodology="")).content.decode()
    assert [words in text for words in ("该字段是必填项。", "This field is required.")] == [True, False]


def test_a_key_that_entered_another_batch_is_refused(clerk: Client, donor_company: Organization) -> None:
    values = typed(donor_company, confirmed="yes")
    clerk.post(ADD, values)
    errors = errors_of(clerk, {**values, "serial_block": "CDCER-CD-2022-08-1-10"})
    assert errors == {"__all__": ["This form was used before for another batch. Please open it anew."]}


def test_an_organiser_owns_no_batch(clerk: Client, committee: Organization) -> None:
    assert list(errors_of(clerk, typed(committee))) == ["owner"]
