"""♥ As much DER (X.690) as a signature of a PDF needs."""

SEQUENCE, SET, INTEGER, OCTETS, OBJECT = 0x30, 0x31, 0x02, 0x04, 0x06
IN_CONTEXT_0 = 0xA0


def der(tag: int, *parts: bytes) -> bytes:
    """One value: its tag, its length in the shortest form, its content."""
    content = b"".join(parts)
    size = len(content)
    if size < 0x80:
        return bytes([tag, size]) + content
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(length)]) + length + content


def set_of(*parts: bytes) -> bytes:
    """The content of a SET OF: its values in the order of their bytes."""
    return b"".join(sorted(parts))


def integer(value: int) -> bytes:
    """A whole number from 0."""
    return der(INTEGER, value.to_bytes(value.bit_length() // 8 + 1, "big"))


def identifier(dotted: str) -> bytes:
    """An object identifier such as `1.2.840.113549.1.7.2`."""
    first, second, *rest = map(int, dotted.split("."))
    return der(OBJECT, b"".join(map(_in_sevens, [40 * first + second, *rest])))


def _in_sevens(value: int) -> bytes:
    digits = [value & 0x7F]
    while value := value >> 7:
        digits.append(0x80 | value & 0x7F)
    return bytes(reversed(digits))
