// The live total and the suggestions for cities. Without this file the form works the same, on submit.
(() => {
  const form = document.getElementById("questions");
  const output = document.getElementById("total");
  const origin = document.getElementById("origin");
  const list = document.getElementById("places");
  let timer = 0;
  let asked = 0;

  const estimate = async () => {
    const turn = ++asked;
    const answers = new URLSearchParams(new FormData(form));
    answers.delete("key");
    try {
      const response = await fetch(form.dataset.estimate + "?" + answers);
      const result = await response.json();
      if (turn !== asked) return;
      output.hidden = !result.total;
      if (result.total) output.firstElementChild.textContent = result.total;
    } catch {
      output.hidden = true; // no network just now: the form itself still works
    }
  };

  const suggest = async () => {
    const text = origin.value.trim();
    if (!text) return;
    try {
      const response = await fetch(form.dataset.places + "?q=" + encodeURIComponent(text));
      const places = await response.json();
      list.replaceChildren(...places.results.map((place) => new Option("", place.name)));
    } catch {
      list.replaceChildren();
    }
  };

  form.addEventListener("input", (event) => {
    clearTimeout(timer);
    timer = setTimeout(estimate, 120);
    if (event.target === origin) suggest();
  });
  estimate();
})();
