// The kept page: reads what stands after # in the address (a QR's signed payload) and says what it holds.

const place = document.querySelector("[data-verify]");

function show(kind) {
  for (const part of place.querySelectorAll("[data-say]")) part.hidden = part.dataset.say !== kind;
}

function day(text, language) {
  if (!text) return "";
  return new Intl.DateTimeFormat(language, { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" }).format(
    new Date(`${text}T00:00:00Z`),
  );
}

function fill(found) {
  const { lang } = place.dataset;
  const shown = { ...found, signedOn: day(found.signedOn, lang), validUntil: day(found.validUntil, lang) };
  shown.code = `${found.code.slice(0, 3)}-${found.code.slice(3)}`;
  for (const part of place.querySelectorAll("[data-part]")) {
    part.textContent = shown[part.dataset.part] || part.dataset.none || "–";
  }
  for (const part of place.querySelectorAll("[data-needs]")) part.hidden = !shown[part.dataset.needs];
  for (const part of place.querySelectorAll("[data-pairs]")) part.hidden = false;
}

async function read() {
  const payload = location.hash.slice(1);
  if (!payload) return;
  const { kty, crv, x, y, verify } = place.dataset;
  const { verifyPayload } = await import(verify);
  const found = await verifyPayload(payload, { kty, crv, x, y });
  // The address says one code and the signature another: somebody put a good signature behind another address.
  const asked = location.pathname.match(/\/periksa\/([0-9A-Za-z-]{6,8})\/?$/);
  const same = !asked || asked[1].replace("-", "").toUpperCase() === found.code;
  show(!found.valid || !same ? "wrong" : found.expired ? "expired" : "valid");
  if (found.valid && same) fill(found);
  place.querySelector("[data-retry]").href = location.href;
}

read();
window.addEventListener("hashchange", read);
