"""Round the ORM: the database itself keeps what was stated."""

import uuid
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from certificates.models import Certificate, Plate, Rendering, SigningKey
from credits.models import Account
from tests.certificates.conftest import certify, retire
from tests.certificates.kinds import issue_of_kind

pytestmark = pytest.mark.django_db

OTHER_VALUES: dict[str, Any] = {
    "number": "abcdefgh2345",
    "key": uuid.UUID(int=99).hex,
    "input_digest": "0",
    "kind": "medal",
    "language": "en",
    "holder_name": "Mei",
    "beneficiary": uuid.UUID(int=2).hex,
    "group": "林家",
    "movement": uuid.UUID(int=3).hex,
    "event_code": "other",
    "event_name_zh": "别的",
    "event_name_en": "Other",
    "boundary_zh": "别的",
    "boundary_en": "Other",
    "method": "other",
    "amount_grams": 1,
    "funding": "bought",
    "is_demonstration": False,
    "pledged_at": "2020-01-01 00:00:00+00:00",
    "retirement_request_id": None,
    "statement": '{"forged": true}',
}


def change(table: str, column: str, value: Any, pk: int) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        sql = f'UPDATE {table} SET "{column}" = %s WHERE id = %s'
        cursor.execute(sql, [value, pk])


@pytest.mark.parametrize("column", sorted(OTHER_VALUES))
def test_what_was_stated_is_never_changed(retired: Certificate, column: str) -> None:
    before = Certificate.objects.values().get()
    with pytest.raises(DatabaseError, match="stated certificate is never changed"):
        change("certificates_certificate", column, OTHER_VALUES[column], retired.pk)
    assert Certificate.objects.values().get() == before


def test_state_and_the_choice_to_show_the_name_may_still_move(retired: Certificate) -> None:
    change("certificates_certificate", "state", "settled", retired.pk)
    change("certificates_certificate", "name_is_public", False, retired.pk)
    retired.refresh_from_db()
    assert (retired.state, retired.name_is_public) == ("settled", False)


@pytest.mark.parametrize("fixture", ["pledged", "retired"])
def test_a_certificate_is_never_deleted(fixture: str, request: pytest.FixtureRequest) -> None:
    certificate = request.getfixturevalue(fixture)
    with pytest.raises(DatabaseError, match="never deleted"), transaction.atomic():
        Certificate.objects.filter(pk=certificate.pk)._raw_delete("default")
    assert Certificate.objects.count() == 1


def test_a_rendering_is_never_changed_deleted_or_made_twice(retired: Certificate) -> None:
    made = {
        "certificate": retired,
        "kind": "pdf",
        "sha256": "0" * 64,
        "content": b"1",
        "made_at": retired.pledged_at,
    }
    row = Rendering.objects.create(**made)
    with pytest.raises(DatabaseError, match="append-only"):
        change("certificates_rendering", "sha256", "1" * 64, row.pk)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Rendering.objects.filter(pk=row.pk)._raw_delete("default")
    with pytest.raises(IntegrityError), transaction.atomic():
        Rendering.objects.create(**made)
    assert Rendering.objects.get().sha256 == "0" * 64


@pytest.mark.parametrize(
    "changes",
    [
        {"amount_grams": 0},
        {"amount_grams": -1},
        {"kind": "medal"},
        {"language": "fr"},
        {"funding": "stolen"},
        {"state": "lost"},
        {"state": "retired"},
        {"state": "settled"},
        {"state": "superseded"},
        {"state": "paid"},
        {"state": "refunded"},
        {"statement": {"without": "a retirement"}},
        {"rendered_at": "2026-11-22T10:00:00Z"},
    ],
)
def test_the_database_refuses_what_the_code_refuses(pledged: Certificate, changes: dict[str, Any]) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        Certificate.objects.filter(pk=pledged.pk).update(**changes)


def test_a_stated_certificate_never_goes_back(retired: Certificate) -> None:
    for state in ("pledged", "paid", "lapsed", "refunded"):
        with pytest.raises(IntegrityError), transaction.atomic():
            Certificate.objects.filter(pk=retired.pk).update(state=state)


def test_nothing_supersedes_itself(retired: Certificate) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Certificate.objects.filter(pk=retired.pk).update(state="superseded", superseded_by=retired)


def test_a_retirement_has_one_certificate(retired: Certificate) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Certificate.objects.filter(pk=certify().pk).update(
            retirement_request=retired.retirement_request_id, statement=retired.statement, state="retired"
        )


