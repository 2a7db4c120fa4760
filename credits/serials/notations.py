"""How each registry writes its serial blocks, where that is known from, and within what its numbers are unique.

Real examples: CarbonPlan OffsetsDB, `carbonplan/offsets-db-data`, `tests/data` (registries' downloads of April 2026).
"""

import re
from dataclasses import dataclass

_RANGE = r"(?P<start>\d{1,40})(?:(?: ?- ?| TO )(?P<end>\d{1,40}))?"
_BLOCK = r"(?P<start>\d{1,40})(?: ?- ?| TO )(?P<end>\d{1,40})"
# Where the fields between the prefix and the numbers are not known, one number could be a field: both are needed.
_NAMED = r"(?P<before>%s(?:-[A-Z0-9]+)+?)-" + _BLOCK


@dataclass(frozen=True, slots=True)
class Notation:
    """`pattern` reads a folded text; its groups are before, start, end (missing: one unit) and, at some, after.

    `series` is a template over the pattern's groups. `lead` and `between` stand before the first and the last number.
    """

    registry: str
    example: str
    pattern: str
    series: str = "{before}"
    lead: str = "-"
    between: str = "-"
    number_min: int = 1

    @property
    def reader(self) -> re.Pattern[str]:
        """Finds the notation inside a longer text, never a part of a longer serial."""
        return re.compile(rf"(?<![A-Z0-9_-]){self.pattern}(?![A-Z0-9_-])", re.ASCII)


# Fields: batch, first, last, programme, kind, issuer, registry code, country, scope (older ones: none), project,
# vintage from and to, additional certifications. Units are numbered once for the whole registry: the numbers of all
# projects in the downloads continue one another, and help.cloverly.com/knowledge/registry-serial-number-ranges counts
# a block by them alone. So everything round the numbers describes and does not identify.
VERRA = Notation(
    "verra",
    "19381-941412555-941441125-VCS-VCU-1310-VER-CN-13-3005-01012022-31102022-0",
    rf"(?P<before>\d{{1,40}})-{_RANGE}"
    r"(?P<after>-(?:VCS-)?VC[UR]-\d+-[A-Z]+-[A-Z]{2}(?:-\d+){1,2}-\d{8}-\d{8}-\d+)",
    series="VCS",
)
# Standard, kind, country, project, technology, vintage, issuance. Each issuance numbers anew from 1
# (…-30184-1-1, …-30074-1-82229).
GOLD_STANDARD = Notation(
    "gold-standard",
    "GS1-1-KE-GS11603-16-2024-30255-485-12623",
    rf"(?P<before>GS\d+-\d+-[A-Z]{{2}}-GS\d+-\d+-\d{{4}}-\d+)-{_RANGE}",
)
# Country, project, vintage, batch. Each batch numbers anew from 1 (ACR-US-681-2023-3338-1 to 669). Older texts,
# Cloverly's too, write "-" for "to".
ACR = Notation(
    "acr",
    "ACR-FR-1129-2025-2917-30932 to 35143",
    rf"(?P<before>ACR-[A-Z]{{2}}-\d+-\d{{4}}-\d+)-{_RANGE}",
    between=" to ",
)
# climateactionreserve.org/how/projects/serial-number-guide: kind (1 CRT, ROC), country, project, project type,
# developer, state, vintage, batch; "each batch representing a quantity of CRTs awarded to a single project". Each
# batch numbers anew from 1.
CAR = Notation(
    "car",
    "CAR-1-US-1335-31-983-KS-2025-9659-43177 to 43276",
    rf"(?P<before>CAR-(?:\d+|[A-Z]+)-[A-Z]{{2}}-\d+-\d+-\d+-[A-Z]+-\d{{4}}-\d+)-{_RANGE}",
    between=" to ",
)
# Country, programme, vintage, batch; each batch numbers anew from 1. FCPF's units are kept in ART's registry, and
# listed in its downloads, under their own prefix.
ART = Notation(
    "art",
    "ART-GY-102-2021-11-2759599 to 2760598",
    rf"(?P<before>ART-[A-Z]{{2}}-\d+-\d{{4}}-\d+)-{_RANGE}",
    between=" to ",
)
FCPF = Notation(
    "fcpf",
    "FCPF-CI-130-2023-20-1 to 46404",
    rf"(?P<before>FCPF-[A-Z]{{2}}-\d+-\d{{4}}-\d+)-{_RANGE}",
    between=" to ",
)
# The registry (EcoRegistry) shows the serial and its range in columns "from" and "to"; in one text they are written
# as here, our house text. Each serial numbers anew, the early ones from 0: CDC_1_1_1_321_14_1 from 0 to 999.
CERCARBONO = Notation(
    "cercarbono",
    "CDC_1_1_1_321_14_1_2009 from 4426 to 4971",
    rf"(?P<before>CDC(?:_[A-Z0-9]+){{3,}})(?: ?(?:FROM|从|自):? ?|[- ]){_RANGE}",
    lead=" from ",
    between=" to ",
    number_min=0,
)
# The elements and their uniqueness are decision 3/CMP.1, annex, appendix D, paragraph 7 (cdmrulebook.org/304.html):
# commitment period, host Party, type, "a unit number that is unique to the CER for the identified commitment period
# and Party of origin", project. So Party and period are the series, the project is not. No public example was found:
# the order (Party, type 5 = CER, first, last, original and applicable period, LULUCF activity, project) is from
# memory of the data exchange standards of the transaction log, to be compared with the first real attestation.
# Temporary and long-term CERs (types 6, 7) expire, so nothing can be retired for good with them: not read.
CDM = Notation(
    "cdm",
    "CN-5-1065252853-1065262852-2-2-0-8632",
    rf"(?P<before>(?P<party>[A-Z]{{2}})-5)-{_RANGE}(?P<after>-(?P<period>[1-3])-[1-3]-\d-\d+)",
    series="{party}-CP{period}",
)
# No public example of either was found (searched in Chinese and English, November 2026): house notations, a prefix,
# names that the exchange knows the batch by, two numbers. What the names mean is not known, so all of them identify.
CCER = Notation("ccer", "CCER-01-2023-1-500", _NAMED % "CCER")
CDCER = Notation("cdcer", "CDCER-CD-2022-07-1-500", _NAMED % "CDCER")
# For credits of a scheme that has no serials of its own: the exchange numbers them itself.
HOUSE = Notation("house", "HOUSE-2023-01-1-500", _NAMED % "HOUSE")

NOTATIONS: dict[str, Notation] = {
    notation.registry: notation
    for notation in (
        VERRA,
        GOLD_STANDARD,
        ACR,
        CAR,
        ART,
        FCPF,
        CERCARBONO,
        CDM,
        CCER,
        CDCER,
        HOUSE,
    )
}
EXAMPLES: dict[str, str] = {registry: notation.example for registry, notation in NOTATIONS.items()}
