// Search-as-you-type for a city: the combobox of the ARIA Authoring Practices, with a list to choose from.
// Without this file, or without a network, the field takes a typed name, and the server asks back if need be.
(() => {
  const input = document.getElementById("origin");
  const list = document.getElementById("cities");
  const status = document.getElementById("cities-status");
  const known = new Map(); // what was asked before needs no network
  let active = -1;
  let turn = 0;
  let timer = 0;

  const isOpen = () => !list.hidden;

  const mark = (index) => {
    active = index;
    [...list.children].forEach((option, number) => option.setAttribute("aria-selected", String(number === index)));
    if (index < 0) return input.removeAttribute("aria-activedescendant");
    input.setAttribute("aria-activedescendant", list.children[index].id);
    list.children[index].scrollIntoView({ block: "nearest" });
  };

  const close = () => {
    turn++; // an answer that is still on its way opens nothing
    clearTimeout(timer);
    if (isOpen()) status.textContent = "";
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    mark(-1);
  };

  const choose = (index) => {
    input.value = list.children[index].dataset.label;
    close();
    input.dispatchEvent(new Event("change", { bubbles: true }));
  };

  const option = (place, number) => {
    const item = document.createElement("li");
    const region = document.createElement("small");
    item.id = "city-" + number;
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", "false");
    item.dataset.label = place.name;
    region.textContent = place.region;
    item.append(place.city, region);
    return item;
  };

  const show = (places) => {
    list.replaceChildren(...places.map(option));
    active = -1;
    input.removeAttribute("aria-activedescendant");
    list.hidden = places.length === 0;
    input.setAttribute("aria-expanded", String(isOpen()));
    status.textContent = places.length ? status.dataset.found + " " + places.length : status.dataset.none;
  };

  const suggest = async () => {
    const text = input.value.trim();
    if (!text) return close();
    const mine = ++turn;
    try {
      if (!known.has(text)) {
        const response = await fetch(list.dataset.places + "?q=" + encodeURIComponent(text));
        if (!response.ok) return;
        known.set(text, (await response.json()).results);
      }
      if (mine === turn && document.activeElement === input) show(known.get(text));
    } catch {
      if (mine === turn) close(); // no network just now: what is typed will do
    }
  };

  const step = (by) => {
    const count = list.children.length;
    mark((active + by + count) % count);
  };

  const keys = {
    ArrowDown: () => (isOpen() ? step(1) : suggest()),
    ArrowUp: () => isOpen() && (active < 0 ? mark(list.children.length - 1) : step(-1)),
    Enter: (event) => {
      if (!isOpen() || active < 0) return close();
      event.preventDefault(); // chooses, and does not send the form
      choose(active);
    },
    Escape: () => close(),
    Tab: () => close(),
  };

  input.addEventListener("keydown", (event) => {
    if (event.isComposing || !keys[event.key]) return;
    if (event.key.startsWith("Arrow")) event.preventDefault();
    keys[event.key](event);
  });
  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(suggest, 120);
  });
  // The browser's own list stays away while ours is there, and only then: it keeps what is typed for "back".
  const itsOwn = input.autocomplete;
  input.addEventListener("focus", () => (input.autocomplete = "off"));
  for (const [target, name] of [[input, "blur"], [input.form, "submit"]]) {
    target.addEventListener(name, () => {
      input.autocomplete = itsOwn;
      close();
    });
  }
  list.addEventListener("pointerdown", (event) => event.preventDefault()); // the field keeps the focus
  list.addEventListener("click", (event) => {
    const item = event.target.closest("[role=option]");
    if (item) choose([...list.children].indexOf(item));
  });

  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-expanded", "false");
  input.setAttribute("aria-controls", list.id);
})();
