// Opening the signing key with a passkey: the browser asks it to prove its owner and to evaluate its PRF for the key's
// salt, and both go along with the form. Without this file, or where browser or key cannot, the passphrase remains.
(() => {
  const parts = [...document.querySelectorAll("[data-prf]")];
  if (!parts.length || !window.PublicKeyCredential || !navigator.credentials) return;

  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
  const text = (buffer) =>
    btoa(Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join(""))
      .replace(/\+/g, "-")
      .replace(/\//g, "_")
      .replace(/=+$/, "");

  const ask = async (part, token) => {
    const headers = { "X-CSRFToken": token, Accept: "application/json" };
    const answer = await fetch(part.dataset.prf, { method: "POST", headers });
    if (!answer.ok) throw new Error(String(answer.status));
    const asked = (await answer.json()).publicKey;
    asked.challenge = bytes(asked.challenge);
    asked.allowCredentials = asked.allowCredentials.map((known) => ({ ...known, id: bytes(known.id) }));
    const salts = asked.extensions.prf.evalByCredential;
    for (const name of Object.keys(salts)) salts[name] = { first: bytes(salts[name].first) };
    return navigator.credentials.get({ publicKey: asked });
  };

  // The PRF's answer is left out here: it goes beside the proof, not into it.
  const proof = ({ id, rawId, type, response }) =>
    JSON.stringify({
      id,
      rawId: text(rawId),
      type,
      response: Object.fromEntries(
        ["clientDataJSON", "authenticatorData", "signature", "userHandle"]
          .filter((name) => response[name])
          .map((name) => [name, text(response[name])]),
      ),
      clientExtensionResults: {},
    });

  const say = (part, which) => part.querySelectorAll("[data-said]").forEach((one) => (one.hidden = one.dataset.said !== which));

  const open = async (part) => {
    const { form } = part.querySelector("button");
    if ("first" in part.dataset && !form.elements.sandi.value) return form.elements.sandi.focus();
    say(part, "");
    part.querySelector("button").disabled = true;
    try {
      const key = await ask(part, form.elements.csrfmiddlewaretoken.value);
      const secret = key.getClientExtensionResults().prf?.results?.first;
      if (!secret) return say(part, "no-prf");
      form.elements.kunci_sandi.value = proof(key);
      form.elements.rahasia.value = text(secret);
      HTMLFormElement.prototype.submit.call(form);
    } catch {
      say(part, "failed");
    } finally {
      part.querySelector("button").disabled = false;
    }
  };

  const show = async () => {
    const able = await PublicKeyCredential.getClientCapabilities?.();
    if (able?.["extension:prf"] === false) return;
    parts.forEach((part) => {
      part.hidden = false;
      part.querySelector("button").addEventListener("click", () => open(part));
    });
  };
  // a page that comes back from the browser's memory brings no secret with it
  const forget = () => parts.forEach((part) => part.querySelectorAll("input").forEach((input) => (input.value = "")));
  addEventListener("pageshow", ({ persisted }) => persisted && forget());
  show();
})();
