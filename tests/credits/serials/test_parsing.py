"""Serials as registries write them and people type them.

The examples are real retirements of April 2026 (CarbonPlan OffsetsDB, tests/data); where a registry publishes none,
the house notation says so in credits/serials/notations.py.
"""

import pytest

from credits.errors import SerialBlockError, SerialNotReadableError, WrongRegistryError
from credits.serials import EXAMPLES, SerialBlock, looks_like, parse_any, parse_serial_block

LINDBLAD = "19381-941412555-941441125-VCS-VCU-1310-VER-CN-13-3005-01012022-31102022-0"
HILTI = "GS1-1-KE-GS11603-16-2024-30255-485-12623"


@pytest.mark.parametrize(
    ("registry", "text", "series", "unit_count"),
    [
        ("verra", LINDBLAD, "VCS", 28_571),
        (
            "verra",
            "19380-941382555-941382741-VCS-VCU-1310-VER-CN-13-3005-01012022-31102022-0",
            "VCS",
            187,
        ),
        ("verra", "19385-941467007-941467431-VCS-VCU-1507-VER-ET-14-1340-01012020-31122020-1", "VCS", 425),
        ("verra", "19287-935444726-935449725-VCS-VCU-1310-VER-CN-13-4612-01012022-31122022-0", "VCS", 5_000),
        ("verra", "19298-935995805-935996330-VCS-VCU-1491-VER-BR-1-513-01012018-31122018-0", "VCS", 526),
        ("verra", "19334-940082955-940097954-VCS-VCU-576-VER-US-14-4268-01062024-31122024-1", "VCS", 15_000),
        ("verra", "19328-940005924-940008531-VCS-VCU-1289-VER-CN-13-3880-01012022-31122022-0", "VCS", 2_608),
        ("verra", "19298-935996540-935996545-VCS-VCR-1491-VER-BR-1-513-01012018-31122018-0", "VCS", 6),
        ("verra", "0001-000001-000100-VCS-VCU-003-VER-US-0003-01012020-31122020-1", "VCS", 100),
        ("gold-standard", HILTI, "GS1-1-30255", 12_139),
        ("gold-standard", "GS1-1-UG-GS11236-16-2024-30307-1-19149", "GS1-1-30307", 19_149),
        ("gold-standard", "GS1-1-CR-GS2913-22-2025-30184-3-3", "GS1-1-30184", 1),
        ("acr", "ACR-FR-1129-2025-2917-30932 to 35143", "ACR-1129-2025-2917", 4_212),
        ("acr", "ACR-US-192-2010-203-1-5000", "ACR-192-2010-203", 5_000),
        (
            "car",
            "CAR-1-US-1335-31-983-KS-2025-9659-43177 to 43276",
            "CAR-CRT-1335-2025-9659",
            100,
        ),
        ("car", "CAR-ROC-US-1316-105-276-CA-2025-9388-1 to 1", "CAR-ROC-1316-2025-9388", 1),
        ("art", "ART-GY-102-2021-11-2759599 to 2760598", "ART-102-2021-11", 1_000),
        ("fcpf", "FCPF-CI-130-2023-20-1 to 46404", "FCPF-130-2023-20", 46_404),
        ("cercarbono", "CDC_1_1_1_321_14_1_2009 from 4426 to 4971", "CDC_1_1_1_321_14_1_2009", 546),
        ("cercarbono", "CDC_1_1_1_321_14_1 from 0 to 999", "CDC_1_1_1_321_14_1", 1_000),
        (
            "cercarbono",
            "CDC_4_1_1_321_14_R1_XX_CO_1_2_2022 from 1 to 3552",
            "CDC_4_1_1_321_14_R1_XX_CO_1_2_2022",
            3_552,
        ),
        ("cdm", "CN-5-1065252853-1065262852-2-2-0-8632", "CN-CP2", 10_000),
        ("ccer", "CCER-01-2023-1-500", "CCER-1-2023", 500),
        ("cdcer", "CDCER-CD-2022-07-1-500", "CDCER-CD-2022-7", 500),
        ("house", "HOUSE-2023-01-1-500", "HOUSE-2023-1", 500),
    ],
)
def test_a_real_serial_is_read_and_its_units_counted(
    registry: str, text: str, series: str, unit_count: int
) -> None:
    block = parse_serial_block(registry, text)
    assert (block.registry, block.series, block.unit_count) == (registry, series, unit_count)
    assert parse_any(text) == (block,)


