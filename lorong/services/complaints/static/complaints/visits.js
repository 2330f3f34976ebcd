// Pictures from the place: where they were taken, and none lost without a signal. Kept on this telephone, sent once.
(() => {
  "use strict";
  const { token } = document.currentScript.dataset;
  const STORE = "kunjungan";
  const SECOND = 1000;
  const me = document.body.dataset.me || "";
  const promised = (request) => new Promise((done, failed) => {
    request.onsuccess = () => done(request.result);
    request.onerror = () => failed(request.error);
  });
  const within = async (mode, act) => {
    const opening = indexedDB.open("tugas", 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore(STORE, { keyPath: "key" });
    const base = await promised(opening);
    try {
      return await promised(act(base.transaction(STORE, mode).objectStore(STORE)));
    } finally {
      base.close();
    }
  };
  const news = "BroadcastChannel" in window ? new BroadcastChannel("tugas") : null;
  const changed = () => { news?.postMessage("changed"); return draw(); };
  const put = (one) => within("readwrite", (store) => store.put(one));
  const drop = (key) => within("readwrite", (store) => store.delete(key));
  // Another officer's pictures on the same telephone wait for that officer.
  const waiting = async () => (await within("readonly", (store) => store.getAll())).filter((one) => one.me === me);

  const box = document.querySelector("[data-waiting-visits]");
  const row = (one) => {
    const made = box.querySelector("[data-waiting-row]").content.cloneNode(true);
    const find = (selector) => made.querySelector(selector);
    find("strong").textContent = one.title;
    find(".muted").textContent = new Date(one.taken).toLocaleString(document.documentElement.lang);
    find(".err").textContent = one.why || "";
    find(".err").hidden = !one.why;
    const [link, label, again] = [find("a"), find("label"), find("[data-send-again]")];
    link.hidden = !one.out;
    link.href = one.out || "";
    label.hidden = one.field !== "sebab";
    const typed = label.querySelector("input");
    again.hidden = !one.why;
    again.addEventListener("click", async () => {
      if (typed.value) one.fields = [...one.fields.filter(([name]) => name !== "sebab"), ["sebab", typed.value]];
      await put({ ...one, why: "", field: "", out: "" });
      await everything();
    });
    find("[data-throw]").addEventListener("click", async () => { await drop(one.key); await changed(); });
    return made;
  };
  const draw = async () => {
    if (!box) return;
    const all = await waiting();
    box.hidden = !all.length;
    const title = box.querySelector("[data-waiting-title]");
    title.textContent = title.dataset.waitingTitle.replace("#", all.length);
    box.querySelector("[data-waiting-list]").replaceChildren(...all.map(row));
  };

  // Gives the answer of the city; null when the network or the server is away, and it waits on.
  const posted = async (one) => {
    const body = new FormData();
    one.fields.forEach(([name, value]) => body.append(name, value));
    body.append("foto", one.photo, one.photo.name || "foto.jpg");
    body.set("kunci", one.key);
    body.set("diambil", one.taken);
    body.set("dikirim", new Date().toISOString());
    const { token: csrf } = await (await fetch(token, { cache: "no-store" })).json();
    return fetch(one.action, { method: "POST", body, headers: { "X-CSRFToken": csrf, Accept: "application/json" } });
  };
  const deliver = async (one) => {
    const answer = await posted(one).catch(() => null);
    if (!answer || answer.status >= 500 || answer.status === 429) return null;
    if (answer.status === 201) {
      await drop(one.key);
      await changed();
      return answer.json().catch(() => ({}));
    }
    const said = await answer.json().catch(() => null);
    if (answer.redirected || !said) await put({ ...one, why: box?.dataset.refused || " ", out: answer.redirected ? answer.url : location.pathname });
    else await put({ ...one, why: said.sebab, field: said.isian });
    await changed();
    return said;
  };
  const alone = (act) => (navigator.locks ? navigator.locks.request("tugas", act) : act());
  const everything = () => alone(async () => {
    for (const one of await waiting()) if (!one.why) await deliver(one);
  });
  const sent = (key) => alone(async () => {
    const one = await within("readonly", (store) => store.get(key));
    return one ? deliver(one) : null;
  });
  let pause = 5 * SECOND;
  const again = async () => {
    if (navigator.onLine) await everything().catch(() => {});
    const left = (await waiting()).filter((one) => !one.why).length;
    pause = left ? Math.min(pause * 2, 300 * SECOND) : 5 * SECOND;
    if (left) setTimeout(again, pause);
  };

  // ---- where one stands
  const metres = (lat, lon, other, far) => {
    const rad = Math.PI / 180;
    const across = Math.sin(((other - lat) * rad) / 2) ** 2
      + Math.cos(lat * rad) * Math.cos(other * rad) * Math.sin(((far - lon) * rad) / 2) ** 2;
    return Math.round(2 * 6371008.8 * Math.asin(Math.min(1, Math.sqrt(across))));
  };
  const position = () => new Promise((done) => {
    if (!("geolocation" in navigator)) return done(null);
    navigator.geolocation.getCurrentPosition(({ coords }) => done(coords), () => done(null), {
      enableHighAccuracy: true, timeout: 15000, maximumAge: 30000,
    });
  });
  const locate = async (form) => {
    const said = form.querySelector("[data-away]");
    const why = form.querySelector("[data-why]");
    const here = await position();
    form.elements.lintang.value = here ? here.latitude.toFixed(6) : "";
    form.elements.bujur.value = here ? here.longitude.toFixed(6) : "";
    const { lat, lon, reach } = form.dataset;
    const off = here && lat ? metres(+lat, +lon, here.latitude, here.longitude) : null;
    const far = off !== null && off > +reach;
    const text = !here ? said.dataset.none : off === null ? said.dataset.known : far ? said.dataset.far : said.dataset.at;
    said.textContent = text.replace("#", off);
    why.toggleAttribute("data-asked", far || (!here && Boolean(lat)));
    return !why.hasAttribute("data-asked");
  };
  const key = () => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

  const ready = (form) => {
    const field = (name) => form.elements[name];
    let located = null;
    const tick = form.querySelector("[data-claim]");
    const claims = () => tick && (tick.hidden = new FormData(form).get("jenis") !== "after" || !tick.querySelector("input").value);
    claims();
    const button = form.querySelector("[data-locate]");
    button.hidden = false;
    button.addEventListener("click", () => (located = locate(form)));
    form.addEventListener("change", ({ target }) => {
      claims();
      if (target.name !== "foto" || !target.files.length) return;
      field("diambil").value = new Date().toISOString();
      located = locate(form);
    });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      event.stopImmediatePropagation();
      if (form.getAttribute("aria-busy")) return;
      form.setAttribute("aria-busy", "true");
      go().finally(() => form.removeAttribute("aria-busy"));
    }, true);
    const go = async () => {
      const photo = field("foto").files[0];
      if (!photo) return field("foto").focus();
      const near = await (located ||= locate(form));
      if (!near && !field("sebab").value.trim()) return field("sebab").focus();
      const fields = [...new FormData(form)].filter(([name, value]) =>
        typeof value === "string" && !/^(csrfmiddlewaretoken|kunci|diambil|dikirim)$/.test(name));
      if (tick?.hidden) fields.splice(0, fields.length, ...fields.filter(([name]) => name !== "beres"));
      const one = {
        key: field("kunci").value || key(), me, action: form.getAttribute("action"), title: form.dataset.title, fields, photo,
        taken: field("diambil").value || new Date().toISOString(),
      };
      await put(one);
      form.reset();
      field("kunci").value = key();
      located = null;
      form.querySelector("[data-away]").textContent = "";
      form.querySelector(".picked").textContent = "";
      await changed();
      const answer = await sent(one.key);
      if (answer?.url && !answer.sebab) return location.assign(answer.url);
      box.scrollIntoView({ block: "start" });
      again();
    };
  };
  document.querySelectorAll("form[data-visit]").forEach(ready);
  const blank = document.querySelector("[data-visit-form]");
  document.querySelectorAll("[data-visit-here]").forEach((place) => {
    place.hidden = false;
    place.addEventListener("toggle", () => {
      if (!place.open || place.querySelector("form")) return;
      place.append(blank.content.cloneNode(true));
      const form = place.querySelector("form");
      const { action, title, lat, lon, reach, claim } = place.dataset;
      form.setAttribute("action", action);
      Object.assign(form.dataset, { title, reach, ...(lat ? { lat, lon } : {}) });
      form.elements.beres.value = claim;
      form.elements.kunci.value = key();
      ready(form);
    });
  });

  const from = document.querySelector("[data-from-here]");
  if (from) {
    from.hidden = !("geolocation" in navigator);
    from.addEventListener("click", async () => {
      const said = document.querySelector("[data-from-said]");
      const here = await position();
      if (!here) return (said.textContent = said.dataset.none);
      const address = new URLSearchParams(location.search);
      address.set("dari", `${here.latitude.toFixed(4)},${here.longitude.toFixed(4)}`);
      location.search = address;
    });
  }
  if (!("indexedDB" in window)) return;
  news?.addEventListener("message", draw);
  addEventListener("online", () => { pause = SECOND; again(); });
  box?.querySelector("[data-waiting-send]").addEventListener("click", () => everything());
  draw().then(again).catch(() => {});
})();
