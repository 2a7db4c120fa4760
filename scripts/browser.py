"""Debian's own Chromium, as the browser tests and the pictures of the documentation drive it."""

import contextlib
import os
import shutil
from collections.abc import Iterator, Mapping

from playwright.sync_api import Browser, sync_playwright

from scripts.services import fail

# Root has no sandbox to run in, and nothing that Chromium does by itself may leave the machine.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# The same engine without a browser's own windows takes three fifths of the processor's time.
PROGRAMS = ("chromium-headless-shell", "chromium")
PHONE = (390, 844)
DESKTOP = (1280, 800)
TONGUES = {"zh": "zh-CN", "en": "en-GB"}  # what the reader's device says of its language


@contextlib.contextmanager
def chromium(environment: Mapping[str, str] | None = None) -> Iterator[Browser]:
    """A running browser. Playwright holds an event loop meanwhile, so Django's ORM refuses to work beside it."""
    program = next(filter(None, map(shutil.which, PROGRAMS)), None)
    program = program or fail(
        "Chromium is missing: install the package chromium-headless-shell, or chromium."
    )
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program, args=ARGUMENTS, env={**os.environ, **(environment or {})}
        )
        try:
            yield browser
        finally:
            browser.close()