@pytest.mark.parametrize("registry", EXAMPLES)
def test_the_example_of_each_registry_is_in_its_own_notation(registry: str) -> None:
    block = parse_serial_block(registry, EXAMPLES[registry])
    assert (looks_like(EXAMPLES[registry]), block.text) == (registry, EXAMPLES[registry])


@pytest.mark.parametrize(
    ("registry", "typed", "canonical"),
    [
        ("verra", f"  {LINDBLAD.lower()} ", LINDBLAD),
        (
            "verra",
            "１９３８１－９４１４１２５５５－９４１４４１１２５－ＶＣＳ－ＶＣＵ－1310-VER-CN-13-3005-01012022-31102022-0",
            LINDBLAD,
        ),
        ("verra", LINDBLAD.replace("-", " – ", 3), LINDBLAD),
        ("verra", LINDBLAD.replace("941412555", "0941412555").replace("3005", "03005"), LINDBLAD),
        ("verra", LINDBLAD.replace("-941441125", " to 941441125"), LINDBLAD),
        ("gold-standard", "GS1-1-KE-GS11603-\n16-2024-30255-485—12623。", HILTI),
        (
            "gold-standard",
            "“GS1\u20111\u2011KE\u2011GS11603\u201116\u20112024\u201130255\u2011485~12623”",
            HILTI,
        ),
        ("gold-standard", "GS1-1-KE-GS11603-16-2024-30255-485\u200b-12623\ufeff", HILTI),
        ("gold-standard", f"{HILTI[:-6]} to GS1-1-KE-GS11603-16-2024-30255-12623", HILTI),
        ("acr", "acr-fr-1129-2025-2917-30932至35143", "ACR-FR-1129-2025-2917-30932 to 35143"),
        ("acr", "ACR-FR-1129-2025-2917-30932 TO 035143", "ACR-FR-1129-2025-2917-30932 to 35143"),
        ("acr", "ACR-FR-1129-2025-2917-30932", "ACR-FR-1129-2025-2917-30932 to 30932"),
        (
            "car",
            "CAR-1-US-293-1-120-CA-2006-102-1 ～ 29251",
            "CAR-1-US-293-1-120-CA-2006-102-1 to 29251",
        ),
        (
            "cercarbono",
            "CDC＿1＿1＿1＿321＿14＿1＿2009从4426到4971",
            "CDC_1_1_1_321_14_1_2009 from 4426 to 4971",
        ),
        ("cercarbono", "CDC_1_1_1_321_14_1_2009 4426-4971", "CDC_1_1_1_321_14_1_2009 from 4426 to 4971"),
        (
            "cdm",
            "CN-5-1065252853-2-2-0-8632 to CN-5-1065262852-2-2-0-8632",
            "CN-5-1065252853-1065262852-2-2-0-8632",
        ),
        ("cdm", "CN-5-7-2-2-0-8632", "CN-5-7-7-2-2-0-8632"),
        ("cdcer", "ＣＤＣＥＲ－ｃｄ－２０２２－０７－０１－５００", "CDCER-CD-2022-7-1-500"),
    ],
)
def test_whatever_is_typed_there_is_one_way_of_writing(registry: str, typed: str, canonical: str) -> None:
    assert parse_serial_block(registry, typed).canonical == canonical


def test_the_names_in_a_serial_are_shown_as_they_were_typed() -> None:
    assert parse_serial_block("cdcer", "cdcer-cd-2022-07-001-500").text == "CDCER-CD-2022-07-1-500"


