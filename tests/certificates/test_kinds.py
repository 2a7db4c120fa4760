"""The heart of all five kinds: what each can state, and what it says."""

import json
import re
from dataclasses import fields, replace

import pytest

from certificates.document import (
    RETIRING_KINDS,
    WORDING,
    Kind,
    Statement,
    in_both_languages,
    kind_words,
    worded,
)
from tests.certificates.kinds import SAMPLES, TOTAL, TRANSFERS_ACCOUNT
from tests.certificates.kinds import of_kind as statement

ISSUED = sorted(set(Kind) - RETIRING_KINDS)


def test_there_is_a_sample_of_each_kind() -> None:
    assert sorted(SAMPLES) == sorted(Kind)


@pytest.mark.parametrize("kind", Kind)
def test_a_statement_of_each_kind_survives_json(kind: Kind) -> None:
    text = json.dumps(statement(kind).to_json(), ensure_ascii=False)
    assert Statement.from_json(json.loads(text)) == statement(kind)


@pytest.mark.parametrize("kind", ISSUED)
def test_where_nothing_was_retired_there_is_nothing_of_a_retirement(kind: Kind) -> None:
    made = statement(kind)
    assert (made.retirement_id, made.beneficiary, made.retired_at, made.retired_on) == (None,) * 4
    assert (made.issued_at, made.issued_on) == ("2026-11-22T09:31:59Z", "2026-11-22")


@pytest.mark.parametrize("kind", sorted(RETIRING_KINDS))
def test_a_retirement_is_issued_when_it_is_retired(kind: Kind) -> None:
    made = statement(kind)
    assert (made.issued_at, made.issued_on) == (made.retired_at, made.retired_on)
    with pytest.raises(ValueError, match="issued when it is retired"):
        statement(kind, issued_at="2026-11-23T00:00:00Z", issued_on="2026-11-23")


@pytest.mark.parametrize("part", ["retirement_id", "beneficiary", "retired_at", "retired_on"])
@pytest.mark.parametrize("kind", Kind)
def test_a_retirement_is_stated_whole_or_not_at_all(kind: Kind, part: str) -> None:
    other = None if kind in RETIRING_KINDS else "2026-11-22"
    with pytest.raises(ValueError, match="do not go together"):
        statement(kind, issued_at="2026-11-22T09:31:59Z", issued_on="2026-11-22", **{part: other})


@pytest.mark.parametrize("kind", ISSUED)
@pytest.mark.parametrize("part", ["issued_at", "issued_on"])
def test_what_is_issued_says_when(kind: Kind, part: str) -> None:
    with pytest.raises(ValueError, match="when it was issued"):
        statement(kind, **{part: ""})


@pytest.mark.parametrize(
    ("kind", "changes", "reason"),
    [
        ("honour", {"group": "林家"}, "group"),
        ("honour", {"account": TRANSFERS_ACCOUNT}, "account"),
        ("honour", {"facts": SAMPLES["badge"].facts}, "facts"),
        ("family", {"group": None}, "group"),
        ("family", {"group": ""}, "group"),
        ("donor", {"account": None}, "account"),
        ("donor", {"amount_grams": TOTAL + 1}, "add up"),
        ("donor", {"slices": ()}, "add up"),
        ("donor", {"amount_grams": 0, "slices": ()}, "positive"),
        ("badge", {"amount_grams": 1}, "positive"),
        ("badge", {"slices": SAMPLES["donor"].slices}, "add up"),
        ("badge", {"account": TRANSFERS_ACCOUNT}, "account"),
        ("witness", {"amount_grams": 0, "slices": ()}, "positive"),
        ("witness", {"amount_grams": TOTAL + 1}, "add up"),
        ("medal", {}, "no kind 'medal'"),
    ],
)
def test_no_kind_states_what_is_anothers(kind: str, changes: dict[str, object], reason: str) -> None:
    sample = SAMPLES.get(kind, SAMPLES["badge"])
    with pytest.raises(ValueError, match=reason):
        replace(sample, kind=kind, **changes)  # type: ignore[arg-type]


def test_a_witness_may_have_seen_more_blocks_than_a_paper_lists() -> None:
    assert statement("witness", amount_grams=10**12, slices=()).amount_grams == 10**12


