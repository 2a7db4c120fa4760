"""A Statement of each kind, as they are issued at one event."""

from dataclasses import replace
from typing import Any

from certificates.document import Fact, Statement
from tests.certificates.conftest import SLICES, statement

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
