"""The page /verify/ and the one that is saved: files, pictures and the camera, and never a word to anybody."""

import base64
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import qrcode
from playwright.sync_api import Browser, Page, Route

from scripts.browser import DESKTOP, PHONE, TONGUES
from tests.browser.conftest import Reader, Visits
from tests.browser.test_accessibility import LOOKS, violations
from tests.browser.test_layout import NARROW, faults
from tests.certificates.checking.cases import CASES, LIN
from tests.certificates.checking.papers import KEYS, Paper
from tests.stack import OwnStack

pytestmark = pytest.mark.browser

ADDRESS = re.compile(r"/verify/(\?.*)?$")
VERDICT = ".report h2"
VALID = {"zh": "有效：这份文件所能证明的都成立。", "en": "Valid: everything that this file can show holds."}
SPOILT = next(case for case in CASES if case.name == "a letter on the page")
OWN = "https://diandian.example/c/7kq3mzh4w9az/"
STRANGE = "https://diandian.example.evil.test/c/7kq3mzh4w9az/"


def with_known_keys(route: Route) -> None:
    """The page with the keys of the tests' papers in place of the stack's own."""
    answer = route.fetch()
    keys = json.dumps(json.loads(KEYS)).replace("\\", "\\\\")
    body = re.sub(r'(id="verify-keys">).*?(</script>)', rf"\1{keys}\2", answer.text(), flags=re.DOTALL)
    route.fulfill(response=answer, body=body)


def opened(visit: Visits, reader: Reader | None = None) -> Page:
    made = visit(reader or Reader("en", DESKTOP))
    made.context.route(ADDRESS, with_known_keys)
    made.page.goto("/verify/")
    made.page.locator("#verify").wait_for()
    return made.page


def give(page: Page, content: bytes, name: str = "certificate.pdf", kind: str = "application/pdf") -> str:
    """Choose a file; the verdict."""
    page.evaluate("document.querySelector('[data-part=found]').replaceChildren()")
    page.locator("[data-part=files]").set_input_files({"name": name, "mimeType": kind, "buffer": content})
    page.locator(VERDICT).wait_for()
    return page.locator(VERDICT).inner_text().replace("\n", "")


def picture(said: str) -> bytes:
    out = io.BytesIO()
    qrcode.make(said).save(out)
    return out.getvalue()


@pytest.mark.parametrize("tongue", ["zh", "en"])
def test_a_paper_is_checked_and_a_spoilt_one_named(tongue: str, visit: Visits) -> None:
    page = opened(visit, Reader(tongue, PHONE))
    assert give(page, LIN.pdf) == VALID[tongue]
    assert page.locator(".checks .ok").count() == 9
    assert page.evaluate("document.activeElement === document.querySelector('.report h2')")
    assert (
        give(page, SPOILT.file)
        == {"zh": "不可信：至少有一项核验不通过。", "en": "Do not trust it: at least one check failed."}[
            tongue
        ]
    )
    assert page.locator(".checks .failed strong").all_inner_texts() == [
        {"zh": "整份文件的签章", "en": "Seal of the whole file"}[tongue]
    ]
    assert give(page, LIN.json, "李雷.json", "application/json") == VALID[tongue]


def test_a_demonstration_is_never_called_valid_alone(visit: Visits) -> None:
    page = opened(visit)
    assert give(page, Paper(is_demonstration=True).pdf).startswith("A valid demonstration, not real")


def test_a_certificate_of_the_stack_holds_by_the_stacks_own_keys(
    visit: Visits, addresses: dict[str, str]
) -> None:
    page = visit(Reader("en", PHONE)).page
    document = page.request.get(addresses["certificate"].rstrip("/") + ".json").body()
    page.goto("/verify/")
    assert give(page, document, "c.json", "application/json").startswith("A valid demonstration, not real")


