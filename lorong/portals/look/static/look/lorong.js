// Conveniences for everybody. Every page works without them.
(() => {
  "use strict";
  const all = (selector) => [...document.querySelectorAll(selector)];
  const on = (name, act) => document.addEventListener(name, act);

  document.querySelector(".oops")?.focus();

  const close = (but) => all("details.menu[open]").forEach((menu) => (menu.open = menu === but));
  on("keydown", ({ key }) => key === "Escape" && close());
  on("click", ({ target }) => close(target.closest("details.menu")));

  // A smaller photo.
  const smaller = async (file) => {
    if (!/^image\/(jpeg|png)$/.test(file.type) || file.size < 1.5e6) return file;
    const picture = await createImageBitmap(file);
    const scale = Math.min(1, 2400 / Math.max(picture.width, picture.height));
    const canvas = new OffscreenCanvas(picture.width * scale, picture.height * scale);
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    const blob = await canvas.convertToBlob({ type: "image/jpeg", quality: 0.85 });
    return blob.size < file.size ? new File([blob], file.name + ".jpg", { type: blob.type }) : file;
  };
  const busy = new WeakMap();
  const picked = async (input) => {
    const box = new DataTransfer();
    for (const file of input.files) box.items.add(await smaller(file).catch(() => file));
    input.files = box.files;
    const words = [...box.files].map(({ name, size }) => `${name}, ${Math.max(size / 1e6, 0.1).toFixed(1).replace(".", ",")} MB`);
    input.closest(".pick").querySelector(".picked").textContent = words.join("; ");
  };
  on("change", ({ target }) => target.matches(".pick input") && busy.set(target.form, picked(target)));

  // A form is sent once; the server has its own key.
  on("submit", async (event) => {
    const form = event.target;
    if (form.getAttribute("method") !== "post" || "again" in form.dataset) return;
    if (form.dataset.gone) return event.preventDefault();
    if (busy.has(form)) {
      event.preventDefault();
      await busy.get(form);
      busy.delete(form);
      // Not within its own event.
      await new Promise((next) => setTimeout(next));
      return form.requestSubmit(event.submitter);
    }
    form.dataset.gone = "1";
    form.setAttribute("aria-busy", "true");
  });
  addEventListener("pageshow", () => all("form[data-gone]").forEach((form) => {
    delete form.dataset.gone;
    form.removeAttribute("aria-busy");
  }));

  // What was typed outlives a session, for a day and one person; never secrets.
  const secret = /nik|kk|sandi|pass|kode|otp|token|frasa/i;
  const drop = (key) => localStorage.removeItem(key);
  const forget = () => Object.keys(localStorage).filter((key) => /^(isian:|pemilik)/.test(key)).forEach(drop);
  const keep = (form) => {
    const key = "isian:" + form.dataset.keep;
    const fields = [...form.elements].filter((field) =>
      /^(text|email|number|textarea|select-one)$/.test(field.type) && !secret.test(field.name) && !("private" in field.dataset));
    const given = fields.map((field) => field.value); // as the city says it
    const { at, typed } = JSON.parse(localStorage.getItem(key) || "{}");
    const back = fields.filter(({ name, value }, i) =>
      Date.now() - at < 864e5 && typed[name]?.[0] === given[i] && typed[name][1] !== value);
    back.forEach((field) => (field.value = typed[field.name][1]));
    if (back.length) form.querySelector("[data-kept]")?.removeAttribute("hidden");
    form.addEventListener("input", () => {
      const typed = Object.fromEntries(fields.map(({ name, value }, i) => [name, [given[i], value]]));
      localStorage.setItem(key, JSON.stringify({ at: Date.now(), typed }));
    });
  };
  try {
    const me = document.body.dataset.me;
    if (me && localStorage.getItem("pemilik") !== me) {
      forget();
      localStorage.setItem("pemilik", me);
    }
    all("[data-sent]").forEach((note) => drop("isian:" + note.dataset.sent));
    all("form[data-forget]").forEach((form) => form.addEventListener("submit", forget));
    if (me) all("form[data-keep]").forEach(keep);
  } catch { /* no storage */ }
})();
