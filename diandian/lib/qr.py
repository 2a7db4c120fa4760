"""Text to QR code: as one SVG path for pages and paper, as blocks for a terminal."""

import functools
import math

import qrcode
from qrcode.constants import ERROR_CORRECT_M
from qrcode.util import MODE_8BIT_BYTE, QRData

_ZERO = "0"
QUIET_MODULES = 4  # the light border that scanners need, in modules


def qr_matrix(text: str, *, mask: int | None = None) -> list[list[bool]]:
    """The modules of the code, True where dark, without the quiet border.

    A fixed `mask` (0 to 7) spares the search for the best of the eight, four fifths of the time.
    """
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=0, mask_pattern=mask)
    code.add_data(text)
    code.make(fit=True)
    return [[bool(module) for module in row] for row in code.get_matrix()]


def qr_rows_in_series(before: str, code: str, after: str, *, mask: int) -> list[bytes]:
    """The rows of the QR code of `before + code + after`, a byte (0 or 1) for each module; `code` is ASCII.

    Data, error correction and mask are sums modulo 2 (ISO/IEC 18004, 7.4 to 7.8), so that what one bit changes is
    the same whatever stands around it. What each bit changes is drawn once and added from then on: after the first
    few codes of a series, one takes a thirtieth of the time.
    """
    whole = _in_series(before, _ZERO * len(code), after, mask)
    for place, character in enumerate(code):
        whole ^= _change(before, len(code), after, mask, place, character)
    area = (whole.bit_length() + 7) // 8  # the first module is always dark: it belongs to a finder
    side = math.isqrt(area)
    modules = whole.to_bytes(area, "big")
    return [modules[start : start + side] for start in range(0, area, side)]


@functools.lru_cache(maxsize=4096)
def _change(before: str, length: int, after: str, mask: int, place: int, character: str) -> int:
    """What it changes that `character` stands at `place` and not a zero."""
    bits = ord(character) ^ ord(_ZERO)
    start = _in_series(before, _ZERO * length, after, mask)
    changes = 0
    for bit in (1 << power for power in range(bits.bit_length()) if bits >> power & 1):
        other = _ZERO * place + chr(ord(_ZERO) ^ bit) + _ZERO * (length - place - 1)
        changes ^= start ^ _in_series(before, other, after, mask)
    return changes


@functools.lru_cache(maxsize=512)
def _in_series(before: str, code: str, after: str, mask: int) -> int:
    """All modules as one number, a byte for each."""
    # All of it as bytes, so that no character changes how another is written.
    data = QRData((before + code + after).encode(), mode=MODE_8BIT_BYTE)
    drawn = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=0, mask_pattern=mask)
    drawn.add_data(data)
    drawn.make(fit=True)
    return int.from_bytes(b"".join(map(bytes, drawn.get_matrix())), "big")


def qr_path(text: str, *, mask: int | None = None) -> tuple[str, int]:
    """SVG path data of the code in module units with its quiet border, and the side length in modules."""
    matrix = qr_matrix(text, mask=mask)
    runs = []
    for y, row in enumerate(matrix):
        x = 0
        while x < len(row):
            if not row[x]:
                x += 1
                continue
            start = x
            while x < len(row) and row[x]:
                x += 1
            runs.append(f"M{start + QUIET_MODULES} {y + QUIET_MODULES}h{x - start}v1h-{x - start}z")
    return "".join(runs), len(matrix) + 2 * QUIET_MODULES


def qr_terminal(text: str) -> str:
    """The code as half blocks, dark on light whatever the colours of the terminal."""
    matrix = qr_matrix(text)
    side = len(matrix) + 2 * QUIET_MODULES
    light = [False] * side
    rows = [light] * QUIET_MODULES
    rows += [[False] * QUIET_MODULES + row + [False] * QUIET_MODULES for row in matrix]
    rows += [light] * QUIET_MODULES
    if len(rows) % 2:
        rows.append(light)
    blocks = {(False, False): "█", (False, True): "▀", (True, False): "▄", (True, True): " "}
    lines = (
        "".join(blocks[pair] for pair in zip(upper, lower, strict=True))
        for upper, lower in zip(rows[::2], rows[1::2], strict=True)
    )
    return "\n".join(f"\033[97;40m{line}\033[0m" for line in lines)