@pytest.mark.parametrize(
    ("registry", "text"),
    [
        ("verra", ""),
        ("verra", "19381-941412555-941441125"),
        ("verra", LINDBLAD.replace("941 412 555", "941412555").replace("941441125", "941 441 125")),
        ("verra", "１" * 300),
        ("gold-standard", f"{HILTI} {HILTI}"),
        ("gold-standard", "GS1-1-KE-GS11603-16-2024"),
        ("acr", "ACR-FR-1129-2025-2917-30932 35143"),
        ("acr", "ACR-FR-1129-2025-2917-1.5 to 3"),
        ("acr", "ACR-FR-1129-2025-2917--5 to ٣"),
        ("cercarbono", "CDC_1_1_1_321_14_1_2009"),
        ("cdm", "CN-7-1065252853-1065262852-2-2-0-8632"),
        ("cdm", "CN-5-1-2-2-0-8632 to CN-5-9-2-2-0-8633"),
        ("ccer", "CCER-500"),
        ("cdcer", "CDCER-1-2"),
        ("unheard-of", HILTI),
    ],
)
def test_what_its_registry_does_not_write_is_refused_with_the_text(registry: str, text: str) -> None:
    with pytest.raises(SerialNotReadableError) as refusal:
        parse_serial_block(registry, text)
    assert (refusal.value.registry, refusal.value.text) == (registry, text)


@pytest.mark.parametrize("registry", EXAMPLES)
@pytest.mark.parametrize("other", EXAMPLES)
def test_another_registrys_notation_is_recognised(registry: str, other: str) -> None:
    if registry == other:
        return
    with pytest.raises(WrongRegistryError) as refusal:
        parse_serial_block(registry, EXAMPLES[other])
    assert (refusal.value.registry, refusal.value.looks_like) == (registry, other)


@pytest.mark.parametrize("registry", ["ccer", "cdcer", "house"])
@pytest.mark.parametrize("other", EXAMPLES)
@pytest.mark.parametrize("names", ["", "-2023", "-OUR-07"])
def test_our_own_prefix_makes_no_house_text_of_another_registrys_serial(
    registry: str, other: str, names: str
) -> None:
    text = f"{registry.upper()}{names}-{EXAMPLES[other]}"
    if "_" in text:  # names of ours have none
        with pytest.raises(WrongRegistryError):
            parse_serial_block(registry, text)
    elif registry == other:
        with pytest.raises(SerialNotReadableError):
            parse_serial_block(registry, text)
    else:
        with pytest.raises(WrongRegistryError) as refusal:
            parse_serial_block(registry, text)
        assert (refusal.value.registry, refusal.value.looks_like) == (registry, other)
    assert parse_any(text) == ()


@pytest.mark.parametrize(
    ("registry", "text", "numbers"),
    [
        ("cdcer", "CDCER-CD-07-9-8", (9, 8)),
        ("cdcer", "CDCER-CD-07-0-8", (0, 8)),
        ("verra", LINDBLAD.replace("941441125", "941412554"), (941412555, 941412554)),
        ("acr", "ACR-FR-1129-2025-2917-1 to 1000000000000000", (1, 10**15)),
        ("cdm", "CN-5-9-2-2-0-8632 to CN-5-8-2-2-0-8632", (9, 8)),
    ],
)
def test_a_block_that_cannot_be_is_refused_with_its_numbers(
    registry: str, text: str, numbers: tuple[int, int]
) -> None:
    with pytest.raises(SerialBlockError) as refusal:
        parse_serial_block(registry, text)
    assert (refusal.value.start, refusal.value.end) == numbers


def test_a_pasted_sentence_gives_its_serials_in_order_each_once() -> None:
    pasted = f"""Retired on behalf of Hilti - {HILTI} - for 2024；另：ACR-US-192-2010-203-1 – 5000，
    CDC_1_1_1_321_14_1_2009从 4426 至 4971。again {HILTI.lower()}; broken: GS1-1-KE-GS11603-16-
    2025-30256-110-5463. Not these: CDCER-CD-07-9-8, 941412555, CN-5."""
    assert parse_any(pasted) == (
        parse_serial_block("gold-standard", HILTI),
        SerialBlock("acr", "ACR-192-2010-203", 1, 5000),
        SerialBlock("cercarbono", "CDC_1_1_1_321_14_1_2009", 4426, 4971),
        SerialBlock("gold-standard", "GS1-1-30256", 110, 5463),
    )


@pytest.mark.parametrize("pasted", ["", "DEMO", "1-" * 4_000, "CDCER-1" * 1_000, "9" * 9_000, "\x00- -to-"])
def test_nothing_readable_gives_nothing(pasted: str) -> None:
    assert parse_any(pasted) == ()
