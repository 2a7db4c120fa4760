"""Makes the pictures of docs/screenshots from a running stack: `make screenshots`."""

import argparse
import io
import itertools
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page

from scripts.browser import DESKTOP, PHONE, TONGUES, chromium
from scripts.services import free_port, stop_on_signals
from scripts.stack import ROOT, Stack, running

ZONE = "/z/low-carbon-universiade/"
QUESTIONS = ZONE + "footprint/"
NAMES = {"zh": "林小满", "en": "Lin Xiaoman"}
FONTS = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>
<include>/etc/fonts/fonts.conf</include>
<alias binding="strong"><family>sans-serif</family><prefer><family>FAMILY</family></prefer></alias>
<alias binding="strong"><family>sans</family><prefer><family>FAMILY</family></prefer></alias>
<alias binding="strong"><family>system-ui</family><prefer><family>FAMILY</family></prefer></alias>
</fontconfig>"""
CITIES = {"zh": "北京", "en": "Beijing"}


def palette_of(picture: Image.Image) -> Image.Image:
    """The 96 most frequent colours exactly as they are, and 96 that lie far apart, so that rare ones stay too."""
    channels = picture.tobytes()
    counted = Counter(zip(channels[0::3], channels[1::3], channels[2::3], strict=True)).most_common(96)
    frequent = [channel for colour, _count in counted for channel in colour]
    others = picture.quantize(96, method=Image.Quantize.MAXCOVERAGE).getpalette() or []
    palette = Image.new("P", (1, 1))
    palette.putpalette([*frequent, *others])
    return palette


@dataclass
class Shop:
    """Keeps the pictures, with as few colours as make them small enough for a repository."""

    folder: Path
    whole: bool
    count: int = 0
    bytes_kept: int = 0

    def keep(self, name: str, content: bytes, width: int | None = None) -> None:
        picture = Image.open(io.BytesIO(content)).convert("RGB")
        if width:
            picture = picture.resize(
                (width, picture.height * width // picture.width), Image.Resampling.LANCZOS
            )
        path = self.folder / f"{name}.png"
        self.folder.mkdir(parents=True, exist_ok=True)
        picture.quantize(palette=palette_of(picture), dither=Image.Dither.NONE).save(path, optimize=True)
        self.count += 1
        self.bytes_kept += path.stat().st_size


@dataclass(frozen=True)
class Look:
    """How a page is looked at. A phone has two device pixels for one of the style sheet's."""

    tongue: str
    viewport: tuple[int, int]
    scheme: str

    @property
    def name(self) -> str:
        return f"{'phone' if self.viewport == PHONE else 'desktop'}-{self.tongue}-{self.scheme}"

    def open(self, browser: Browser, url: str) -> BrowserContext:
        width, height = self.viewport
        return browser.new_context(
            base_url=url,
            locale=TONGUES[self.tongue],
            viewport={"width": width, "height": height},
            color_scheme="dark" if self.scheme == "dark" else "light",
            device_scale_factor=2 if self.viewport == PHONE else 1,
            reduced_motion="reduce",
        )


def answer(page: Page, tongue: str) -> None:
    """Fill in the questions as somebody who came by train for two nights."""
    page.goto(QUESTIONS)
    page.check("[name=home][value=far]", force=True)
    page.fill("#origin", CITIES[tongue])
    page.locator("#origin").blur()
    page.locator("label:has([name=mode][value=hsr])").click()
    page.fill("#nights", "2")
    page.fill("#sharers", "2")
    page.fill("#meals", "6")
    page.locator("#total").wait_for(state="visible")


def computed(page: Page, tongue: str) -> str:
    answer(page, tongue)
    page.locator(".dock button").click()
    page.wait_for_url("**/j/**")
    return page.url


def pledged(page: Page, tongue: str, way: str) -> str:
    """A new journey up to the pledge; the address of its result."""
    result = computed(page, tongue)
    page.goto(result + "neutralise/")
    page.check(f"[name=way][value={way}]", force=True)
    page.fill("#name", NAMES[tongue])
    page.check("[name=show_name][value=yes]", force=True)
    page.locator(".dock button").click()
    page.wait_for_url("**/c/**" if way == "free" else "**/pay/**")
    return result


