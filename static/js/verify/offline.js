// The page that is saved: it has both languages, and begins with the reader's.

import { Desk } from "./page.js";

const show = (tongue) => {
  const root = document.documentElement;
  const template = document.querySelector(`template[data-tongue=${tongue}]`);
  root.lang = tongue === "en" ? "en" : "zh-Hans";
  document.title = template.dataset.title;
  document.getElementById("main").replaceChildren(template.content.cloneNode(true));
  new Desk(document.getElementById("verify"), tongue).start();
};

const tongues = document.getElementById("tongues");
for (const button of tongues.querySelectorAll("button")) {
  button.addEventListener("click", () => show(button.dataset.tongue));
}
tongues.hidden = false;
show(navigator.language.toLowerCase().startsWith("zh") ? "zh-hans" : "en");
