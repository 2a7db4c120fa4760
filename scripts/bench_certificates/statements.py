"""The certificates that all ways make: the same Statements, in the same order. Names that one face has, as most do."""

import dataclasses
from itertools import product

from certificates.document import Statement
from diandian.lib import codes
from scripts import make_certificate_vectors

_FAMILIES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
_GIVEN = ("雷", "梅", "志强", "秀英", "子涵", "浩然", "若兰", "建国", "雨桐", "明")
_LATIN_GIVEN = ("Ana", "José", "Zoë", "Søren", "Łucja", "Bartholomew", "Mai", "Ilse")
_LATIN_FAMILIES = ("García", "O’Neill", "Nguyễn", "Müller", "Šimůnek", "Featherstonehaugh", "Li", "Åkesson")
NAMES = [
    name
    for pair in zip(
        [family + given for given, family in product(_GIVEN, _FAMILIES)][:64],
        [f"{given} {family}" for given, family in product(_LATIN_GIVEN, _LATIN_FAMILIES)],
        strict=True,
    )
    for name in pair
]
SHAPED = "محمد عبد الله"  # a name that only the full text engine can set
GRAMS = 20_100  # and up to 70,000 more: all amounts have as many digits, as most have of one kind of journey


def number(index: int) -> str:
    """A certificate's number out of the range of real ones; the same for the same index."""
    digits, rest = "", index
    for _place in range(11):
        rest, digit = divmod(rest, len(codes.ALPHABET))
        digits = codes.ALPHABET[digit] + digits
    return f"a{digits}"


def statement(index: int) -> Statement:
    """A spectator's Statement of an event: half of them in Chinese, half in English, as their names are."""
    grams, found = GRAMS + index % 9 * 100 + index % 70 * 1000, make_certificate_vectors.statement(0)
    piece = dataclasses.replace(found.slices[0], batch_from=index * 100_000, batch_to=index * 100_000 + grams)
    return dataclasses.replace(
        found,
        number=number(index),
        language=("zh-hans", "en")[index % 2],
        holder_name=NAMES[index % len(NAMES)],
        address=f"https://diandian.example/c/{number(index)}/",
        amount_grams=grams,
        slices=(piece,),
    )
