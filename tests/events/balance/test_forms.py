"""What is typed: what a form offers, and that no reason claims anything, since pages and reports say it for good."""

import pytest
from django.forms import BaseForm
from django.utils.translation import override

from events.balance.forms import RetirementForm, RevocationForm
from events.course.forms import CorrectionForm, StepForm
from events.models import Event

CLAIM = "本届赛事已实现碳中和。"


def refused(form: BaseForm) -> list[str]:
    """The fields of a form in which the claim is refused."""
    errors = form.errors.as_data()
    return [name for name in errors if [each.params for each in errors[name]] == [{"words": "碳中和"}]]


def test_no_reason_and_no_purpose_claims_anything() -> None:
    retirement = {"key": "7" * 32, "amount_grams": "7 t", "purpose": CLAIM}
    assert refused(RetirementForm(retirement, event=Event(slug="games"))) == ["purpose"]
    assert refused(RevocationForm({"reason_zh": CLAIM, "reason_en": CLAIM})) == ["reason_zh", "reason_en"]
    assert refused(StepForm({"why": CLAIM})) == ["why"]
    assert refused(CorrectionForm({"reason": CLAIM})) == ["reason"]


@pytest.mark.parametrize(("language", "name"), [("en", "Low-Carbon Games"), ("zh-hans", "低碳运动会")])
def test_a_purpose_is_offered_in_the_language_of_whoever_proposes(language: str, name: str) -> None:
    event = Event(slug="games", name_zh_hans="低碳运动会", name_en="Low-Carbon Games")
    with override(language):
        assert name in RetirementForm(event=event).initial["purpose"]
