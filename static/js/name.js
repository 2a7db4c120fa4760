// Says what paper cannot show as soon as a name is typed; without this the form says the same when it is sent.
(() => {
  const input = document.getElementById("name");
  const place = document.getElementById("name-error");
  let asked = 0;

  const show = (errors) => {
    if (errors.length) input.setAttribute("aria-invalid", "true");
    else input.removeAttribute("aria-invalid");
    place.replaceChildren(...errors.map((error) => {
      const line = document.createElement("p");
      line.className = "error";
      line.textContent = error;
      return line;
    }));
  };

  input.addEventListener("change", async () => {
    const question = ++asked;
    try {
      const answer = await fetch(input.dataset.check, {
        method: "POST",
        body: new URLSearchParams({ name: input.value }),
      });
      // Only the answer to the last question counts, and one that is no answer says nothing.
      if (answer.ok && question === asked) show((await answer.json()).errors);
    } catch {
      // Without a network nothing is said before the form is sent.
    }
  });
})();
