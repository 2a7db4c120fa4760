// The page's hands: takes files, pictures and the camera, and shows what was found. It sends nothing anywhere.

import { utf8 } from "./bytes.js";
import { check } from "./checks.js";
import { Camera, readPicture } from "./codes.js";
import { readKeys } from "./document.js";
import { PDF_BYTES_MAX } from "./pdf.js";
import { Words, codeElement, element, reportElement } from "./report.js";

const PICTURE = /^image\//;

const embedded = (id) => document.getElementById(id).textContent;

export class Desk {
  // `place` holds the desk; `tongue` is zh-hans or en. Words and keys stand in the page.
  constructor(place, tongue) {
    this.place = place;
    this.words = new Words(JSON.parse(embedded("verify-words")), tongue);
    this.site = JSON.parse(embedded("verify-keys")).site;
    this.keys = readKeys(utf8(embedded("verify-keys")));
    this.keys.catch(() => {}); // told when a file is checked
    this.camera = null;
    this.turn = 0; // what was asked last; an answer to something earlier is dropped
  }

  start() {
    const [files, scan] = [this.part("files"), this.part("scan")];
    files.addEventListener("change", () => files.files.length && this.take(files.files[0]));
    document.addEventListener("dragover", (event) => this.hover(event, true));
    document.addEventListener("dragleave", (event) => event.relatedTarget === null && this.hover(event, false));
    document.addEventListener("drop", (event) => {
      this.hover(event, false);
      if (event.dataTransfer.files.length) this.take(event.dataTransfer.files[0]);
    });
    if (navigator.mediaDevices?.getUserMedia) {
      scan.hidden = false;
      scan.addEventListener("click", () => this.scan());
    }
    this.part("stop").addEventListener("click", () => this.camera?.stop());
    this.place.hidden = false;
  }

  part(name) {
    return this.place.querySelector(`[data-part=${name}]`);
  }

  hover(event, isOver) {
    event.preventDefault();
    this.part("drop").classList.toggle("over", isOver);
  }

  // Checks a file: a picture for its QR code, anything else as a paper or a document.
  async take(file) {
    const turn = this.next();
    this.say("reading");
    try {
      const found = PICTURE.test(file.type) ? await this.ofPicture(file) : await this.ofFile(file);
      if (turn === this.turn) this.show(found);
    } catch {
      if (turn === this.turn) this.say(crypto.subtle ? "broken" : "no-crypto");
    }
    this.part("files").value = ""; // so that the same file can be chosen again
  }

  next() {
    this.camera?.stop();
    this.part("view").hidden = true;
    this.turn += 1;
    return this.turn;
  }

  async ofFile(file) {
    const bytes = new Uint8Array(await file.slice(0, PDF_BYTES_MAX + 1).arrayBuffer());
    return reportElement(await check(bytes, await this.keys), file.name, this.words, this.site);
  }

  async ofPicture(file) {
    return codeElement(await readPicture(file).catch(() => null), this.words, this.site);
  }

  async scan() {
    const turn = this.next();
    const view = this.part("view");
    this.camera = new Camera(view.querySelector("video"));
    view.hidden = false;
    this.say("looking");
    try {
      const said = await this.camera.look();
      if (turn !== this.turn) return;
      if (said === null) this.say("stopped");
      else this.show(codeElement(said, this.words, this.site));
    } catch {
      if (turn !== this.turn) return;
      this.say("no-camera");
    }
    view.hidden = true;
  }

  say(name) {
    this.put(element("p", { className: "notice", textContent: this.words.page(name) }));
  }

  show(shown) {
    this.put(shown);
    const heading = shown.querySelector("h2");
    heading.focus({ preventScroll: true });
    shown.scrollIntoView({ block: "start" });
  }

  put(shown) {
    this.part("found").replaceChildren(shown);
  }
}
