"""Text to QR code: as one SVG path for pages and paper, as blocks for a terminal."""

import qrcode
from qrcode.constants import ERROR_CORRECT_M

QUIET_MODULES = 4  # the light border that scanners need, in modules


def qr_matrix(text: str, *, mask: int | None = None) -> list[list[bool]]:
    """The modules of the code, True where dark, without the quiet border.

    A fixed `mask` (0 to 7) spares the search for the best of the eight, four fifths of the time.
    """
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=0, mask_pattern=mask)
    code.add_data(text)
    code.make(fit=True)
    return [[bool(module) for module in row] for row in code.get_matrix()]


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
