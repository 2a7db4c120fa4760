"""A clerk enters a batch: types, looks once more, proposes; another approves. Only actions write."""

import uuid

import pytest
from django.test import Client
from django.utils import translation
from django.utils.html import escape

from credits.models import Account, Batch, Proposal, Transfer
from credits.serials import EXAMPLES
from credits.tape import OWN_KINDS
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
        "unit_type": "Reduction - nature",
        "country": "CN",
        "vintage_start": "2022-01-01",
        "vintage_end": "2022-12-31",
        "key": str(uuid.uuid4()),
        **changes,
    }


def errors_of(client: Client, values: dict[str, str]) -> dict[str, list[str]]:
    return in_english(client.post(ADD, values).context["form"].errors)


def holders() -> list[str]:
    """The accounts that are not the ledger's own."""
    return list(Account.objects.exclude(kind__in=OWN_KINDS).values_list("code", flat=True))


def test_the_amount_is_shown_in_tonnes_before_anything_is_entered(
    clerk: Client, donor_company: Organization
) -> None:
    page = clerk.post(ADD, typed(donor_company))
    with translation.override("en"):
        summary = dict(page.context["form"].summary)
    assert summary["amount"] == "10 t (from unit 1 to unit 10)"
    assert summary["whose credits these are"] == "Qinghe Energy · donor:donor-company"
    assert (page.context["is_preview"], Batch.objects.count(), holders()) == (True, 0, [])


def test_a_second_look_may_lead_back_with_nothing_lost(clerk: Client, donor_company: Organization) -> None:
    page = clerk.post(ADD, typed(donor_company, again="yes"))
    assert (page.context["is_preview"], page.context["form"]["project_code"].value()) == (False, "CD-07")
    assert Batch.objects.count() == 0


def entered(clerk: Client, other_clerk: Client, values: dict[str, str]) -> Batch:
    """What one clerk proposed and the other approved."""
    clerk.post(ADD, {**values, "confirmed": "yes"})
    proposal = Proposal.objects.latest("pk")
    response = other_clerk.post(f"/admin/credits/proposal/{proposal.pk}/decide/", {"decision": "approve"})
    assert response.status_code == 302
    return Batch.objects.get(proposal=proposal)


def test_a_confirmed_batch_waits_for_a_second_person(clerk: Client, donor_company: Organization) -> None:
    response = clerk.post(ADD, typed(donor_company, confirmed="yes"), follow=True)
    proposal = Proposal.objects.get()
    assert response.redirect_chain == [(f"/admin/credits/proposal/{proposal.pk}/change/", 302)]
    assert [str(message) for message in response.context["messages"]] == [
        "10 t proposed. It waits for a second person."
    ]
    text = response.content.decode()
    assert "You proposed this. It waits for a second person: a colleague has to approve it." in text
    assert (proposal.kind, proposal.proposed_by.username) == ("issue", "clerk-wang")
    assert (Batch.objects.count(), Transfer.objects.count()) == (0, 0)


def test_an_approved_batch_is_on_the_owners_new_account(
    clerk: Client, other_clerk: Client, donor_company: Organization
) -> None:
    batch = entered(clerk, other_clerk, typed(donor_company))
    account = Account.objects.get(code="donor:donor-company")
    assert (account.kind, account.organization, account.credited_grams) == (
        "donor",
        donor_company,
        10_000_000,
    )
    facts = (batch.serial_block, batch.unit_type, batch.country, batch.is_demonstration)
    assert facts == ("CDCER-CD-2022-07-1-10", "Reduction - nature", "CN", False)
    assert Transfer.objects.get().made_by == User.objects.get(username="clerk-zhao")


def test_the_exchanges_own_batch_is_for_sale(
    clerk: Client, other_clerk: Client, exchange: Organization
) -> None:
    entered(clerk, other_clerk, typed(exchange))
    assert Account.objects.get(code="exchange:inventory").credited_grams == 10_000_000


def test_an_account_that_is_there_is_used_whatever_its_code(
    clerk: Client, other_clerk: Client, donor_company: Organization
) -> None:
    Account.objects.create(code="donor:qinghe", kind="donor", organization=donor_company)
    entered(clerk, other_clerk, typed(donor_company))
    assert Account.objects.get(organization=donor_company).credited_grams == 10_000_000


def test_pressing_the_button_three_times_proposes_once(clerk: Client, donor_company: Organization) -> None:
    values = typed(donor_company, confirmed="yes")
    assert [clerk.post(ADD, values).status_code for _ in range(3)] == [302, 302, 302]
    assert Proposal.objects.count() == 1


def test_letters_of_a_chinese_keyboard_are_the_same_block(clerk: Client, donor_company: Organization) -> None:
    block = "　ＣＤＣＥＲ－ＣＤ－2022－07－１－１０ "
    clerk.post(ADD, typed(donor_company, serial_block=block, confirmed="yes"))
    assert Proposal.objects.get().body["batch"]["serial_block"] == "CDCER-CD-2022-07-1-10"


def test_a_look_ahead_writes_nothing(clerk: Client, donor_company: Organization) -> None:
    clerk.post(ADD, typed(donor_company))
    assert (Proposal.objects.count(), holders()) == (0, [])


