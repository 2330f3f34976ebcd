// Verifies the signed payload of a letter's QR in the browser, with no network.
// lorong/kernel/documents/payload.py writes it: base32 of UTF-8 text and a raw ECDSA P-256 signature (64 bytes).

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

function fromBase32(text) {
  const bytes = [];
  let held = 0;
  let bits = 0;
  for (const letter of text) {
    const value = ALPHABET.indexOf(letter);
    if (value < 0) return null;
    held = ((held << 5) | value) & 0xfff;
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      bytes.push((held >> bits) & 0xff);
    }
  }
  return new Uint8Array(bytes);
}

function day(text) {
  return text ? `20${text.slice(0, 2)}-${text.slice(2, 4)}-${text.slice(4, 6)}` : "";
}

/**
 * Reads a payload (what stands after # in the address) with the city's public key.
 * Gives { valid, code, number, title, subject, unit, second, signedOn, validUntil, expired } with days as "2026-07-28";
 * second is the office that signed too, or "". Gives { valid: false } when the payload is not the city's. It cannot know
 * of a revocation: say so beside the answer.
 */
export async function verifyPayload(payload, jwk, today = new Date()) {
  const raw = payload.length <= 300 ? fromBase32(payload) : null;
  if (!raw || raw.length <= 64) return { valid: false };
  const body = raw.slice(0, -64);
  const algorithm = { name: "ECDSA", namedCurve: "P-256" };
  const key = await crypto.subtle.importKey("jwk", jwk, algorithm, false, ["verify"]);
  const right = await crypto.subtle.verify({ name: "ECDSA", hash: "SHA-256" }, key, raw.slice(-64), body);
  if (!right) return { valid: false };
  const parts = new TextDecoder().decode(body).split("|");
  if (parts.length !== { 1: 8, 2: 9 }[parts[0]]) return { valid: false };
  const [, code, number, title, subject, unit, signed, until, second = ""] = parts;
  const validUntil = day(until);
  const local = new Date(today.getTime() - today.getTimezoneOffset() * 60000).toISOString().slice(0, 10);
  const expired = validUntil !== "" && local > validUntil;
  return { valid: true, code, number, title, subject, unit, second, signedOn: day(signed), validUntil, expired };
}
