"""The demonstration event, as tables. Real: the event, its dates, venues and sports. Marked as demonstration, and
invented: donors, batches, serial blocks, donations and the price. Coordinates are ours, good to about a kilometre.

Sources of the real part: research/domain.md of the project's papers, and the People's Daily Online and Xinhua
venue tours of April to July 2023 (venues, sports, districts, 28 July to 8 August 2023).
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

SLUG = "low-carbon-universiade"
TONNE = 1_000_000  # grams


@dataclass(frozen=True, slots=True)
class Words:
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class DemoVenue:
    slug: str
    name: Words
    sport: Words
    district: Words
    latitude: Decimal
    longitude: Decimal
    local_distance_km: int
    zones: tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class DemoBatch:
    registry: str
    serial_block: str
    project_code: str
    project: Words
    methodology: str
    vintage_start: date
    vintage_end: date
    issued_to: str  # the code of an account


@dataclass(frozen=True, slots=True)
class DemoDonation:
    donor_slug: str
    donor: Words
    amount_grams: int
    from_inventory: bool  # the donor bought its credits from the exchange's inventory first


NAME = Words("成都第31届世界大学生夏季运动会", "Chengdu 2021 FISU World University Games")
ZONE_TITLE = Words("低碳大运", "Low-Carbon Universiade")
PLACE = Words("成都", "Chengdu")
INTRODUCTION = Words(
    "2023 年 7 月 28 日至 8 月 8 日，大学生运动员在成都相聚。观众在场馆扫码，算出自己这一天的碳足迹，"
    "把等量的减排量注销，得到一张人人可查的证书。本站为演示：活动与场馆属实，捐赠方与减排量均为虚构。",
    "From 28 July to 8 August 2023 the student athletes of the world met in Chengdu. Spectators scan a code at "
    "the venue, compute the footprint of their day, have the same mass of reductions retired, and hold a "
    "certificate that anyone can check. This is a demonstration: the event and its venues are real, the donors "
    "and the credits are invented.",
)
BOUNDARY = Words(
    "观众本人观赛一天：往返主办城市、市内交通、住宿、餐食与座位分摊的场馆用电",
    "One spectator's visit: travel to the host city and back, local transport, lodging, meals, and the seat's "
    "share of the venue's electricity",
)
STARTS_ON, ENDS_ON = date(2023, 7, 28), date(2023, 8, 8)
PRICE_FEN_PER_TONNE = 8_000  # ¥80 a tonne, within what CCER fetched in 2025 (60 to 80) and after

# How its footprints are counted. Chengdu's metro, buses and venues have weak factors only: they are used, and
# every page says so. No meter of these venues was published, so that a seat's electricity is a guess as well.
FACTOR_LIBRARY = "china"
ALLOWS_WEAK_FACTORS = True
FLIGHT_METHOD = "desnz"
COUNTS_NON_CO2 = True

ORGANISER = Words("成都大运会执委会（演示）", "Organising committee of the Games (demonstration)")
EXCHANGE = Words("四川联合环境交易所（演示）", "Sichuan United Environment Exchange (demonstration)")

STANDS = (Words("东看台", "East stand"), Words("西看台", "West stand"), Words("入口广场", "Entrance square"))
HALLS = (Words("看台", "Stands"), Words("入口大厅", "Entrance hall"))
LABELS = (Words("座椅贴", "Seat sticker"), Words("入口立牌", "Board at the entrance"))

VENUES = (
    DemoVenue(
        "donganhu-stadium",
        Words("东安湖体育公园主体育场", "Dong'an Lake Sports Park Stadium"),
        Words("开幕式", "Opening ceremony"),
        Words("龙泉驿区", "Longquanyi"),
        Decimal("30.55"),
        Decimal("104.28"),
        44,
        STANDS,
    ),
    DemoVenue(
        "donganhu-gymnasium",
        Words("东安湖体育公园多功能体育馆", "Dong'an Lake Sports Park Multi-Purpose Gymnasium"),
        Words("竞技体操", "Artistic gymnastics"),
        Words("龙泉驿区", "Longquanyi"),
        Decimal("30.55"),
        Decimal("104.28"),
        44,
        HALLS,
    ),
    DemoVenue(
        "donganhu-aquatics",
        Words("东安湖体育公园游泳跳水馆", "Dong'an Lake Sports Park Aquatics Center"),
        Words("游泳", "Swimming"),
        Words("龙泉驿区", "Longquanyi"),
        Decimal("30.55"),
        Decimal("104.28"),
        44,
        HALLS,
    ),
    DemoVenue(
        "fenghuangshan",
        Words("凤凰山体育公园体育馆", "Fenghuangshan Sports Park Gymnasium"),
        Words("篮球", "Basketball"),
        Words("金牛区", "Jinniu"),
        Decimal("30.74"),
        Decimal("104.07"),
        24,
        STANDS,
    ),
    DemoVenue(
        "gaoxin",
        Words("高新体育中心", "High-tech Zone Sports Center"),
        Words("乒乓球", "Table tennis"),
        Words("高新区", "High-tech Zone"),
        Decimal("30.57"),
        Decimal("104.05"),
        24,
        HALLS,
    ),
    DemoVenue(
        "shuangliu",
        Words("双流体育中心", "Shuangliu Sports Center"),
        Words("田径、羽毛球", "Athletics, badminton"),
        Words("双流区", "Shuangliu"),
        Decimal("30.58"),
        Decimal("103.92"),
        36,
        STANDS,
    ),
    DemoVenue(
        "jianyang",
        Words("简阳文化体育中心", "Jianyang Cultural and Sports Center"),
        Words("跳水、柔道", "Diving, judo"),
        Words("简阳市", "Jianyang"),
        Decimal("30.39"),
        Decimal("104.55"),
        120,
        HALLS,
    ),
    DemoVenue(
        "xiangcheng",
        Words("新都香城体育中心", "Xiangcheng Sports Center"),
        Words("水球", "Water polo"),
        Words("新都区", "Xindu"),
        Decimal("30.82"),
        Decimal("104.16"),
        48,
        HALLS,
    ),
)

INVENTORY = "exchange:inventory"
INVENTORY_NAME = Words("交易所库存（演示）", "Inventory of the exchange (demonstration)")
BATCHES = (
    DemoBatch(
        "verra",
        "90001-900000001-900000800-VCS-VCU-999-VER-CN-1-90001-01012022-31122022-0",
        "VCS-90001",
        Words("川西分布式光伏（演示）", "Distributed solar in western Sichuan (demonstration)"),
        "ACM0002",
        date(2022, 1, 1),
        date(2022, 12, 31),
        "donor:qinghe",
    ),
    DemoBatch(
        "gold-standard",
        "GS1-1-CN-GS90002-16-2022-90002-1-500",
        "GS90002",
        Words("农村户用沼气（演示）", "Household biogas in the countryside (demonstration)"),
        "AMS-I.E.",
        date(2022, 1, 1),
        date(2022, 12, 31),
        "donor:jiangyun",
    ),
    DemoBatch(
        "cdcer",
        "CDCER-CD-2022-DEMO07-1-5000",
        "CD-DEMO-07",
        Words(
            "龙泉山城市森林公园造林（演示）", "Afforestation of Longquan Mountain Forest Park (demonstration)"
        ),
        "CDCER-AR-01",
        date(2021, 1, 1),
        date(2022, 12, 31),
        INVENTORY,
    ),
)
# The first fifty tonnes of the first batch, retired in the outside registry before the first spectator comes.
POOL_BLOCK = "90001-900000001-900000050-VCS-VCU-999-VER-CN-1-90001-01012022-31122022-0"
POOL_REFERENCE = "DEMO-2023-07-28"
DONATIONS = (
    DemoDonation("qinghe", Words("青禾能源（演示）", "Qinghe Energy (demonstration)"), 500 * TONNE, False),
    DemoDonation(
        "jiangyun", Words("江运物流（演示）", "Jiangyun Logistics (demonstration)"), 300 * TONNE, False
    ),
    DemoDonation(
        "yunshan", Words("云山科技（演示）", "Yunshan Technology (demonstration)"), 200 * TONNE, True
    ),
)
