"""What the stories share: the sentences of both languages, the worker that comes by, the gateway that speaks."""

from collections.abc import Callable
from dataclasses import dataclass, field
from types import SimpleNamespace

import pytest
from django.test import Client
from django.utils import timezone

import certificates.tasks
import credits.tasks
import events.tasks
from certificates.models import Certificate
from events.models import Event, Placement
from payments.sandbox import service
from payments.sandbox import views as sandbox_views
from payments.sandbox.service import Delivery
from tests.journeys.visitor import Page, Visitor

FROM_BEIJING = {
    "home": "far",
    "mode": "hsr",
    "local_mode": "metro",
    "nights": "2",
    "sharers": "1",
    "meals": "4",
}

CHINESE = SimpleNamespace(
    language="zh-hans",
    city="北京",
    name="李雷",
    compute="计算我的碳足迹",
    show="查看我的碳足迹",
    footprint="您的碳足迹",
    neutralise="中和它",
    now="现在中和",
    buy="支付 ¥18.36 购买 把捐赠的减排量留给别人。",
    pledged="已承诺。减排量已经预留，正在注销。",
    waits="已承诺。减排量已为您预留，等待付款到账。",
    retired="已注销。这些克数不会再被任何人使用。",
    pdf="下载 PDF 证书，可打印",
    json="证明文件（JSON），任何人无需我们即可核验",
    my_certificate="打开我的证书",
    donated="已捐赠",
    on_hold="锁定",
    retired_term="已注销",
    resume="继续",
    check="核验",
    private="姓名不公开",
    run_out="这部分减排量刚刚用完。没有扣除任何数量，请换一种方式。",
    refused="未注销。这批减排量在注销途中用完，没有扣除任何数量。请用编码重新打开碳足迹，再试一次或换一种方式。",
    ended="这一批减排量在您的注销途中用完，而本活动不把一笔注销拆到两个批次。没有注销任何数量。请再试一次，或换一种方式。",
)
ENGLISH = SimpleNamespace(
    language="en",
    city="Beijing",
    name="Ana García",
    compute="Compute my footprint",
    show="Show my footprint",
    footprint="Your footprint",
    neutralise="Neutralise it",
    now="Neutralise now",
    buy="Buy for ¥18.36 So the donated credits last for others.",
    pledged="Pledged. The credits are set aside and are being retired now.",
    waits="Pledged. The credits are set aside until the payment arrives.",
    retired="Retired. Nobody can use these grams again.",
    pdf="Certificate as PDF, to print",
    json="Proof as JSON, which anyone can check without us",
    my_certificate="Open my certificate",
    donated="donated",
    on_hold="on hold",
    retired_term="retired",
    resume="Continue",
    check="Check",
    private="Name kept private",
    run_out="These credits have just run out. Nothing was taken; please choose another way.",
    refused="Not retired. The batch of credits ended in the middle of it, and nothing was taken. "
    "Please open your footprint again by its code, and try once more or another way.",
    ended="The batch of credits ended in the middle of your retirement, and this event does not split one over "
    "two batches. Nothing was retired. Please try once more, or another way.",
)
in_both_languages = pytest.mark.parametrize("words", [CHINESE, ENGLISH], ids=["zh", "en"])


@dataclass
class Stage:
    """The event, and what goes on behind the pages."""

    event: Event
    deliveries: list[Delivery] = field(default_factory=list)

    def scan(self, words: SimpleNamespace) -> Visitor:
        """Somebody scans the code on a seat."""
        visitor = Visitor(words.language)
        visitor.open(f"/s/{Placement.objects.all()[0].code}")
        return visitor

    def with_footprint(self, words: SimpleNamespace) -> Visitor:
        """Somebody from Beijing looks at their footprint."""
        visitor = self.scan(words)
        visitor.press(words.compute)
        visitor.press(words.show, **FROM_BEIJING, origin=words.city)
        return visitor

    def pledge(self, visitor: Visitor, words: SimpleNamespace, **filled: str) -> Page:
        visitor.press(words.neutralise)
        return visitor.press(words.now, **{"name": words.name, "show_name": "yes", **filled})

    def work(self, *, papers: bool = False) -> None:
        """The worker comes by and settles; with `papers` it also draws what it has a message for."""
        events.tasks.advance()
        credits.tasks.publish_checkpoint()
        for certificate in Certificate.objects.filter(state="retired") if papers else []:
            certificates.tasks.render_certificate(certificate.pk)

    def notify(self) -> list[int]:
        """The gateway says what it has to say; the statuses that it hears."""
        heard = []
        while self.deliveries:
            delivery = self.deliveries.pop(0)
            body = delivery.body.encode()
            headers = service.signed_headers(body, now=timezone.now(), is_forged=delivery.is_forged)
            answer = Client(headers=headers).post("/payments/notify/sandbox/", body, "application/json")
            heard.append(answer.status_code)
        return heard


@pytest.fixture
def stage(universiade: Event, monkeypatch: pytest.MonkeyPatch) -> Stage:
    made = Stage(universiade)
    remember: Callable[[Delivery], None] = made.deliveries.append
    monkeypatch.setattr(sandbox_views, "_send", remember)
    return made
