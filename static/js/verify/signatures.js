// Signatures by WebCrypto. Ed25519 is missing in older browsers: there, a vendored library checks it.

import { joined, unhex } from "./bytes.js";
import { verifyAsync } from "../../vendor/noble-ed25519/index.js";

const SPKI = unhex("3059301306072a8648ce3d020106082a8648ce3d03010703420004"); // P-256, and a point in full
const ECDSA = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };

// A key on P-256 from its SubjectPublicKeyInfo, or null where that is none.
export const p256Key = async (spki) => {
  if (spki.length !== 91 || !SPKI.every((byte, at) => byte === spki[at])) return null;
  try {
    return await crypto.subtle.importKey("spki", spki, ECDSA, false, ["verify"]);
  } catch {
    return null;
  }
};

// Whether 64 bytes, r and s, are the signature of a message.
export const p256Verify = (key, message, signature) => crypto.subtle.verify(ECDSA, key, signature, message);

export const ed25519Verify = async (key, message, signature) => {
  if (signature.length !== 64) return false;
  const imported = await ed25519Key(key);
  if (imported) return crypto.subtle.verify("Ed25519", imported, signature, message);
  try {
    return await verifyAsync(joined(signature), joined(message), joined(key), { zip215: false });
  } catch {
    return false;
  }
};

const ed25519Key = async (key) => {
  try {
    return await crypto.subtle.importKey("raw", key, "Ed25519", false, ["verify"]);
  } catch {
    return null;
  }
};
