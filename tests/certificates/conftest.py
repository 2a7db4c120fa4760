"""The stage: lin's certificate for 23.4 kg, her Statement, and a ledger that really retired her grams."""

import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

import credits.actions
import credits.queries
from certificates import actions, papers, proving, rendering
from certificates.actions import NewCertificate
from certificates.document import Slice, Statement
from certificates.models import Certificate
from certificates.sealing import new_pair
from credits.models import Account
from tests.conftest import issued, new_batch

LIN = uuid.UUID(int=1)
NUMBER = "7kq3mzh4w9az"
LIVE = new_pair("diandian.example")
NAMES = ["李雷", "𠮷野家", "㛃", "䶮", "阿卜杜·热合曼", "Zoë Müller", "Søren", "Nguyễn Thị Ấn", "Żółw"]

ORDER = NewCertificate(
    kind="honour",
    amount_grams=23_400,
    holder_name="李雷",
    name_is_public=True,
    language="zh-hans",
    beneficiary=LIN,
    event_code="universiade",
    event_name_zh="成都第31届世界大学生夏季运动会",
    event_name_en="Chengdu 2021 FISU World University Games",
    boundary_zh="往返行程、市内交通、住宿、餐饮与场馆运行分摊",
    boundary_en="travel there and back, local transport, nights, meals and the seat’s share of the venue",
    method="china-2026.1",
    funding="donated",
    is_demonstration=True,  # as are the batches of `event_account`
)

SLICES = (
    Slice(
        registry_name="Verra VCS",
        project_code="VCS 1529",
        project_name_zh="四川户用沼气项目",
        project_name_en="Sichuan Household Biogas",
        serial_block="10523-216854729-216859728-VCS-VCU-997-VER-CN-1-1529-01012019-31122019-0",
        batch_from=1_200_000,
        batch_to=1_213_400,
        donor_zh="青禾能源",
        donor_en="Qinghe Energy Co., Ltd.",
        batch=str(uuid.UUID(int=21)),
    ),
    Slice(
        registry_name="CDCER 碳惠天府",
        project_code="CD-07",
        project_name_zh="湿地固碳",
        project_name_en="Wetland carbon",
        serial_block="CDCER-CD-2022-07-1-10",
        batch_from=0,
        batch_to=10_000,
        donor_zh=None,
        donor_en=None,
        batch=str(uuid.UUID(int=22)),
    ),
)


def statement(**changes: Any) -> Statement:
    """Lin's Statement, but for `changes`."""
    lins = Statement(
        number=NUMBER,
        kind="honour",
        language="zh-hans",
        address=f"https://diandian.example/c/{NUMBER}/",
        holder_name="李雷",
        beneficiary=str(LIN),
        amount_grams=23_400,
        event_code=ORDER.event_code,
        event_name_zh=ORDER.event_name_zh,
        event_name_en=ORDER.event_name_en,
        boundary_zh=ORDER.boundary_zh,
        boundary_en=ORDER.boundary_en,
        method=ORDER.method,
        funding="donated",
        is_demonstration=False,
        retirement_id=str(uuid.UUID(int=7)),
        retired_at="2026-11-22T09:31:59Z",
        retired_on="2026-11-22",
        slices=SLICES,
    )
    issued = {name: changes[f"retired_{name[7:]}"] for name in ("issued_at", "issued_on")
              if f"retired_{name[7:]}" in changes}  # fmt: skip
    return replace(lins, **{**issued, **changes})


def certify(**changes: Any) -> Certificate:
    """A certificate as lin orders it, but for `changes`."""
    return actions.certify(order=replace(ORDER, **changes), key=uuid.uuid4())


def retire(certificate: Certificate, account: Account, *, is_signed: bool = True) -> Certificate:
    """The ledger retires the certificate's grams out of `account`, and the certificate takes note.

    With `is_signed` the log is signed then, and the certificate proven.
    """
    assert certificate.beneficiary is not None
    request = credits.actions.retire(
        account=account,
        amount_grams=certificate.amount_grams,
        beneficiary=certificate.beneficiary,
        purpose="test",
        key=uuid.uuid4(),
    )
    credits.actions.settle_pending()
    facts = credits.queries.retirement_facts(request.pk)
    assert facts is not None
    actions.record_retirement(certificate=certificate, retirement_request_id=request.pk, facts=facts)
    if is_signed:
        credits.actions.publish_checkpoint()
        proving.prove(certificate_ids=[certificate.pk])
    return certificate


@pytest.fixture(autouse=True)
def _public_url(settings: Any) -> None:
    settings.PUBLIC_URL = "https://diandian.example"


@pytest.fixture(autouse=True)
def _live_key(settings: Any) -> None:
    """This installation signs real certificates."""
    settings.CERTIFICATE_SIGNING_KEY = LIVE.private_pem
    settings.CERTIFICATE_SIGNING_CERTIFICATE = LIVE.certificate_pem
    settings.CERTIFICATE_SECRET = ""


@pytest.fixture
def real_account(db: None) -> Account:
    """An account with ten tonnes that are not a demonstration's."""
    account = credits.actions.open_account(code="event:real", kind=Account.Kind.EVENT)
    issued(replace(new_batch(101), is_demonstration=False), account)
    account.refresh_from_db()
    return account


@pytest.fixture
def pledged(db: None) -> Certificate:
    return certify()


@pytest.fixture
def retired(event_account: Account) -> Certificate:
    """A stated certificate whose papers are not made yet."""
    return retire(certify(), event_account)


@pytest.fixture
def rendered(retired: Certificate) -> Certificate:
    actions.render(certificate_id=retired.pk)
    retired.refresh_from_db()
    return retired


@pytest.fixture
def _no_message_on_the_way(monkeypatch: pytest.MonkeyPatch) -> None:
    """The sweeper finds what was stated only just now."""
    monkeypatch.setattr(papers, "MESSAGE_TIME", timedelta(0))


def stamping(draw: Callable[..., bytes]) -> Callable[..., rendering.Stamped]:
    """`rendering.paper` that gives the bytes that `draw` gives, of a plate that nobody has."""
    return lambda statement, **options: rendering.Stamped(draw(statement, **options), "0" * 64)


@pytest.fixture
def _quick_papers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Papers of a few bytes."""
    monkeypatch.setattr(rendering, "paper", stamping(lambda statement, **options: b"a paper"))