def pictured(stack: Stack, browser: Browser, tongue: str) -> dict[str, str]:
    """Every page to be pictured, by its name: three journeys stop at different places for it."""
    context = browser.new_context(base_url=stack.url, locale=TONGUES[tongue])
    page = context.new_page()
    result = computed(page, tongue)
    pledged(page, tongue, "buy")
    checkout = page.url
    pledged(page, tongue, "free")
    page.locator(".certificate-poster").wait_for(timeout=60_000)
    certificate = page.url
    context.close()
    return {
        "zone": ZONE,
        "questions": QUESTIONS,
        "result": result,
        "neutralise": result + "neutralise/",
        "checkout": checkout,
        "certificate": certificate,
        "verify": "/verify/",
        "ledger": "/ledger/",
        "pool": "/ledger/pools/1/",
        "log": "/ledger/log/",
        "status": "/ledger/status/",
        "factors": "/factors/?q=hotel",
        "methods": "/methods/#flight",
    }


def photograph(look: Look, browser: Browser, url: str, pages: dict[str, str], shop: Shop) -> None:
    """All pages as one reader sees them."""
    context = look.open(browser, url)
    page = context.new_page()
    for name, address in pages.items():
        if name == "questions":
            answer(page, look.tongue)
            page.evaluate("document.activeElement.blur(); scrollTo(0, 0)")
        else:
            page.goto(address)
        page.wait_for_load_state("networkidle")
        if shop.whole:
            page.evaluate("for (const picture of document.images) picture.loading = 'eager'")
            page.wait_for_load_state("networkidle")
        shop.keep(f"{name}-{look.name}", page.screenshot(full_page=shop.whole))
    context.close()


def papers(browser: Browser, certificate: str, tongue: str, shop: Shop) -> None:
    """The certificate as it is printed, and its poster for phones."""
    context = browser.new_context()
    poster, paper = (
        context.request.get(certificate.rstrip("/") + ending).body() for ending in (".jpg", ".pdf")
    )
    context.close()
    shop.keep(f"poster-{tongue}", poster, width=540)
    drawn = subprocess.run(
        ["pdftoppm", "-r", "60", "-png", "-singlefile", "-"], input=paper, stdout=subprocess.PIPE, check=True
    )
    shop.keep(f"paper-{tongue}", drawn.stdout)


def phone_fonts(folder: Path, family: str = "Noto Sans CJK SC") -> dict[str, str]:
    """An environment in which the system's font is one like a phone's, not the wide one of a bare Debian."""
    path = folder / "fonts.conf"
    path.write_text(FONTS.replace("FAMILY", family))
    return {"FONTCONFIG_FILE": str(path)}


def main() -> int:
    parser = argparse.ArgumentParser(prog="make screenshots", description=__doc__)
    parser.add_argument("--to", type=Path, default=ROOT / "docs" / "screenshots", help="where they go")
    parser.add_argument("--whole", action="store_true", help="whole pages, to look them through")
    chosen = parser.parse_args()
    stop_on_signals()
    shop = Shop(chosen.to, chosen.whole)
    folder = Path(tempfile.mkdtemp(prefix="diandian-screenshots-"))
    folder.chmod(0o711)  # the user postgres must pass through it when root runs this
    try:
        with running(port=free_port(), folder=folder) as stack, chromium(phone_fonts(folder)) as browser:
            for tongue in TONGUES:
                pages = pictured(stack, browser, tongue)
                for viewport, scheme in itertools.product((PHONE, DESKTOP), ("light", "dark")):
                    photograph(Look(tongue, viewport, scheme), browser, stack.url, pages, shop)
                papers(browser, pages["certificate"], tongue, shop)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print(f"{shop.count} pictures, {shop.bytes_kept / 1e6:.1f} MB, are in {shop.folder}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
