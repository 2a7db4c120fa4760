// The progress of a guest list, looked up every few seconds while it moves. Without this script one reloads the page.
"use strict";

const EVERY_MS = 3000;

async function lookAgain() {
  const shown = document.getElementById("progress");
  try {
    const answer = await fetch(location.href, { credentials: "same-origin", cache: "no-store" });
    if (answer.ok && !answer.redirected) {
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.getElementById("progress");
      // Nothing is taken from under a finger or the keyboard.
      if (fresh && !shown.contains(document.activeElement)) shown.replaceWith(document.adoptNode(fresh));
    }
  } catch {
    // No network for a moment: the next look may succeed.
  }
  if (document.querySelector("#progress[data-moving]")) setTimeout(lookAgain, EVERY_MS);
}

setTimeout(lookAgain, EVERY_MS);