def test_a_block_that_waits_already_is_pointed_out(
    clerk: Client, other_clerk: Client, donor_company: Organization
) -> None:
    clerk.post(ADD, typed(donor_company, confirmed="yes"))
    page = other_clerk.post(ADD, typed(donor_company, serial_block="CDCER-CD-2022-07-10-12"))
    assert page.context["is_preview"] is True
    assert (
        "Units of this block wait for a second person already, proposed by clerk-wang."
        in page.content.decode()
    )


def test_a_block_that_looks_like_another_is_pointed_out(
    clerk: Client, other_clerk: Client, donor_company: Organization
) -> None:
    words = (
        "It looks like CDCER-CD-2022-07-1-10, {}: numbers in common, another text. "
        "Please ask the registry whether they are the same units."
    )
    likeness = typed(donor_company, serial_block="CDCER-CD-202207-1-10")
    clerk.post(ADD, typed(donor_company, confirmed="yes"))
    page = other_clerk.post(ADD, likeness)
    assert page.context["form"].consequences == [words.format("which waits for a second person as well")]
    waiting = Proposal.objects.get()
    other_clerk.post(f"/admin/credits/proposal/{waiting.pk}/decide/", {"decision": "approve"})
    page = other_clerk.post(ADD, likeness)
    assert page.context["form"].consequences == [words.format("which is in the ledger already")]
    assert escape(page.context["form"].consequences[0]) in page.content.decode()


def test_every_registry_shows_how_it_writes_a_block(clerk: Client) -> None:
    text = clerk.get(ADD).content.decode()
    with translation.override("en"):
        assert [str(label) in text for label in Batch.Registry.labels] == [True] * len(Batch.Registry)
    assert [escape(EXAMPLES[name]) in text for name in Batch.Registry.values] == [True] * len(Batch.Registry)


@pytest.mark.parametrize("registry", Batch.Registry.values)
def test_the_example_of_every_registry_can_be_proposed(
    clerk: Client, donor_company: Organization, registry: str
) -> None:
    values = typed(donor_company, registry=registry, serial_block=EXAMPLES[registry], confirmed="yes")
    assert clerk.post(ADD, values).status_code == 302
    assert Proposal.objects.get().body["batch"]["registry"] == registry


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
            "The last unit, 1, stands before the first, 10. Please compare the numbers.",
        ),
        (
            {"serial_block": "CDCER-CD-2022-07-1-999999999999999"},
            "serial_block",
            "No registry issues a block of this size. Please compare its numbers.",
        ),
        (
            {"serial_block": "CDCER-CD-2022-07-8-12"},
            "serial_block",
            "It overlaps the block CDCER-CD-2022-07-1-10, which is in the ledger already. Please compare the numbers.",
        ),
        ({"vintage_end": "2021-12-31"}, "vintage_end", "The period ends before it begins."),
        ({"registry": "verra"}, "serial_block", "This is how CDCER 碳惠天府 writes a serial block, not Verra VCS. "
         "Please choose the registry again."),
        ({"key": "x"}, "key", "This form is too old. Please open it anew."),
        ({"owner": "999"}, "owner", "Select a valid choice. That choice is not one of the available choices."),
        ({"project_name_en": ""}, "project_name_en", "This field is required."),
        ({"country": "1a"}, "country", "Two letters, as in CN or BR."),
        ({"methodology": "CDM\tW"}, "methodology", "This cannot be stored: it is empty, too long, has blanks around it "
         "or a sign that cannot be printed. Please type it again."),
        ({"project_name_zh": "湿地\u200b固碳"}, "project_name_zh", "This cannot be stored: it is empty, too long, has "
         "blanks around it or a sign that cannot be printed. Please type it again."),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_beside_the_field(
    clerk: Client,
    other_clerk: Client,
    donor_company: Organization,
    changes: dict[str, str],
    field: str,
    sentence: str,
) -> None:
    entered(clerk, other_clerk, typed(donor_company))
    values = typed(donor_company, serial_block="CDCER-CD-2022-08-1-10") | changes
    assert errors_of(clerk, values) == {field: [sentence]}
    assert errors_of(clerk, {**values, "confirmed": "yes"}) == {field: [sentence]}
    assert Proposal.objects.count() == 1


def test_what_is_wrong_is_said_in_the_readers_language(clerk: Client, donor_company: Organization) -> None:
    clerk.cookies["diandian_language"] = "zh-hans"
    text = clerk.post(ADD, typed(donor_company, methodology="")).content.decode()
    assert [words in text for words in ("该字段是必填项。", "This field is required.")] == [True, False]


def test_a_key_that_entered_another_batch_is_refused(clerk: Client, donor_company: Organization) -> None:
    values = typed(donor_company, confirmed="yes")
    clerk.post(ADD, values)
    errors = errors_of(clerk, {**values, "serial_block": "CDCER-CD-2022-08-1-10"})
    assert errors == {"__all__": ["This form was used before for something else. Please open it anew."]}


def test_an_organiser_owns_no_batch(clerk: Client, committee: Organization) -> None:
    assert list(errors_of(clerk, typed(committee))) == ["owner"]
