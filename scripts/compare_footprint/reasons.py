"""Why a calculator's number lies far from ours, by calculator and cases. Texts are written by hand."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reason:
    calculator: str
    cases: tuple[str, ...]
    text: str


_HSR = ("hsr-chongqing", "hsr-beijing")

REASONS: tuple[Reason, ...] = (
    Reason(
        "carbonize",
        ("xiy-tfu-economy", "lhr-cdg-economy"),
        "Short flights. DESNZ has one figure per kilometre for a whole group of routes, which is near the truth "
        "on its usual lengths and too low on short ones. ICAO's fuel table knows what take-off and climb cost: "
        "our own ICAO column says nearly the same as carbonize.",
    ),
    Reason(
        "carbonize",
        ("lhr-edi-economy",),
        "DESNZ's domestic group is the UK's real domestic fleet, small aircraft among it, and the making of the fuel "
        "is in ours (a fifth). carbonize flies a full-sized A320, 81 % full, and counts what leaves the engines.",
    ),
    Reason(
        "carbonize",
        _HSR,
        "Its high-speed train is the Eurostar of DEFRA 2022, on French nuclear power, without the making of that "
        "power. Ours is China's own figure: traction, stations and maintenance on China's grid.",
    ),
    Reason(
        "carbonize",
        ("coach-300",),
        "It has one bus for all purposes, 0.089 kg per passenger-kilometre, near a city bus. A coach is fuller and "
        "runs steadily: 0.034 in DESNZ 2025, upstream included.",
    ),
    Reason(
        "carbonize",
        ("bus-10",),
        "The same one bus, without the making of its fuel. Ours is the UK's average local bus of DESNZ 2025 with "
        "it, since China's own figure is second-hand (grade D) and only used where an organiser allows it.",
    ),
    Reason(
        "carbonize",
        ("ev-sichuan", "ev-china"),
        "It has one electric car at 0.073 kg per kilometre, whatever the grid, and names no source for it. Ours is "
        "0.207 kWh per kilometre on the grid where the car is charged: Sichuan's water power is 70 % below China's "
        "average.",
    ),
    Reason(
        "openap",
        ("lhr-edi-economy",),
        "As with carbonize: an A320 here, the UK's real domestic fleet and the making of the fuel in ours.",
    ),
    Reason(
        "openap",
        ("jfk-pek-economy",),
        "OpenAP shares all fuel among all passengers alike. DESNZ charges wide seats for their room: its economy "
        "is 23 % below its average seat, and by the average ours would be 1,162 kg. Freight carries no share in "
        "this use of OpenAP; the making of the fuel, which ours has, works the other way.",
    ),
    Reason(
        "epa",
        ("lhr-edi-economy",),
        "534 km are 332 miles, beyond the EPA's short haul: it takes its lowest figure, of American flights of 300 to "
        "2,300 miles, without the making of the fuel. Ours is the UK's domestic fleet with it.",
    ),
    Reason(
        "epa",
        ("lhr-cdg-economy",),
        "The EPA's short haul, below 300 miles, is dear per kilometre because take-off is. DESNZ's short-haul group "
        "reaches to 3,700 km and is too low on 347; our ICAO column says 60 kg.",
    ),
    Reason(
        "epa",
        _HSR,
        "American intercity trains, most of them behind diesel locomotives. It has no high-speed rail.",
    ),
    Reason(
        "epa",
        ("metro-20",),
        "American transit rail with its grid and its passengers. Ours is London's Underground (DESNZ 2025, with "
        "the making of the power), since China's own figure is second-hand (grade D); that one, 0.64 kg, is near.",
    ),
    Reason(
        "epa",
        ("bus-10",),
        "The EPA has one figure for all buses, coaches between cities included, without the making of the fuel. "
        "Ours is the UK's average local bus with it.",
    ),
    Reason(
        "myclimate",
        (
            "xiy-tfu-economy",
            "can-tfu-economy",
            "pek-tfu-economy",
            "pvg-tfu-economy",
            "lhr-cdg-economy",
        ),
        "Three things raise short flights: 1,261 kg of fuel for landing and take-off whatever the way, twice the CO₂ "
        "for what is not CO₂ (DESNZ: 1.7 times), and 11.7 kg per flight for building aircraft and airports. "
        "On 3,000 km and more the two agree within a third.",
    ),
    Reason(
        "myclimate",
        ("pvg-tfu-business", "lhr-tfu-business", "jfk-pek-business"),
        "The room of a seat: a business seat counts 1.3 to 1.9 economy seats at myclimate, 2.9 at DESNZ for all "
        "routes that do not touch the UK and for long ones that do. Few Chinese domestic flights have such beds, so "
        "that ours is high there; ICAO counts no difference below 3,000 km.",
    ),
    Reason(
        "nosgestesclimat",
        (
            "xiy-tfu-economy",
            "can-tfu-economy",
            "pek-tfu-economy",
            "pvg-tfu-economy",
            "urc-tfu-economy",
            "sin-tfu-economy",
            "nrt-tfu-economy",
            "lhr-cdg-economy",
        ),
        "ADEME's figures by length of flight. Its contrails add about 80 % to the rest (DESNZ: 55 % with the "
        "making of the fuel counted), its aircraft are those that fly from France, with their building, and short "
        "flights cost more per kilometre. Without contrails ADEME says 0.102 kg for 1,000 to 2,000 km, ours is 0.081.",
    ),
    Reason(
        "nosgestesclimat",
        _HSR,
        "France's TGV on nuclear power: 0.003 kg per passenger-kilometre, a tenth of China's high-speed rail.",
    ),
    Reason(
        "nosgestesclimat",
        ("car-alone", "car-four"),
        "It adds the car's manufacture and upkeep, spread over 12,000 km a year. Ours is the fuel and its making.",
    ),
    Reason(
        "nosgestesclimat",
        ("ev-sichuan",),
        "Building the car is nearly all of its figure; on the road it takes French power. Ours is driving only, on "
        "Sichuan's grid. On China's average grid the two happen to agree.",
    ),
    Reason(
        "nosgestesclimat",
        ("motorbike-50",),
        "A light motorbike, below 250 cm³. Ours is the average of all British sizes, with the making of the fuel.",
    ),
    Reason(
        "nosgestesclimat",
        ("metro-20",),
        "A French metro on French power. Ours is London's; China's own second-hand figure would be near ours.",
    ),
    Reason(
        "nosgestesclimat",
        ("hotel-china",),
        "It knows one hotel, a French one: per person, on nuclear power, 6.9 kg, which agrees with our night in "
        "France. A Chinese room is 53.5 kg in DESNZ 2025, from a sample of mostly full-service chain hotels.",
    ),
    Reason(
        "nosgestesclimat",
        ("kwh-china", "kwh-sichuan"),
        "It has one grid, France's, at 0.052 kg per kWh of its life cycle. Ours are the Chinese ministry's.",
    ),
    Reason(
        "nmf",
        (
            "xiy-tfu-economy",
            "can-tfu-economy",
            "pek-tfu-economy",
            "pvg-tfu-economy",
            "urc-tfu-economy",
            "lhr-cdg-economy",
            "sin-tfu-economy",
            "nrt-tfu-economy",
            "lhr-tfu-economy",
            "fra-tfu-economy",
            "jfk-pek-economy",
        ),
        "0.24 to 0.34 kg per kilometre from Ducky's documentation, without year, boundary or multiplier: the highest "
        "of all here on every flight of more than 600 km. Nothing in it says why.",
    ),
    Reason(
        "nmf",
        _HSR,
        "One train for all countries, 0.042 kg per kilometre; it has no high-speed rail and no China.",
    ),
    Reason(
        "nmf",
        ("coach-300",),
        "0.052 kg per kilometre from the same documentation. The UK's coaches went from 0.028 to 0.039 between two "
        "yearly tables: any figure of coaches is that uncertain.",
    ),
    Reason(
        "nmf",
        ("ev-sichuan",),
        "One electric car on one grid. Ours is charged in Sichuan.",
    ),
    Reason(
        "nmf",
        ("meal-red",),
        "Its meal is 600 kcal of the average day of a British meat lover, beef on some days only. Ours is one plate "
        "with 150 g of red meat.",
    ),
    Reason(
        "nmf",
        ("meal-vegetarian", "meal-vegan"),
        "Again 600 kcal of all that a British vegetarian or vegan eats in a day. Ours is one French dish.",
    ),
    Reason(
        "nmf",
        ("kwh-sichuan",),
        "It has one figure for China, 0.681 kg per kWh, of an earlier year and without provinces.",
    ),
)