def test_a_certificate_is_rendered_only_with_its_paper_and_stays_so(retired: Certificate) -> None:
    now = retired.pledged_at
    paper = {"certificate": retired, "sha256": "0" * 64, "content": b"1", "made_at": now}
    for kind in ("poster", "pdf"):
        with pytest.raises(DatabaseError, match="once its paper is stored"):
            change("certificates_certificate", "rendered_at", now, retired.pk)
        Rendering.objects.create(kind=kind, **paper)
    change("certificates_certificate", "rendered_at", now, retired.pk)
    for other in (None, retired.state_changed_at):
        with pytest.raises(DatabaseError, match="stored papers stay stored"):
            change("certificates_certificate", "rendered_at", other, retired.pk)
    retired.refresh_from_db()
    assert retired.rendered_at == now


def test_a_certificate_does_not_begin_with_papers(pledged: Certificate) -> None:
    values = Certificate.objects.values().get()
    forged = {**values, "id": None, "number": "dbcdefgh2345", "key": uuid.UUID(int=98)}
    with pytest.raises(DatabaseError, match="no papers when it begins"), transaction.atomic():
        Certificate.objects.create(**{**forged, "rendered_at": values["pledged_at"]})
    assert Certificate.objects.count() == 1


# --- Proofs -----------------------------------------------------------------------------------------------


def test_a_document_stays_as_it_was_first_made(retired: Certificate) -> None:
    before = Certificate.objects.values().get()
    for other in (None, "{}"):
        with pytest.raises(DatabaseError, match="stays as it was first made"):
            change("certificates_certificate", "document", other, retired.pk)
    assert Certificate.objects.values().get() == before


def test_a_document_is_made_of_a_statement_and_not_before_there_is_a_certificate(
    pledged: Certificate,
) -> None:
    with pytest.raises(DatabaseError, match="proves a statement"):
        change("certificates_certificate", "document", "{}", pledged.pk)
    values = {**Certificate.objects.values().get(), "id": None, "key": uuid.UUID(int=98)}
    with pytest.raises(DatabaseError, match="no document when it begins"), transaction.atomic():
        Certificate.objects.create(**{**values, "number": "abcdefgh2345", "document": "{}"})
    assert Certificate.objects.values_list("document", flat=True).get() is None


@pytest.mark.parametrize(("number", "is_demonstration"), [("dbcdefgh2345", False), ("abcdefgh2345", True)])
def test_demonstrations_have_numbers_of_their_own(
    pledged: Certificate, number: str, is_demonstration: bool
) -> None:
    values = {**Certificate.objects.values().get(), "id": None, "key": uuid.UUID(int=98)}
    changed = {**values, "number": number, "is_demonstration": is_demonstration}
    with pytest.raises(DatabaseError, match="numbers of their own"), transaction.atomic():
        Certificate.objects.create(**changed)
    assert Certificate.objects.count() == 1


