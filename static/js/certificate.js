// Follows a certificate that is still on its way: asks after 1, 2, 3, 5, then every 8 seconds, for two minutes.
"use strict";
(() => {
  const page = document.getElementById("certificate");
  if (!page || !("waiting" in page.dataset)) return;
  const again = document.getElementById("again");
  const pauses = [1, 2, 3, 5, 8];
  const patience = 120;
  let asked = 0;
  let waited = 0;

  const pause = () => {
    if (waited >= patience) {
      again.hidden = false;
      return;
    }
    const seconds = pauses[Math.min(asked, pauses.length - 1)];
    asked += 1;
    waited += seconds;
    setTimeout(ask, seconds * 1000);
  };

  const ask = async () => {
    try {
      const answer = await fetch(page.dataset.status, { cache: "no-store" });
      if (answer.ok) {
        const { state, ready } = await answer.json();
        if (state !== page.dataset.state || String(ready) !== page.dataset.ready) {
          location.reload();
          return;
        }
      }
    } catch {
      // The network is away; the next turn asks again.
    }
    pause();
  };

  again.querySelector("button").addEventListener("click", () => {
    again.hidden = true;
    asked = waited = 0;
    ask();
  });
  pause();
})();
