"""The network of a full stadium."""

import pytest

from tests.browser import steps
from tests.browser.conftest import Visit, Visits

pytestmark = pytest.mark.browser


def lose_network(made: Visit) -> None:
    made.is_offline = True
    made.context.set_offline(True)


def test_without_a_network_the_live_total_goes_on_and_the_answers_stay(visit: Visits) -> None:
    made = visit()
    page = made.page
    page.goto(steps.QUESTIONS)
    steps.answer(page, city="北京")
    page.locator("#total").wait_for()
    page.wait_for_load_state("networkidle")
    before = page.locator("#total span").inner_text()
    lose_network(made)
    page.fill("#meals", "9")  # what was counted before needs nobody
    assert page.locator("#total span").inner_text() != before
    steps.come_from(page, "上海")  # another city does
    page.locator("#total").wait_for(state="hidden")
    assert page.input_value("#origin") == "上海"

    made.context.set_offline(False)
    live = page.locator("#total span")
    page.fill("#meals", "8")
    page.dispatch_event("#meals", "change")
    live.wait_for()
    shown = live.inner_text()
    page.locator(steps.SEND).click()
    page.wait_for_url("**/j/*/")
    assert steps.total(page) == shown


def test_a_certificate_that_waited_without_a_network_arrives_with_it(visit: Visits) -> None:
    made = visit()
    steps.compute(made.page)
    steps.fill_pledge(made.page, way="free", name="小满")
    made.page.locator(steps.SEND).click(no_wait_after=True)
    made.page.wait_for_url("**/c/*/", wait_until="commit")
    made.page.wait_for_load_state("domcontentloaded")
    lose_network(made)
    made.page.wait_for_timeout(2_500)
    made.context.set_offline(False)
    steps.wait_for_certificate(made.page)


def test_a_city_that_nobody_knows_keeps_every_other_answer(visit: Visits) -> None:
    page = visit(javascript=False).page
    page.goto(steps.QUESTIONS)
    steps.answer(page, city="Shangai")
    page.fill("#meals", "7")
    page.locator(steps.SEND).click()
    assert page.locator("#origin").get_attribute("aria-invalid") == "true"
    assert [page.input_value(field) for field in ("#nights", "#sharers", "#meals")] == ["2", "2", "7"]
    page.locator("button[name=origin]").first.click()
    page.wait_for_url("**/j/*/")
