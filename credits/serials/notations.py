"""How each registry writes its serial blocks, where that is known from, and within what its numbers are unique.

Real examples: CarbonPlan OffsetsDB, `carbonplan/offsets-db-data`, `tests/data` (registries' downloads of April 2026).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from credits.serials.folding import apart, without_leading_zeros

_RANGE = r"(?P<start>\d{1,40})(?:(?: ?- ?| TO )(?P<end>\d{1,40}))?"
_BLOCK = r"(?P<start>\d{1,40})(?: ?- ?| TO )(?P<end>\d{1,40})"
# Where the fields between the prefix and the numbers are not known, one number could be a field: both are needed.
_NAMED = r"(?P<before>%s(?:-[A-Z0-9]+)+?)-" + _BLOCK


@dataclass(frozen=True, slots=True)
class Notation:
    """`pattern` reads a folded text; its groups are before, start, end (missing: one unit) and, at some, after.

    `series` is a template over the pattern's groups: what a number is unique within, and nothing that only describes.
    `kin` reads in a series what two numberings must share to be suspected of being one: its first group, or all.
    `synonyms` are words of the group `kind` that mean another. `lead` and `between` stand before the first and the last
    number. `is_house_form`: any names may stand before the numbers.
    """

    registry: str
    example: str
    pattern: str
    series: str = "{before}"
    lead: str = "-"
    between: str = "-"
    number_min: int = 1
    kin: str = ".+"
    synonyms: Mapping[str, str] = field(default_factory=dict)
    is_house_form: bool = False

    @property
    def reader(self) -> re.Pattern[str]:
        """Finds the notation inside a longer text, never a part of a longer serial."""
        return re.compile(rf"(?<![A-Z0-9_-]){self.pattern}(?![A-Z0-9_-])", re.ASCII)

    def series_of(self, groups: Mapping[str, str | None]) -> str:
        """What the numbers of a serial are unique within; `groups` are the pattern's."""
        kind = without_leading_zeros(groups.get("kind") or "")
        return self.series.format_map({**groups, "kind": self.synonyms.get(kind, kind)})

    def kin_of(self, series: str) -> str:
        found = re.fullmatch(self.kin, series, re.ASCII)
        kin = found[1] if found is not None and found.re.groups else series
        return apart(kin) if self.is_house_form else kin


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
# Standard, kind, country, project, technology, vintage, issuance. The registry's list of issuances of April 2026 counts
# them through over all countries, projects and years (30255 to 30307 without a gap, two years of one project as two
# issuances), and each numbers from 1 to its quantity. So the issuance identifies, and country, project, technology and
# year describe it. The list has one standard and kind only: whether others count in the same row is not known, so both
# stay, and are left out of `kin`.
GOLD_STANDARD = Notation(
    "gold-standard",
    "GS1-1-KE-GS11603-16-2024-30255-485-12623",
    rf"(?P<before>(?P<kind>GS\d+-\d+)-[A-Z]{{2}}-GS\d+-\d+-\d{{4}}-(?P<issuance>\d+))-{_RANGE}",
    series="{kind}-{issuance}",
    kin=r".+-(\d+)",
)
# Country, project, vintage, batch. Each batch numbers anew from 1 (ACR-US-681-2023-3338-1 to 669). Projects are
# numbered once for the registry (its lists call them ACR731, in whatever country), so the country describes. Batches
# seem to be as well (203 for 2010, 3338 in 2026), but nothing says so: project and vintage stay, and `kin` is the
# batch. Older texts, Cloverly's too, write "-" for "to".
ACR = Notation(
    "acr",
    "ACR-FR-1129-2025-2917-30932 to 35143",
    rf"(?P<before>ACR-[A-Z]{{2}}-(?P<rest>\d+-\d{{4}}-\d+))-{_RANGE}",
    series="ACR-{rest}",
    between=" to ",
    kin=r".+-(\d+)",
)
# climateactionreserve.org/how/projects/serial-number-guide: kind (1 CRT, ROC), country, project, project type,
# developer, state, vintage, batch; "each batch representing a quantity of CRTs awarded to a single project for a
# specific reporting period". Each batch numbers anew from 1. The project's number is "unique to the originating
# registry", so country, type, developer and state describe it. That a batch's number is given out once is not said:
# kind, project and vintage stay, and `kin` is the batch.
CAR = Notation(
    "car",
    "CAR-1-US-1335-31-983-KS-2025-9659-43177 to 43276",
    rf"(?P<before>CAR-(?P<kind>\d+|[A-Z]+)-[A-Z]{{2}}-(?P<project>\d+)-\d+-\d+-[A-Z]+-(?P<rest>\d{{4}}-\d+))-{_RANGE}",
    series="CAR-{kind}-{project}-{rest}",
    between=" to ",
    kin=r".+-(\d+)",
    synonyms={"1": "CRT"},
)
# Country, programme, vintage, batch; each batch numbers anew from 1. Programmes are numbered once for the registry
# (its list of issuances calls them ART102, ART130), so the country describes; batches run on over countries and years
# (9 to 20), but nothing says that they must: `kin` is the batch. FCPF's units are kept in ART's registry, and listed in
# its downloads, under their own prefix.
ART = Notation(
    "art",
    "ART-GY-102-2021-11-2759599 to 2760598",
    rf"(?P<before>ART-[A-Z]{{2}}-(?P<rest>\d+-\d{{4}}-\d+))-{_RANGE}",
    series="ART-{rest}",
    between=" to ",
    kin=r".+-(\d+)",
)
FCPF = Notation(
    "fcpf",
    "FCPF-CI-130-2023-20-1 to 46404",
    rf"(?P<before>FCPF-[A-Z]{{2}}-(?P<rest>\d+-\d{{4}}-\d+))-{_RANGE}",
    series="FCPF-{rest}",
    between=" to ",
    kin=r".+-(\d+)",
)
# The registry (EcoRegistry) shows the serial and its range in columns "from" and "to"; in one text they are written
# as here, our house text. Each serial numbers anew, the early ones from 0: CDC_1_1_1_321_14_1 from 0 to 62739 (for
# 2015) and CDC_1_1_1_321_14_1_2009 from 1 to 4971 were all retired, so the year is part of the name and no description.
# Where somebody left it out nothing in the text tells; `kin` is the serial without it.
CERCARBONO = Notation(
    "cercarbono",
    "CDC_1_1_1_321_14_1_2009 from 4426 to 4971",
    rf"(?P<before>CDC(?:_[A-Z0-9]+){{3,}})(?: ?(?:FROM|从|自):? ?|[- ]){_RANGE}",
    lead=" from ",
    between=" to ",
    number_min=0,
    kin=r"(.+?)(?:_(?:19|20)\d\d)?",
)
# The elements and their uniqueness are decision 3/CMP.1, annex, appendix D, paragraph 7 (cdmrulebook.org/304.html):
# commitment period, host Party, type, "a unit number that is unique to the CER for the identified commitment period
# and Party of origin", project. So Party and period are the series, the project is not. No public example was found:
# the order (Party, type 5 = CER, first, last, original and applicable period, LULUCF activity, project) is from
# memory of the data exchange standards of the transaction log, to be compared with the first real attestation; until
# then `kin` leaves out the period, which may be the other of the two.
# Temporary and long-term CERs (types 6, 7) expire, so nothing can be retired for good with them: not read.
CDM = Notation(
    "cdm",
    "CN-5-1065252853-1065262852-2-2-0-8632",
    rf"(?P<before>(?P<party>[A-Z]{{2}})-5)-{_RANGE}(?P<after>-(?P<period>[1-3])-[1-3]-\d-\d+)",
    series="{party}-CP{period}",
    kin=r"(.+)-CP\d",
)
# No public example of either was found (searched in Chinese and English, November 2026): house notations, a prefix,
# names that the exchange knows the batch by, two numbers. What the names mean is not known, so all of them identify;
# `kin` has the same words and numbers, however parted: 202207 and 2022-07, CD2022 and CD-2022.
CCER = Notation("ccer", "CCER-01-2023-1-500", _NAMED % "CCER", is_house_form=True)
CDCER = Notation("cdcer", "CDCER-CD-2022-07-1-500", _NAMED % "CDCER", is_house_form=True)
# For credits of a scheme that has no serials of its own: the exchange numbers them itself.
HOUSE = Notation("house", "HOUSE-2023-01-1-500", _NAMED % "HOUSE", is_house_form=True)

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
