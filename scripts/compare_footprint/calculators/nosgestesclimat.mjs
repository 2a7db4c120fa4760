// Nos Gestes Climat 4.10.2 (MIT, ADEME): the French personal footprint, its model run by publicodes 1.10.1.
// Its own rules for one kilometre, one night and one meal are evaluated; cars take the questions' own answers.
import { readFileSync } from "node:fs"
import { createRequire } from "node:module"

const require = createRequire(process.env.COMPARE_NODE + "/")
const publicodes = require("publicodes")
const Engine = publicodes.default ?? publicodes
const model = require.resolve("@incubateur-ademe/nosgestesclimat").replace(/[^/]*$/, "") + "public/co2-model.FR-lang.fr.json"
const silent = { log() {}, warn() {}, error() {} }
const engine = new Engine(JSON.parse(readFileSync(model, "utf8")), { logger: silent, strict: { situation: false } })

const MEALS = { red: "viande rouge", white: "viande blanche", vegetarian: "végétarien", vegan: "végétalien" }
const WAYS = {
  hsr: "transport . train . TGV",
  coach: "transport . transports commun . car . impact par km",
  metro: "transport . transports commun . métro ou tram . impact par km métro",
  bus: "transport . transports commun . bus . impact par km",
}
const CARS = {
  petrol: { "transport . voiture . motorisation": "'thermique'", "transport . voiture . thermique . carburant": "'essence E5 ou E10'" },
  diesel: { "transport . voiture . motorisation": "'thermique'", "transport . voiture . thermique . carburant": "'gazole B7 ou B10'" },
  electric: { "transport . voiture . motorisation": "'électrique'" },
}

const MOTORBIKE = { "transport . deux roues . usager": "oui", "transport . deux roues . type": "'moto inf 250'" }

function value(rule, situation = {}) {
  const found = engine.setSituation(situation).evaluate(rule).nodeValue
  return typeof found === "number" ? found : null
}

function flight(kilometres) {
  const short = "transport . avion . court courrier . empreinte par km . "
  const long = "transport . avion . moyen et long courrier . empreinte par km . "
  if (kilometres <= 1000) return value(short + "entre 500 et 1000 km")
  if (kilometres <= 2000) return value(short + "entre 1000 et 2000 km")
  return value(long + (kilometres <= 5000 ? "entre 2000 et 5000 km" : "plus de 5000 km"))
}

function car(fuel, people) {
  const situation = {
    ...CARS[fuel],
    "transport . voiture . utilisateur": "'propriétaire'",
    "transport . voiture . gabarit": "'moyenne'",
    "transport . voiture . km": 12000,
    "transport . voiture . voyageurs": people,
  }
  const year = value("transport . voiture . empreinte calculée", situation)
  return year === null ? null : year / 12000
}

function perUnit(one) {
  if (one.kind === "flight") return one.what === "economy" ? flight(one.amount) : null
  if (one.kind === "meal") return value(`alimentation . plats . ${MEALS[one.what]} . empreinte`)
  if (one.kind === "stay") return value("logement . vacances . empreinte hotel par nuit")
  if (one.kind === "electricity") return value("logement . électricité . empreinte au kWh")
  if (one.what === "car") return car(one.fuel, one.people)
  if (one.what === "motorbike") return value("transport . deux roues . empreinte au km", MOTORBIKE)
  return WAYS[one.what] ? value(WAYS[one.what]) : null
}

const answers = {}
for (const one of JSON.parse(readFileSync(0, "utf8"))) {
  const kilograms = perUnit(one)
  answers[one.key] = kilograms === null ? null : (kilograms * one.amount).toFixed(3)
}
console.log(JSON.stringify(answers))
