// The page at /verify/. Without this script, the form for a number stands by itself.

import { Desk } from "./page.js";

const place = document.getElementById("verify");
new Desk(place, place.dataset.tongue).start();