def test_no_request_leaves_once_the_page_is_there(visit: Visits) -> None:
    page = opened(visit)
    page.wait_for_load_state("networkidle")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for content, name in ((LIN.pdf, "a.pdf"), (LIN.json, "a.json"), (SPOILT.file, "b.pdf"), (b"", "c.pdf")):
        give(page, content, name, "application/octet-stream")
    give(page, picture(OWN), "code.png", "image/png")
    assert asked == []


def test_the_page_could_not_send_anything_if_it_wanted(visit: Visits) -> None:
    made = visit(Reader("en", DESKTOP))
    made.page.goto("/verify/")
    refused = made.page.evaluate("fetch('/healthz').then(() => 'sent', () => 'refused')")
    assert refused == "refused"
    assert any("connect-src 'none'" in complaint for complaint in made.complaints)
    made.complaints.clear()


def test_it_goes_on_when_the_network_is_cut(visit: Visits) -> None:
    page = opened(visit)
    page.context.set_offline(True)
    assert give(page, LIN.pdf) == VALID["en"]
    page.context.set_offline(False)


def test_a_file_may_be_dropped(visit: Visits) -> None:
    page = opened(visit)
    transfer = page.evaluate_handle(
        """content => {
          const bytes = Uint8Array.from(atob(content), (sign) => sign.charCodeAt(0));
          const transfer = new DataTransfer();
          transfer.items.add(new File([bytes], "dropped.pdf", { type: "application/pdf" }));
          return transfer;
        }""",
        base64.b64encode(LIN.pdf).decode(),
    )
    page.dispatch_event("h1", "drop", {"dataTransfer": transfer})
    page.locator(VERDICT).wait_for()
    assert page.locator(VERDICT).inner_text() == VALID["en"]
    assert page.locator(".verdict .muted").inner_text() == "dropped.pdf"


@pytest.mark.parametrize(
    ("said", "verdict", "way"),
    [
        (OWN, "The code leads to certificate 7KQ3-MZH4-W9AZ here.", OWN),
        (OWN.upper(), "The code leads to certificate 7KQ3-MZH4-W9AZ here.", OWN),
        (STRANGE, "Careful: this code does not lead here.", None),
        ("javascript:alert(1)", "Careful: this code does not lead here.", None),
        ("<img src=x onerror=alert(1)>", "Careful: this code does not lead here.", None),
    ],
)
def test_a_picture_of_a_code_tells_where_it_leads(
    said: str, verdict: str, way: str | None, visit: Visits
) -> None:
    page = opened(visit)
    assert give(page, picture(said), "code.png", "image/png") == verdict
    links = page.locator(".report a").evaluate_all("all => all.map(it => it.href)")
    assert links == ([way] if way else [])
    if way is None:
        assert page.locator(".said").inner_text() == said


def test_a_picture_without_a_code_says_so(visit: Visits) -> None:
    page = opened(visit)
    blank = base64.b64decode(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
    )
    for content in (blank, b"no picture"):
        assert give(page, content, "code.png", "image/png") == "There is no QR code in this picture."


CAMERA = """picture => {
  const image = new Image();
  const canvas = Object.assign(document.createElement("canvas"), { width: 640, height: 480 });
  const context = canvas.getContext("2d");
  let stopped = 0;
  globalThis.stopped = () => stopped;
  navigator.mediaDevices.getUserMedia = async () => {
    const draw = () => {
      context.fillStyle = "#eee";
      context.fillRect(0, 0, 640, 480);
      if (image.complete && image.naturalWidth) context.drawImage(image, 170, 90, 300, 300);
    };
    draw();
    setInterval(draw, 50);
    const stream = canvas.captureStream(20);
    for (const track of stream.getTracks()) {
      const stop = track.stop.bind(track);
      track.stop = () => { stopped += 1; stop(); };
    }
    return stream;
  };
  if (picture) image.src = "data:image/png;base64," + picture;
}"""


