// The page of a new report: where the telephone is, smaller photos, likely kinds, and no loss without a network.
(() => {
  "use strict";
  const { extra, land, suggest, mapScript, send, keptPage } = document.currentScript.dataset;
  const drawing = () => window.peta || new Promise((done) => {
    document.head.append(Object.assign(document.createElement("script"), { src: mapScript, onload: done, onerror: done }));
  });
  // What the page got with this script: the list of what waits, room for a map, a way to look for a kind.
  const parts = ["[data-waiting-reports]", "[data-map-place]", "[data-find-kind]"];
  const [waits, place, seeker] = parts.map((part) => document.querySelector(part));
  const begin = () => {
  const form = document.querySelector("form[data-begin]");
  if (!form) return;
  form.dataset.report = ""; // from now on this script sends it
  form.before(waits);
  form.querySelector("[data-place-said]").after(place);
  form.querySelector('[data-field="jenis"]').before(seeker);
  const find = (selector) => form.querySelector(selector);
  const field = (name) => form.elements[name];
  const away = document.querySelector("[data-away-page]");
  const json = (url) => fetch(url).then((answer) => (answer.ok ? answer.json() : null)).catch(() => null);
  const text = (url) => fetch(url).then((answer) => (answer.ok ? answer.text() : "")).catch(() => "");

  // ---- photos: as small as they may be, with the place and time that the camera wrote into them
  const LARGEST = 2000;
  const exif = async (file) => {
    const bytes = new Uint8Array(await file.slice(0, 131072).arrayBuffer());
    for (let at = 2; bytes[at] === 0xff && at + 4 < bytes.length; ) {
      const size = bytes[at + 2] * 256 + bytes[at + 3] + 2;
      if (bytes[at + 1] === 0xe1 && bytes[at + 4] === 0x45) return upright(bytes.slice(at, at + size));
      at += size;
    }
    return null;
  };
  // The picture is turned while it is made smaller: its note about turning must not turn it again.
  const upright = (part) => {
    const view = new DataView(part.buffer);
    const little = view.getUint16(10) === 0x4949;
    const first = 10 + view.getUint32(14, little);
    for (let i = 0; i < view.getUint16(first, little); i++) {
      const entry = first + 2 + i * 12;
      if (view.getUint16(entry, little) === 0x0112) view.setUint16(entry + 8, 1, little);
    }
    return part;
  };
  const smaller = async (file) => {
    if (file.type !== "image/jpeg" || file.size < 1e6) return file;
    const picture = await createImageBitmap(file);
    const scale = Math.min(1, LARGEST / Math.max(picture.width, picture.height));
    const canvas = new OffscreenCanvas(picture.width * scale, picture.height * scale);
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    const blob = await canvas.convertToBlob({ type: "image/jpeg", quality: 0.82 });
    const note = await exif(file).catch(() => null);
    const parts = note ? [blob.slice(0, 2), note, blob.slice(2)] : [blob];
    const made = new File(parts, file.name, { type: "image/jpeg" });
    return made.size < file.size ? made : file;
  };
  const inputs = [...form.querySelectorAll("input[data-photo]")];
  const taken = []; // a camera gives one at a time: they add up here
  const thumbs = find("[data-thumbs]");
  const draw = async () => {
    thumbs.hidden = !taken.length;
    const drawn = await Promise.all(taken.map(async (photo, index) => {
      const canvas = document.createElement("canvas");
      canvas.width = canvas.height = 96;
      canvas.setAttribute("role", "img");
      canvas.setAttribute("aria-label", photo.name);
      const picture = await createImageBitmap(photo).catch(() => null);
      if (picture) {
        const side = Math.min(picture.width, picture.height);
        canvas.getContext("2d").drawImage(picture, (picture.width - side) / 2, (picture.height - side) / 2, side, side, 0, 0, 96, 96);
      }
      const button = document.createElement("button");
      button.type = "button";
      button.className = "thumb";
      button.append(canvas, Object.assign(document.createElement("span"), { textContent: "✕", ariaHidden: "true" }));
      button.addEventListener("click", () => { taken.splice(index, 1); draw(); });
      return button;
    }));
    thumbs.replaceChildren(...drawn);
  };
  const add = async (input) => {
    const chosen = [...input.files];
    input.value = "";
    for (const file of chosen) if (taken.length < 5) taken.push(await smaller(file).catch(() => file));
    draw();
  };
  inputs.forEach((input) => {
    input.addEventListener("change", (event) => {
      event.stopPropagation(); // made smaller here, with its note of place and time
      add(input);
    });
    if (input.files.length) add(input); // chosen before this script came
  });

  // ---- where
  const said = find("[data-place-said]");
  const put = (lat, lon, from, metres) => {
    field("lintang").value = lat.toFixed(6);
    field("bujur").value = lon.toFixed(6);
    field("akurasi").value = metres ?? "";
    field("dari").value = from;
    said.textContent = from === "device" ? said.dataset.got.replace("#", Math.round(metres)) : said.dataset.pinned;
  };
  const locate = find("[data-locate]");
  locate.hidden = !("geolocation" in navigator);
  locate.addEventListener("click", () => navigator.geolocation.getCurrentPosition(
    ({ coords }) => {
      put(coords.latitude, coords.longitude, "device", coords.accuracy);
      map?.to(coords.latitude, coords.longitude);
    },
    () => (said.textContent = said.dataset.none),
    { enableHighAccuracy: true, timeout: 15000, maximumAge: 60000 },
  ));
  let map = null;
  const opener = find("[data-open-map]");
  opener.addEventListener("click", async () => {
    place.hidden = !place.hidden;
    opener.setAttribute("aria-expanded", String(!place.hidden));
    if (map || place.hidden) return;
    const frame = place.querySelector("[data-map-frame]");
    [frame.innerHTML] = await Promise.all([text(land), drawing()]);
    map = frame.firstElementChild && window.peta?.(frame, { pick: true });
    if (field("lintang").value) map?.to(+field("lintang").value, +field("bujur").value);
    else if (field("wilayah").value) map?.area(field("wilayah").value);
  });
  field("wilayah").addEventListener("change", () => map?.area(field("wilayah").value));
  place.querySelector("[data-map-use]").onclick = () => {
    const { lat, lon } = map.centre();
    put(lat, lon, "pin");
    place.hidden = true;
    opener.setAttribute("aria-expanded", "false");
    opener.focus();
  };

  // ---- which kind: what the words speak of, and the questions it needs
  const chips = find("[data-suggestions]");
  const choose = (slug) => { field("jenis").value = slug; ask(); };
  // Looking for a kind: by its name and that of its group, and by words that residents use (the server knows them).
  const MOST = 6;
  const sought = (kinds) => {
    offer(seeker, kinds.slice(0, MOST));
    const said = seeker.querySelector("[role=status]");
    said.textContent = sought.box.value.trim() ? (kinds.length ? said.dataset.some.replace("#", kinds.length) : said.dataset.none) : "";
  };
  sought.box = seeker.querySelector("input");
  const seek = async () => {
    const words = sought.box.value.toLowerCase().split(/\s+/).filter(Boolean);
    const every = [...field("jenis").options].filter((one) => one.value);
    const fits = ({ text, parentElement }) => words.every((word) => `${text} ${parentElement.label || ""}`.toLowerCase().includes(word));
    const here = words.length ? every.filter(fits).map(({ value, text }) => ({ slug: value, nama: text })) : [];
    sought(here);
    if (away || sought.box.value.trim().length < 3) return;
    const asked = sought.box.value;
    const found = (await json(`${suggest}?teks=${encodeURIComponent(asked.slice(0, 80))}`))?.jenis || [];
    if (asked === sought.box.value) sought([...here, ...found.filter(({ slug }) => !here.some((one) => one.slug === slug))]);
  };
  let seeking = 0;
  sought.box.oninput = () => { clearTimeout(seeking); seeking = setTimeout(seek, 150); };
  sought.box.onkeydown = (event) => {
    if (event.key !== "Enter" && event.key !== "ArrowDown") return;
    event.preventDefault(); // not the sending of the form
    seeker.querySelector("button")?.focus();
  };
  let typing = 0;
  const guess = async () => {
    if (field("jenis").value || field("teks").value.trim().length < 8 || away) return;
    const found = (await json(`${suggest}?teks=${encodeURIComponent(field("teks").value.slice(0, 500))}`))?.jenis || [];
    chips.hidden = !found.length || field("jenis").value;
    offer(chips, found);
  };
  const offer = (room, kinds) => room.querySelector("ul").replaceChildren(...kinds.map(({ slug, nama }) => {
    const row = document.createElement("li");
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: nama, className: "btn btn-quiet btn-s" });
    button.addEventListener("click", () => { choose(slug); chips.hidden = true; sought([]); sought.box.value = ""; field("jenis").focus(); });
    row.append(button);
    return row;
  }));
  field("teks").addEventListener("input", () => { clearTimeout(typing); typing = setTimeout(guess, 600); });
  const asked = async (slug) => {
    if (!slug) return null;
    const page = document.createElement("template");
    if (!away) page.innerHTML = (await text(`${extra}?jenis=${slug}`)) || (await keptHere());
    return (away ? document : page.content).querySelector(`template[data-kind="${slug}"]`);
  };
  // Without a network: the questions of every kind stand on the page that the telephone has kept.
  const keptHere = async () => ("caches" in window && (await caches.match(keptPage, { ignoreVary: true }))?.text()) || "";
  const ask = async () => {
    const slug = field("jenis").value;
    const found = await asked(slug);
    if (slug !== field("jenis").value) return; // another one was chosen meanwhile
    const room = find("[data-extra]");
    room.replaceChildren(...(found ? [found.content.cloneNode(true)] : []));
    room.hidden = !found;
  };
  field("jenis").addEventListener("change", ask);
  if (field("jenis").value) ask();

  // ---- sending: first it is safe here, then it goes
  const now = () => new Date().toISOString();
  field("kunci").value ||= window.antre.key();
  const packed = () => {
    const fields = [...new FormData(form)].filter(([name, value]) =>
      typeof value === "string" && !/^(csrfmiddlewaretoken|kunci|ditulis|dikirim)$/.test(name));
    return {
      key: field("kunci").value, title: field("teks").value.trim().slice(0, 80), to: send, fields,
      named: "ditulis", at: field("ditulis").value || now(), files: taken.map((photo) => ["galeri", photo]),
    };
  };
  const whole = () => field("teks").value.trim() && field("jenis").value && (field("wilayah").value || field("lintang").value);
  const later = async () => {
    if (!whole()) return [...form.querySelectorAll("#id_teks, #id_jenis, #id_wilayah")].find((one) => !one.value)?.focus();
    const report = packed();
    await window.antre.keep(report);
    form.reset();
    taken.length = 0;
    field("kunci").value = window.antre.key();
    ["lintang", "bujur", "akurasi", "dari", "ditulis"].forEach((name) => (field(name).value = ""));
    said.textContent = "";
    await Promise.all([draw(), ask()]);
    form.removeAttribute("aria-busy");
    const box = document.querySelector("[data-waiting-reports]");
    box.scrollIntoView({ block: "start" });
    const answer = await window.antre.sent(report.key);
    if (answer?.url) location.assign(answer.url);
    else window.antre.again();
  };
  form.addEventListener("submit", (event) => {
    if (event.submitter?.name) return; // a button of the page itself: not the sending
    event.preventDefault();
    event.stopImmediatePropagation();
    if (form.getAttribute("aria-busy")) return;
    form.setAttribute("aria-busy", "true");
    go().finally(() => form.removeAttribute("aria-busy"));
  }, true);
  // With a network the server answers with a page: its mistakes stand at their fields.
  const go = async () => {
    if (!field("ditulis").value) field("ditulis").value = now();
    field("dikirim").value = now();
    if (away || !navigator.onLine) return later();
    const body = new FormData(form);
    inputs.forEach((input) => body.delete(input.name));
    taken.forEach((photo) => body.append("galeri", photo, photo.name));
    const answer = await fetch(form.action, { method: "POST", body }).catch(() => null);
    if (!answer || answer.status >= 500) return later();
    if (answer.redirected) return location.assign(answer.url);
    if (answer.status === 403) return later(); // the form's token is too old: what is kept is sent with a new one
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    document.title = page.title;
    document.querySelector("main").replaceWith(page.querySelector("main"));
    document.querySelector(".oops")?.focus();
    begin();
  };
  };
  begin();
})();
