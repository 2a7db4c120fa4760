// The live total. The server's engine has counted every option before (footprint/calculation/table.py); this
// looks up and adds whole grams, so that it needs no network but for one table of each city.
// Without this file the form works the same, on submit.
(() => {
  const form = document.getElementById("questions");
  const output = document.getElementById("total");
  const origin = document.getElementById("origin");
  const tables = new Map(); // by address; a table never changes while the page is open
  const asking = new Set();
  let stay = JSON.parse(document.getElementById("table").textContent);
  let way = null; // of the city in the field, once it is known
  let city = "";
  let timer = 0;

  const field = (name) => form.elements[name];
  const whole = (name) => {
    const { value, placeholder, min, max, validity } = field(name);
    const text = value === "" && !validity.badInput ? placeholder : value;
    const number = /^\d{1,3}$/.test(text) ? Number(text) : -1;
    return number >= Number(min) && number <= Number(max) ? number : NaN;
  };

  const wayGrams = () => {
    const mode = field("mode").value;
    const grams = way && way.modes[mode];
    if (mode === "plane") return grams && grams[field("cabin").value];
    if (mode === "car") return grams && grams[field("fuel").value] && grams[field("fuel").value][whole("occupants") - 1];
    return grams;
  };

  const total = () => {
    const isFar = field("home").value === "far" && !(way && way.is_host);
    const parts = [stay.local[field("local_mode").value], stay.seat];
    if (field("meals")) parts.push(stay.meals[field("diet").value]?.[whole("meals")]);
    if (isFar) parts.push(wayGrams());
    if (isFar && field("nights")) parts.push(stay.hotel[whole("sharers") - 1]?.[whole("nights")]);
    return parts.reduce((sum, grams) => sum + (grams ?? NaN), 0);
  };

  const print = () => {
    const grams = total();
    output.hidden = Number.isNaN(grams);
    if (!output.hidden) output.firstElementChild.textContent = formatGrams(grams);
  };

  const table = async (parameters) => {
    const address = form.dataset.table + "?" + new URLSearchParams({ v: form.dataset.version, ...parameters });
    if (!tables.has(address) && !asking.has(address)) {
      asking.add(address);
      try {
        const response = await fetch(address);
        if (response.ok) tables.set(address, await response.json());
      } catch {
        // no network just now: the next answer asks again, and the form itself still works
      }
      asking.delete(address);
    }
    return tables.get(address) ?? null;
  };

  // Only ways that exist from there, and the usual one, unless the reader has chosen another that exists.
  const offer = () => {
    const boxes = [...form.querySelectorAll("[name=mode]")];
    const isKnown = Boolean(way && !way.is_host && way.usual in way.modes);
    for (const box of boxes) box.parentElement.hidden = isKnown && !(box.value in way.modes);
    if (!isKnown) return;
    const chosen = boxes.find((box) => box.checked);
    if (!chosen || chosen.parentElement.hidden || !chosen.dataset.own) {
      for (const box of boxes) box.checked = box.value === way.usual;
    }
    for (const [name, mode] of [["cabin", "plane"], ["fuel", "car"]]) {
      const options = [...field(name).options];
      for (const option of options) option.hidden = option.disabled = !(option.value in (way.modes[mode] ?? {}));
      if (field(name).selectedOptions[0]?.disabled) field(name).value = options.find((it) => !it.disabled)?.value;
    }
  };

  const showDistance = () => {
    const place = document.getElementById("local-km");
    place.textContent = stay.local_km;
    place.parentElement.hidden = false;
  };

  const findWay = async () => {
    const typed = origin.value.trim();
    const venue = field("venue").value;
    city = typed;
    const found = typed && field("home").value === "far" ? await table({ venue, origin: typed }) : null;
    if (city !== typed || field("venue").value !== venue) return; // another one was typed meanwhile
    way = found;
    offer();
    print();
  };

  const findStay = async () => {
    const venue = field("venue").value;
    const found = await table({ venue });
    if (found && field("venue").value === venue) stay = found;
    showDistance();
    print();
  };

  const changed = ({ target, type }) => {
    if (target === origin || target.name === "home") {
      clearTimeout(timer);
      if (origin.value.trim() !== city) way = null;
      timer = setTimeout(findWay, type === "change" ? 0 : 300);
    }
    if (target.name === "venue") {
      way = null;
      findStay();
      findWay();
    }
    print();
    if (!way && type === "change" && field("home").value === "far") findWay();
  };

  form.addEventListener("click", ({ target }) => {
    if (target.name === "mode") target.dataset.own = "yes"; // also where it was suggested, and is confirmed
  });
  form.addEventListener("input", changed);
  form.addEventListener("change", changed);
  const start = () => {
    if (origin.value) {
      // The answers came back, from the server or from the browser's history: they are the reader's own.
      form.querySelector("[name=mode]:checked")?.setAttribute("data-own", "yes");
      findWay();
    }
    if (field("venue").selectedOptions?.[0].defaultSelected === false) findStay();
    print();
  };

  showDistance();
  start();
  addEventListener("pageshow", start); // by then a browser that goes back has filled the form again
})();
