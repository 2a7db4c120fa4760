// Reading QR codes: by the browser's own BarcodeDetector where it has one, else by the vendored decoder.

import { decodeQR } from "../../vendor/qr/decode.js";

const SIDE_MAX = 1600; // pixels: enough for a code on a photograph of a whole paper
const LOOK_AGAIN = 150; // milliseconds between two looks through the camera
const CODES_LENGTH_MAX = 2000;

// What a picture's QR code says, or null. `picture` is whatever can be drawn on a canvas.
export const readCode = async (picture, width, height) => {
  const detector = await ownDetector();
  if (detector) {
    const [found] = await detector.detect(picture);
    if (found) return found.rawValue.slice(0, CODES_LENGTH_MAX);
  }
  for (const side of [SIDE_MAX, SIDE_MAX / 2]) {
    const scale = Math.min(1, side / Math.max(width, height));
    const said = decoded(picture, Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale)));
    if (said !== null) return said.slice(0, CODES_LENGTH_MAX);
  }
  return null;
};

// What the QR code in a picture's file says, or null; it throws where the file is no picture.
export const readPicture = async (file) => {
  const bitmap = await createImageBitmap(file);
  try {
    return await readCode(bitmap, bitmap.width, bitmap.height);
  } finally {
    bitmap.close();
  }
};

const ownDetector = async () => {
  try {
    const known = await BarcodeDetector.getSupportedFormats();
    return known.includes("qr_code") ? new BarcodeDetector({ formats: ["qr_code"] }) : null;
  } catch {
    return null; // not in this browser
  }
};

const decoded = (picture, width, height) => {
  const canvas = Object.assign(document.createElement("canvas"), { width, height });
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context.drawImage(picture, 0, 0, width, height);
  const { data } = context.getImageData(0, 0, width, height);
  try {
    return decodeQR({ width, height, data });
  } catch {
    return null; // no code in it
  }
};

// Looks through the camera until it sees a code. Nothing of the picture is kept.
export class Camera {
  constructor(video) {
    this.video = video;
    this.stream = null;
    this.stopped = false;
  }

  // What the code says, or null when it was stopped. Throws where there is no camera, or nobody allowed it.
  async look() {
    this.stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" }, audio: false });
    try {
      if (this.stopped) return null; // while the person was asked for permission
      this.video.srcObject = this.stream;
      await this.video.play();
      while (!this.stopped) {
        const { videoWidth, videoHeight } = this.video;
        const said = videoWidth ? await readCode(this.video, videoWidth, videoHeight) : null;
        if (said) return said;
        await new Promise((resume) => setTimeout(resume, LOOK_AGAIN));
      }
      return null;
    } finally {
      this.stop();
    }
  }

  // Lets the camera go, also one that is granted only after this.
  stop() {
    this.stopped = true;
    for (const track of this.stream?.getTracks() ?? []) track.stop();
    if (this.stream && this.video.srcObject === this.stream) this.video.srcObject = null;
    this.stream = null;
  }
}
