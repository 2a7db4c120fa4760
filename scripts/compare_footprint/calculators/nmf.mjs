// carbon-footprint 1.7.0 (GPL v3, NMF.earth): the factors of a phone application, metre by metre and joule by joule.
import { readFileSync } from "node:fs"
import { createRequire } from "node:module"

const require = createRequire(process.env.COMPARE_NODE + "/")
const { transport, meal, electricity } = require("carbon-footprint")

const METRES = 1000
const JOULES_PER_KWH = 3.6e6
const WAYS = {
  hsr: "train", coach: "longDistanceBus", bus: "shortDistanceBus", motorbike: "motorbike",
}
const CARS = { petrol: "fossilFueledCar", diesel: "fossilFueledCar", electric: "electricVehicle" }
const MEALS = { red: "highMeat", white: "mediumMeat", vegetarian: "vegetarian", vegan: "vegan" }

function flight(kilometres) {
  const haul = kilometres < 1000 ? "shortHaulFlight" : kilometres < 3500 ? "mediumHaulFlight" : "longHaulFlight"
  return transport[haul] * METRES
}

function perUnit(one) {
  if (one.kind === "flight") return one.what === "economy" ? flight(one.amount) : null
  if (one.kind === "meal") return meal[MEALS[one.what]]
  if (one.kind === "electricity") return electricity.china * JOULES_PER_KWH
  if (one.what === "car") return (transport[CARS[one.fuel]] * METRES) / one.people
  return WAYS[one.what] ? transport[WAYS[one.what]] * METRES : null
}

const answers = {}
for (const one of JSON.parse(readFileSync(0, "utf8"))) {
  const kilograms = perUnit(one)
  answers[one.key] = kilograms === null ? null : (kilograms * one.amount).toFixed(3)
}
console.log(JSON.stringify(answers))
