"""A Statement of each kind, as they are issued at one event; and how the ones without a retirement are issued."""

import uuid
from dataclasses import replace
from typing import Any

import credits.actions
from certificates import actions
from certificates.actions import NewIssue
from certificates.document import Fact, Statement
from certificates.models import Certificate
from credits.models import Account
from tests.certificates.conftest import ORDER, SLICES, statement
from tests.conftest import issued, new_batch

TOTAL = 23_400
TRANSFERS_ACCOUNT = "event-universiade"
AT, ON = "2026-11-22T09:31:59Z", "2026-11-22"
NOTHING_RETIRED: dict[str, Any] = dict.fromkeys(("retirement_id", "beneficiary", "retired_at", "retired_on"))
ISSUED: dict[str, Any] = {
    **NOTHING_RETIRED, "issued_at": AT, "issued_on": ON, "boundary_zh": "", "boundary_en": "", "method": "",
}  # fmt: skip
UNNAMED_SLICES = tuple(replace(piece, donor_zh=None, donor_en=None) for piece in SLICES)

DONOR_FACTS = (
    Fact("英文名", "In English", "Qinghe Energy Co., Ltd.", "Qinghe Energy Co., Ltd."),
    Fact("用途", "For", "观众凭二维码免费注销", "Spectators, who retire them free by a QR code"),
)
BADGE_FACTS = (
    Fact("行动", "Action", "连续七天乘地铁到场", "Came to the venue by metro, seven days in a row"),
    Fact("时间", "When", "2026 年 11 月 15 日至 21 日", "15 to 21 November 2026"),
    Fact("由谁记录", "Recorded by", "志愿者服务台", "The volunteers’ desk"),
)
WITNESS_FACTS = (
    Fact("见证人", "Witness", "成都环境交易所", "Chengdu Environment Exchange"),
    Fact("经核查的排放量", "Verified emissions", "23.4 kg CO₂e", "23.4 kg CO₂e"),
    Fact("核查声明", "Verification statement", "VS-2026-118，合理保证", "VS-2026-118, reasonable assurance"),
    Fact("截止日期", "Cut-off", "2026 年 11 月 22 日", "22 November 2026"),
    Fact("未核对的事项", "Not checked", "观众自报的行程", "Journeys as spectators told them"),
)


def _samples() -> dict[str, Statement]:
    honour = statement()
    issued = {
        "donor": replace(
            honour, **ISSUED, kind="donor", holder_name="青禾能源", slices=UNNAMED_SLICES, facts=DONOR_FACTS,
            account=TRANSFERS_ACCOUNT,
        ),
        "badge": replace(
            honour, **ISSUED, kind="badge", holder_name="韩梅", amount_grams=0, slices=(), facts=BADGE_FACTS,
            funding="none",
        ),
        "witness": replace(
            honour, **ISSUED, kind="witness", holder_name="成都世界大学生运动会组委会", slices=UNNAMED_SLICES,
            facts=WITNESS_FACTS, funding="none", is_demonstration=True, number="d3h7k9m2q4te",
            address="https://diandian.example/c/d3h7k9m2q4te/",
        ),
    }  # fmt: skip
    return {
        "honour": honour,
        "family": replace(honour, kind="family", group="林家", holder_name="林小满"),
        **issued,
    }


SAMPLES = _samples()


def of_kind(kind: str, **changes: Any) -> Statement:
    """The sample of a kind, but for `changes`."""
    return replace(SAMPLES[kind], **changes)


# --- Issued in the database -------------------------------------------------------------------------------

BADGE = NewIssue(
    kind="badge",
    holder_name="韩梅",
    name_is_public=True,
    language="zh-hans",
    event_code=ORDER.event_code,
    event_name_zh=ORDER.event_name_zh,
    event_name_en=ORDER.event_name_en,
    facts=BADGE_FACTS,
)
WITNESS = replace(
    BADGE,
    kind="witness",
    holder_name="组委会",
    facts=WITNESS_FACTS,
    amount_grams=TOTAL,
    is_demonstration=True,
)


def issue_badge(**changes: Any) -> Certificate:
    """Mei's badge, but for `changes`."""
    return actions.issue(order=replace(BADGE, **changes), key=uuid.uuid4())


def gift(to: Account, amount_grams: int = 12_000_000, *, is_demonstration: bool = False) -> NewIssue:
    """A donor gives grams out of two batches of ten tonnes; and the order of its certificate."""
    donor = credits.actions.open_account(code="donor:qinghe", kind=Account.Kind.DONOR)
    for first_unit in (101, 201):
        issued(replace(new_batch(first_unit), is_demonstration=is_demonstration), donor)
    moves = credits.actions.move(
        debit=donor, credit=to, amount_grams=amount_grams, key=uuid.uuid4(), reason="a gift", by=None
    )
    facts = DONOR_FACTS
    return replace(BADGE, kind="donor", holder_name="青禾能源", facts=facts, movement=moves[0].group)


def issue_of_kind(kind: str, event_account: Account) -> Certificate:
    """An issued certificate of a kind without a retirement."""
    orders = {"badge": BADGE, "witness": WITNESS}
    order = gift(event_account) if kind == "donor" else orders[kind]
    return actions.issue(order=order, key=uuid.uuid4())