def test_a_signing_key_is_kept_for_ever(retired: Certificate) -> None:
    row = SigningKey.objects.get()
    refused_for_ever(
        "certificates_signingkey", {"purpose": "live", "key_id": "0" * 16, "certificate": ""}, row.pk
    )
    assert SigningKey.objects.values().get() == {
        "id": row.pk,
        "key_id": row.key_id,
        "purpose": row.purpose,
        "certificate": row.certificate,
        "first_used_at": row.first_used_at,
    }
    with pytest.raises(IntegrityError), transaction.atomic():
        SigningKey.objects.create(
            key_id=row.key_id, purpose="live", certificate="", first_used_at=row.first_used_at
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        SigningKey.objects.create(
            key_id="0" * 16, purpose="any", certificate="", first_used_at=row.first_used_at
        )


def test_a_plate_is_kept_as_it_was_made(retired: Certificate) -> None:
    made = {"key": "0" * 64, "body": b"plate", "made_at": retired.pledged_at}
    row = Plate.objects.create(**made)
    refused_for_ever("certificates_plate", {"key": "1" * 64, "body": b"other"}, row.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        Plate.objects.create(**made)
    assert bytes(Plate.objects.get().body) == b"plate"


def refused_for_ever(table: str, changes: dict[str, Any], pk: int) -> None:
    """No column may change, the row may not go, and on PostgreSQL the table may not be emptied."""
    for column, value in changes.items():
        with pytest.raises(DatabaseError, match="append-only"):
            change(table, column, value, pk)
    statements = [f"DELETE FROM {table}"]
    if connection.vendor == "postgresql":
        statements.append(f"TRUNCATE {table} CASCADE")
    for statement in statements:
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            connection.cursor().execute(statement)


@pytest.mark.postgres
def test_papers_and_plates_are_not_compressed_again(db: None) -> None:
    """SQLite compresses nothing."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT attrelid::regclass::text, attname FROM pg_attribute WHERE attstorage = 'e' "
            "AND attrelid IN ('certificates_rendering'::regclass, 'certificates_plate'::regclass) ORDER BY 1"
        )
        assert cursor.fetchall() == [("certificates_plate", "body"), ("certificates_rendering", "content")]


# --- Kinds ------------------------------------------------------------------------------------------------

KINDS = ["honour", "family", "donor", "badge", "witness"]
FUNDING = {"honour": "donated", "family": "donated", "donor": "donated", "badge": "none", "witness": "none"}


def of_kind(kind: str, account: Account) -> dict[str, Any]:
    """The columns of a stated certificate of this kind."""
    if kind in ("honour", "family"):
        group = "林家" if kind == "family" else ""
        certificate = retire(certify(kind=kind, group=group), account, is_signed=False)
    else:
        certificate = issue_of_kind(kind, account)
    return dict(Certificate.objects.values().get(pk=certificate.pk))


def refuses(values: dict[str, Any], **changes: Any) -> bool:
    """Whether the database refuses a new row like that, but for `changes`."""
    letter = "d" if values["is_demonstration"] else "a"
    free = {"id": None, "key": uuid.uuid4(), "number": f"{letter}bcdefgh2345", "document": None}
    if values["movement"]:
        free["movement"] = uuid.uuid4()
    if values["retirement_request_id"]:
        free |= {"retirement_request_id": None, "statement": None, "state": "pledged"}
    try:
        with transaction.atomic():
            Certificate.objects.create(**{**values, **free, **changes})
            transaction.set_rollback(True)  # the number is free for the next
    except DatabaseError:
        return True
    return False


@pytest.mark.parametrize("kind", KINDS)
def test_a_row_of_each_kind_is_one_that_the_database_takes(event_account: Account, kind: str) -> None:
    assert not refuses(of_kind(kind, event_account))


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_has_its_own_parts_and_no_others(event_account: Account, kind: str) -> None:
    values = of_kind(kind, event_account)
    is_retiring = kind in ("honour", "family")
    wrong: dict[str, dict[str, Any]] = {
        "amount": {"amount_grams": 1 if kind == "badge" else 0},
        "less than nothing": {"amount_grams": -1},
        "beneficiary": {"beneficiary": None if is_retiring else uuid.uuid4()},
        "group": {"group": "" if kind == "family" else "林家"},
        "movement": {"movement": None if kind == "donor" else uuid.uuid4()},
        "funding": {"funding": "none" if FUNDING[kind] == "donated" else "donated"},
        "state": {"state": "issued" if is_retiring else "pledged"},
        "statement": {"statement": {"number": "1"} if is_retiring else None},
    }
    assert [name for name, changes in wrong.items() if not refuses(values, **changes)] == []


@pytest.mark.parametrize("kind", ["donor", "badge", "witness"])
def test_what_was_issued_never_becomes_anything_of_a_retirement(event_account: Account, kind: str) -> None:
    pk = of_kind(kind, event_account)["id"]
    for state in ("pledged", "paid", "retired", "settled", "lapsed", "refunded"):
        with pytest.raises(IntegrityError), transaction.atomic():
            Certificate.objects.filter(pk=pk).update(state=state)
    successor = issue_of_kind("badge", event_account)
    Certificate.objects.filter(pk=pk).update(state="superseded", superseded_by=successor)


def test_no_real_witness_certificate_gets_into_the_database(event_account: Account) -> None:
    values = of_kind("witness", event_account)
    assert refuses(values, is_demonstration=False, number="abcdefgh2345")
    with pytest.raises(DatabaseError), transaction.atomic():
        Certificate.objects.filter(pk=values["id"]).update(is_demonstration=False)


def test_a_gift_has_one_certificate(event_account: Account) -> None:
    values = of_kind("donor", event_account)
    assert refuses(values, movement=values["movement"])


def test_a_pledged_certificate_stays_of_its_kind(pledged: Certificate) -> None:
    with pytest.raises(DatabaseError, match="stays of its kind"), transaction.atomic():
        Certificate.objects.filter(pk=pledged.pk).update(kind="family", group="林家")


@pytest.mark.parametrize("kind", ["donor", "badge", "witness"])
@pytest.mark.parametrize("column", ["statement", "movement", "group", "kind", "holder_name", "amount_grams"])
def test_what_was_issued_is_never_changed(event_account: Account, kind: str, column: str) -> None:
    before = of_kind(kind, event_account)
    with pytest.raises(DatabaseError, match="stated certificate is never changed"):
        change("certificates_certificate", column, OTHER_VALUES[column], before["id"])
    assert Certificate.objects.values().get(pk=before["id"]) == before