@pytest.mark.parametrize("kind", ["family", "donor", "badge", "witness"])
def test_the_first_version_knew_honour_certificates_only(kind: str) -> None:
    with pytest.raises(ValueError, match="version 1 has no kind"):
        replace(statement(kind), version=1)


# --- Words ------------------------------------------------------------------------------------------------

CLAIMS = {
    "honour": (
        "在成都第31届世界大学生夏季运动会期间，23.4\u00a0kg\u00a0CO₂e 经核证的减排量以上述持有人之名永久注销。",
        "On the occasion of Chengdu 2021 FISU World University Games, 23.4\u00a0kg\u00a0CO₂e of verified "
        "emission reductions were retired in the name of the holder.",
    ),
    "donor": (
        "捐赠者向成都第31届世界大学生夏季运动会捐赠 23.4\u00a0kg\u00a0CO₂e 经核证的减排量，"
        "已转入该活动在点点账本的账户。",
        "The donor gave Chengdu 2021 FISU World University Games 23.4\u00a0kg\u00a0CO₂e of verified emission "
        "reductions, which were moved to the event’s account in the Diandian ledger.",
    ),
    "badge": (
        "持有人在成都第31届世界大学生夏季运动会参加了下列低碳行动。",
        "The holder took part in the low-carbon action named below, on the occasion of "
        "Chengdu 2021 FISU World University Games.",
    ),
    "witness": (
        "兹见证：截至下列日期，已为成都第31届世界大学生夏季运动会永久注销 23.4\u00a0kg\u00a0CO₂e "
        "经核证的减排量；所见证的事项列于下方。",
        "What was seen of Chengdu 2021 FISU World University Games stands below. By the date named there, "
        "23.4\u00a0kg\u00a0CO₂e of verified emission reductions had been retired for it.",
    ),
}


@pytest.mark.parametrize("kind", Kind)
def test_each_kind_claims_what_it_is_and_no_more(kind: Kind) -> None:
    claims = tuple(words.claim for words in in_both_languages(statement(kind)))
    assert claims == CLAIMS["honour" if kind == "family" else kind]


def test_a_family_is_together_in_both_languages() -> None:
    chinese, english = in_both_languages(statement("family"))
    assert (chinese.together, english.together) == ("与林家一同", "together with 林家")
    assert worded(statement("family", group="the Lins"), "zh-hans").together == "与 the Lins 一同"
    assert worded(statement("honour"), "en").together == ""


def test_facts_are_said_in_each_language() -> None:
    facts = [(line.label, line.value) for line in worded(statement("badge"), "en").facts]
    assert facts[0] == ("Action", "Came to the venue by metro, seven days in a row")
    facts = [(line.label, line.value) for line in worded(statement("badge"), "zh-hans").facts]
    assert facts[0] == ("行动", "连续七天乘地铁到场")


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_what_a_kind_has_not_is_not_said(language: str) -> None:
    badge = worded(statement("badge"), language)
    assert (badge.amount, badge.boundary_label, badge.retired_label, badge.sources, badge.funding, badge.method) == (
        "", "", "", (), "", "",
    )  # fmt: skip
    assert worded(statement("donor"), language).funding == ""


def test_each_kind_has_a_title_of_its_own_in_both_languages() -> None:
    titles = [kind_words(kind, language)["title"] for kind in Kind for language in ("zh-hans", "en")]
    assert len(set(titles)) == 2 * len(Kind)


@pytest.mark.parametrize("kind", Kind)
def test_nothing_and_nobody_is_called_neutral_but_in_the_name_of_the_witness_paper(kind: Kind) -> None:
    said = []
    for words in in_both_languages(replace(statement(kind), is_demonstration=True)):
        said += [str(getattr(words, field.name)) for field in fields(words)]
    found = re.findall("碳中和[^\\s'\"，。]{0,4}|中和|neutral|抵消|抵销|offset", " ".join(said).lower())
    assert found == (["碳中和见证书"] if kind == "witness" else [])


def test_a_kinds_texts_stand_in_place_of_shared_ones() -> None:
    shared = {name for name in WORDING if "." not in name}
    own = {tuple(name.split(".")) for name in WORDING if "." in name}
    assert {kind for kind, _name in own} <= set(Kind)
    assert {name for _kind, name in own} <= shared
