// The pictures of a design's samples: one after the other, each when it comes near to what is seen, so that the page
// is there at once. Where a picture cannot be made, the reasons stand in its place. Without this script the browser
// loads them by itself.
"use strict";

const waiting = [];
let isBusy = false;

function says(place, words) {
  const said = document.createElement("span");
  said.className = "reasons";
  said.textContent = words;
  place.replaceChildren(said);
}

const TRIES = 20; // somebody else's page may take a minute

async function asked(address) {
  for (let tried = 1; ; tried += 1) {
    const answer = await fetch(address, { credentials: "same-origin" });
    if (answer.status !== 503 || tried === TRIES) return answer;
    await new Promise((resolve) => setTimeout(resolve, 3000));
  }
}

async function show(place) {
  place.setAttribute("aria-busy", "true");
  try {
    const answer = await asked(place.dataset.picture);
    const kind = answer.headers.get("Content-Type") || "";
    if (kind.startsWith("image/")) {
      await answer.arrayBuffer(); // kept by the browser, which is asked for the same address below
      const picture = new Image();
      picture.alt = place.dataset.words;
      picture.src = place.dataset.picture;
      await picture.decode();
      place.replaceChildren(picture);
    } else {
      says(place, kind.startsWith("text/plain") ? await answer.text() : String(answer.status));
    }
  } catch {
    says(place, "…");
  }
  place.removeAttribute("aria-busy");
}

async function work() {
  if (isBusy) return;
  isBusy = true;
  while (waiting.length) await show(waiting.shift());
  isBusy = false;
}

const near = new IntersectionObserver(
  (entries) => {
    for (const entry of entries) {
      if (!entry.isIntersecting) continue;
      near.unobserve(entry.target);
      waiting.push(entry.target);
    }
    work();
  },
  { rootMargin: "400px" },
);
for (const place of document.querySelectorAll("[data-picture]")) near.observe(place);
