// Follows a report that is being made: every three seconds it looks at the page anew, and says how far it is now.
"use strict";
(() => {
  const step = document.getElementById("step");
  const progress = document.getElementById("progress");

  const look = async () => {
    try {
      const answer = await fetch(location.href, { cache: "no-store" });
      if (answer.ok) {
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        const now = page.getElementById("step");
        if (!now) {
          location.reload();
          return;
        }
        // What has not changed is not said again.
        if (now.textContent !== step.textContent) step.replaceChildren(...now.childNodes);
        progress.value = page.getElementById("progress").value;
      }
    } catch {
      // The network is away; the next turn asks again.
    }
    setTimeout(look, 3000);
  };

  setTimeout(look, 3000);
})();
