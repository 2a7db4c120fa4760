"""atomic6ghg 1.1.1 (BSD): the simplified calculator of the US EPA with its emission factors hub of 2022.

Carbon dioxide, methane and nitrous oxide are added with the warming potentials of the same package.
"""

from importlib import import_module

from scripts.compare_footprint.cases import Case, answer_with

business_travel = import_module("atomic6ghg.formulas.business_travel")

KM_PER_MILE = 1.609344
SHORT_MILES, LONG_MILES = 300, 2300
RAIL_OR_BUS = {"hsr": "intercityRailNationalAverage", "metro": "transitRail", "coach": "bus", "bus": "bus"}
VEHICLES = {"car": "passengerCars", "taxi": "passengerCars", "motorbike": "motorcycle"}


def kg_of(case: Case) -> float | None:
    miles = case.amount / KM_PER_MILE
    if case.kind == "flight" and case.what == "economy":
        length = "shortHaul" if miles < SHORT_MILES else "mediumHaul" if miles < LONG_MILES else "longHaul"
        return _co2e("airBusinessTravel", {"flightLength": length, "passengerMiles": miles})
    if case.kind == "ride" and case.what in RAIL_OR_BUS:
        row = {"vehicleType": RAIL_OR_BUS[case.what], "passengerMiles": miles}
        return _co2e("railOrBusBusinessTravel", row)
    if case.kind == "ride" and case.what in VEHICLES and case.fuel in ("", "petrol"):
        row = {"vehicleType": VEHICLES[case.what], "vehicleMiles": miles}
        return _co2e("personalVehicleRentalCarOrTaxiBusinessTravel", row) / case.people
    return None


def _co2e(table: str, row: dict[str, object]) -> float:
    answer = business_travel.BusinessTravel({table: [row]}).to_dict()
    tonnes: float = answer["totalCO2EquivalentEmissions"]
    return tonnes * 1000


if __name__ == "__main__":
    answer_with(kg_of)