def test_the_camera_finds_a_code_and_is_let_go(visit: Visits) -> None:
    page = opened(visit)
    page.evaluate(CAMERA, base64.b64encode(picture(OWN)).decode())
    page.locator("[data-part=scan]").click()
    page.locator(VERDICT).wait_for()
    assert page.locator(VERDICT).inner_text() == "The code leads to certificate 7KQ3-MZH4-W9AZ here."
    assert page.locator("video").is_hidden()
    assert page.evaluate("stopped()") == 1


def test_the_camera_can_be_stopped_and_a_file_chosen_meanwhile(visit: Visits) -> None:
    page = opened(visit)
    page.evaluate(CAMERA, "")
    page.locator("[data-part=scan]").click()
    page.locator("[data-part=stop]").click()
    page.get_by_text("The camera is off.").wait_for()
    page.locator("[data-part=scan]").click()
    page.locator("video").wait_for()
    assert give(page, LIN.pdf) == VALID["en"]
    assert page.locator("video").is_hidden()
    page.wait_for_function("stopped() === 2")
    assert page.locator(VERDICT).inner_text() == VALID["en"]


LATE = """() => {
  const grant = navigator.mediaDevices.getUserMedia;
  let allow;
  const asked = new Promise((resolve) => { allow = resolve; });
  globalThis.allow = () => allow();
  navigator.mediaDevices.getUserMedia = async () => {
    await asked;
    const stream = await grant();
    globalThis.granted = stream;
    return stream;
  };
}"""
LET_GO = "globalThis.granted && granted.getTracks().every((track) => track.readyState === 'ended')"


def test_a_camera_that_is_granted_after_stop_is_let_go(visit: Visits) -> None:
    page = opened(visit)
    page.evaluate(CAMERA, base64.b64encode(picture(OWN)).decode())
    page.evaluate(LATE)
    page.locator("[data-part=scan]").click()
    page.locator("[data-part=stop]").click()
    page.evaluate("allow()")
    page.get_by_text("The camera is off.").wait_for()
    page.wait_for_function(LET_GO)
    assert page.locator("video").is_hidden()
    assert page.evaluate("document.querySelector('video').srcObject") is None


def test_a_camera_that_is_granted_after_a_file_was_chosen_is_let_go(visit: Visits) -> None:
    page = opened(visit)
    page.evaluate(CAMERA, base64.b64encode(picture(OWN)).decode())
    page.evaluate(LATE)
    page.locator("[data-part=scan]").click()
    assert give(page, LIN.pdf) == VALID["en"]
    page.evaluate("allow()")
    page.wait_for_function(LET_GO)
    assert page.locator("video").is_hidden()
    assert page.locator(VERDICT).inner_text() == VALID["en"]


def test_a_camera_that_is_refused_after_a_file_was_chosen_says_nothing(visit: Visits) -> None:
    page = opened(visit)
    page.evaluate("""() => {
      navigator.mediaDevices.getUserMedia = () => new Promise((resolve, refuse) => {
        globalThis.refuse = () => { refuse(new Error("no")); return new Promise((seen) => setTimeout(seen, 50)); };
      });
    }""")
    page.locator("[data-part=scan]").click()
    assert give(page, LIN.pdf) == VALID["en"]
    page.evaluate("refuse()")
    assert page.locator(VERDICT).inner_text() == VALID["en"]


def test_no_camera_is_said_plainly(visit: Visits) -> None:
    page = opened(visit)
    page.evaluate("() => { navigator.mediaDevices.getUserMedia = () => Promise.reject(new Error('none')); }")
    page.locator("[data-part=scan]").click()
    page.get_by_text("There is no camera").wait_for()


def test_what_a_file_says_is_shown_as_text(visit: Visits) -> None:
    page = opened(visit)
    name = '<img src=x onerror="document.title=1">\u202e'
    give(page, Paper(name=name).json, "<b>.json", "application/json")
    assert page.locator(".stated bdi").nth(1).inner_text() == name.replace("\u202e", "\ufffd")
    assert page.locator(".report img, .report b").count() == 0


