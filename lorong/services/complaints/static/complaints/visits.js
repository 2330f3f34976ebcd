// Pictures from the place: where they were taken, and none lost without a signal (waiting.js keeps and sends them).
(() => {
  "use strict";
  const { keep, sent, again, key, me } = window.antre;

  // ---- the list for the time without a network: on this telephone, for this officer and this day, gone when somebody signs out
  // or in (lorong.js clears what begins so). What residents wrote or photographed is not in it.
  const DAY = "isian:tugas";
  const HOURS = 14;
  const kept = document.querySelector("[data-keep-jobs]");
  if (kept && me) {
    const jobs = [...document.querySelectorAll("[data-visit-here]")].map(({ dataset }) => ({ ...dataset }));
    try {
      localStorage.setItem(DAY, JSON.stringify({ me, at: Date.now(), jobs }));
    } catch { /* no storage: no list */ }
  }
  const shelf = document.querySelector("[data-kept-jobs]");
  if (shelf) {
    const list = JSON.parse(localStorage.getItem(DAY) || "{}");
    const { at, jobs } = me && list.me === me && Date.now() - list.at < HOURS * 36e5 ? list : { jobs: [] };
    const said = document.querySelector("[data-kept-said]");
    const when = at && new Date(at).toLocaleString(document.documentElement.lang, { timeStyle: "short" });
    if (when) said.textContent = (jobs.length ? said.dataset.at : said.dataset.empty).replace("#", when);
    shelf.replaceChildren(...jobs.map((job) => {
      const row = document.querySelector("[data-kept-job]").content.cloneNode(true);
      row.querySelector("h2").textContent = job.title;
      row.querySelector("[data-place]").textContent = job.place;
      row.querySelector("[data-due]").textContent = job.due;
      row.querySelector("a").hidden = !job.way;
      row.querySelector("a").href = job.way;
      const { dataset } = row.querySelector("details");
      Object.assign(dataset, job);
      row.querySelector("details").open = location.pathname === job.action.replace(/[^/]+\/$/, "tugas/");
      return row;
    }));
    const busy = () => [...document.querySelectorAll("input[type=file]")].some((input) => input.files.length);
    setInterval(async () => {
      if (!navigator.onLine || busy()) return;
      if ((await fetch(location.href, { method: "HEAD" }).catch(() => null))?.ok) location.reload();
    }, 4000);
  }

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
        key: field("kunci").value || key(), to: form.getAttribute("action"), title: form.dataset.title, fields, files: [["foto", photo]],
        named: "diambil", at: field("diambil").value || new Date().toISOString(),
      };
      await keep(one);
      form.reset();
      field("kunci").value = key();
      located = null;
      form.querySelector("[data-away]").textContent = "";
      form.querySelector(".picked").textContent = "";
      const answer = await sent(one.key);
      if (answer?.url && !answer.sebab) return location.assign(answer.url);
      document.querySelector("[data-waiting-visits]").scrollIntoView({ block: "start" });
      again();
    };
  };
  document.querySelectorAll("form[data-visit]").forEach(ready);
  const blank = document.querySelector("[data-visit-form]");
  document.querySelectorAll("[data-visit-here]").forEach((place) => {
    place.hidden = false;
    const fill = () => {
      if (!place.open || place.querySelector("form")) return;
      place.append(blank.content.cloneNode(true));
      const form = place.querySelector("form");
      const { action, title, lat, lon, reach, claim } = place.dataset;
      form.setAttribute("action", action);
      Object.assign(form.dataset, { title, reach, ...(lat ? { lat, lon } : {}) });
      form.elements.beres.value = claim;
      form.elements.kunci.value = key();
      ready(form);
    };
    place.addEventListener("toggle", fill);
    fill();
  });

  const from = document.querySelector("[data-from-here]");
  if (from) {
    from.hidden = !("geolocation" in navigator);
    from.addEventListener("click", async () => {
      const said = document.querySelector("[data-from-said]");
      const here = await position();
      if (!here) return (said.textContent = said.dataset.none);
      const address = new URLSearchParams(location.search);
      address.set("dari", `${here.latitude.toFixed(3)},${here.longitude.toFixed(3)}`); // to 100 metres: the order needs no more
      location.replace(`?${address}`);
    });
  }
})();