def test_without_javascript_a_number_is_checked(visit: Visits, addresses: dict[str, str]) -> None:
    page = visit(Reader("en", PHONE, javascript=False)).page
    page.goto("/verify/")
    assert page.locator("#verify").is_hidden()
    assert "verify.py below does the same" in page.locator("noscript p").inner_text()
    page.fill("#number", addresses["certificate"].rstrip("/").split("/")[-1])
    page.get_by_role("button", name="Check").click()
    assert page.url == addresses["certificate"]


@pytest.mark.parametrize("reader", LOOKS, ids=str)
def test_a_report_is_accessible_and_fits(reader: Reader, visit: Visits) -> None:
    page = opened(visit, reader)
    for content in (Paper(settled=(0, 1)).pdf, SPOILT.file, Paper(is_demonstration=True).json):
        give(page, content)
        assert (violations(page), faults(page)) == ([], [])
    give(page, picture(STRANGE), "code.png", "image/png")
    assert (violations(page), faults(page)) == ([], [])


def test_a_report_fits_the_narrowest_phone(visit: Visits) -> None:
    for tongue in ("zh", "en"):
        page = opened(visit, Reader(tongue, NARROW))
        give(page, LIN.pdf)
        assert faults(page) == []


# --- The page that is saved -------------------------------------------------------------------------------


@pytest.fixture
def saved(stack: OwnStack, browser: Browser, tmp_path: Path) -> Path:
    """The page as it was downloaded, with the keys of the tests' papers in it."""
    context = browser.new_context(base_url=stack.url)
    page = context.request.get("/verify/offline.html").text()
    context.close()
    keys = json.dumps(json.loads(KEYS)).replace("\\", "\\\\")
    path = tmp_path / "diandian-verify.html"
    path.write_text(re.sub(r'(id="verify-keys">).*?(</script>)', rf"\1{keys}\2", page, flags=re.DOTALL))
    return path


@pytest.fixture
def usb(browser: Browser, saved: Path) -> Iterator[Page]:
    """A browser without a network that opens the saved page from a disk, on a machine in English."""
    context = browser.new_context(locale=TONGUES["en"], viewport={"width": 390, "height": 844})
    context.set_offline(True)
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: complaints.append(request.url))
    page.goto(saved.as_uri())
    complaints.remove(saved.as_uri())
    page.locator("#verify").wait_for()
    yield page
    context.close()
    assert complaints == []


def test_the_saved_page_checks_from_a_disk_without_a_network(usb: Page) -> None:
    assert usb.title() == "Check a certificate"
    assert give(usb, LIN.pdf) == VALID["en"]
    assert give(usb, SPOILT.file) == "Do not trust it: at least one check failed."
    assert give(usb, picture(OWN), "code.png", "image/png").startswith("The code leads to certificate")


def test_the_saved_page_speaks_both_languages(usb: Page) -> None:
    usb.get_by_role("button", name="中文").click()
    assert (usb.title(), usb.evaluate("document.documentElement.lang")) == ("查验证书", "zh-Hans")
    assert give(usb, LIN.pdf) == VALID["zh"]
    usb.get_by_role("button", name="English").click()
    assert give(usb, LIN.pdf) == VALID["en"]


def test_the_saved_page_is_accessible_and_fits(usb: Page) -> None:
    give(usb, LIN.pdf)
    assert (violations(usb), faults(usb)) == ([], [])


def test_the_saved_page_could_not_send_anything(saved: Path, browser: Browser, stack: OwnStack) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(saved.as_uri())
    refused = page.evaluate(
        f"fetch('{stack.url}/healthz', {{mode: 'no-cors'}}).then(() => 'sent', () => 'refused')"
    )
    context.close()
    assert refused == "refused"
