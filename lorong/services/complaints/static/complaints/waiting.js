// What waits for a signal: kept on this telephone with its files, sent once by its key, with the time at which it was made.
// A page runs this; and the browser itself, as a worker, when the network is back and no page is open (Background Sync).
(() => {
  "use strict";
  const page = self.document;
  const script = page?.currentScript;
  const STORE = "antre";
  const SECOND = 1000;
  const promised = (request) => new Promise((done, failed) => {
    request.onsuccess = () => done(request.result);
    request.onerror = () => failed(request.error);
  });
  const within = async (mode, act) => {
    const opening = indexedDB.open(STORE, 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore(STORE, { keyPath: "key" });
    const base = await promised(opening);
    try {
      return await promised(act(base.transaction(STORE, mode).objectStore(STORE)));
    } finally {
      base.close();
    }
  };
  const news = "BroadcastChannel" in self ? new BroadcastChannel(STORE) : null;
  const changed = () => { news?.postMessage(STORE); return page && draw(); };
  const put = (one) => within("readwrite", (store) => store.put(one));
  const drop = (key) => within("readwrite", (store) => store.delete(key));
  const all = () => within("readonly", (store) => store.getAll());
  // What its owner must answer first waits for a day, then it goes without the answer; at once when no page is open to ask on.
  const PATIENCE = 24 * 3600 * SECOND;
  const alone = (one) => !page || Boolean(one.asked && Date.now() - one.asked > PATIENCE);
  const stopped = (one) => Boolean(one.why || one.out) && !(one.asked && alone(one));

  // `one`: {key, kind, me, title, to, token, named, at, fields: [[name, value]], files: [[name, file]]}. named: the field that carries
  // `at`. Who made it sends it: another account on the same telephone does not.
  const posted = async (one) => {
    const { token, me } = await (await fetch(one.token, { cache: "no-store" })).json();
    if (one.me && one.me !== me) return null;
    const body = new FormData();
    one.fields.forEach(([name, value]) => body.append(name, value));
    one.files.forEach(([name, file]) => body.append(name, file, file.name || "foto.jpg"));
    body.set("kunci", one.key);
    body.set(one.named, one.at);
    body.set("dikirim", new Date().toISOString());
    if (alone(one)) body.set("sendiri", "1");
    return fetch(one.to, { method: "POST", body, headers: { "X-CSRFToken": token, Accept: "application/json" } });
  };
  // Gives what the city said; null when the network, the server or its owner is away, and it waits on.
  const deliver = async (one) => {
    const answer = await posted(one).catch(() => null);
    if (!answer || answer.status >= 500 || answer.status === 429) return null;
    const said = answer.redirected ? null : await answer.json().catch(() => null);
    const elsewhere = answer.redirected ? answer.url : one.from;
    const asked = answer.status === 202 && !alone(one) ? Date.now() : 0;
    if (answer.status === 201) await drop(one.key);
    else await put({ ...one, asked, why: said ? said.sebab : " ", field: said?.isian, out: !said ? elsewhere : said.isian ? "" : said.url });
    await changed();
    return said;
  };
  // One tab sends at a time; what another has sent meanwhile is not there any more.
  const byTurns = (act) => (navigator.locks ? navigator.locks.request(STORE, act) : act());
  const everything = () => byTurns(async () => {
    for (const one of await all()) if (!stopped(one)) await deliver(one);
    return (await all()).filter((one) => !stopped(one)).length;
  });
  if (!page) {
    self.addEventListener("install", () => self.skipWaiting());
    self.addEventListener("sync", (event) => event.waitUntil(everything().then((left) => {
      if (left) throw new Error("later"); // the browser comes back to it
    })));
    return;
  }

  // ---- what the page shows of it
  const box = page.querySelector("[data-waiting-kind]");
  const kind = box?.dataset.waitingKind;
  const kept = page.querySelector("[data-away-page]"); // a page of the telephone itself: it knows nobody
  const me = page.body.dataset.me || (kept && localStorage.getItem("pemilik")) || "";
  const row = (one) => {
    const made = box.querySelector("[data-waiting-row]").content.cloneNode(true);
    const find = (selector) => made.querySelector(selector);
    const mine = !one.me || one.me === me;
    find("strong").textContent = mine ? one.title : box.dataset.others;
    find(".muted").textContent = new Date(one.at).toLocaleString(page.documentElement.lang);
    find(".err").textContent = (mine && one.why?.trim()) || (one.why && box.dataset.refused) || "";
    find(".err").hidden = !one.why;
    find("a").hidden = !one.out;
    find("a").href = one.out || "";
    const [label, again] = [find("label"), find("[data-send-again]")];
    const input = label?.querySelector("input");
    if (label) label.hidden = one.field !== input.name;
    again.hidden = !one.why || Boolean(one.out) || !mine;
    again.addEventListener("click", async () => {
      if (input?.value) one.fields = [...one.fields.filter(([name]) => name !== input.name), [input.name, input.value]];
      await put({ ...one, why: "", field: "", out: "" });
      await everything();
    });
    find("[data-throw]").addEventListener("click", async () => { await drop(one.key); await changed(); });
    return made;
  };
  const draw = async () => {
    if (!box) return;
    const whole = await all();
    const here = whole.filter((one) => one.kind === kind && (!one.me || !me || one.me === me));
    localStorage.setItem(STORE, whole.length || ""); // a page that would begin at the first touch begins at once
    box.hidden = !here.length;
    const title = box.querySelector("[data-waiting-title]");
    title.textContent = title.dataset.waitingTitle.replace("#", here.length);
    box.querySelector("[data-waiting-list]").replaceChildren(...here.map(row));
  };

  const bell = "SyncManager" in self ? navigator.serviceWorker?.register(script.src).catch(() => null) : null;
  const keep = async (one) => {
    await put({ kind, me, token: script.dataset.token, from: location.pathname, ...one });
    bell?.then((worker) => worker?.sync.register(STORE)).catch(() => {});
    await changed();
  };
  const sent = (key) => byTurns(async () => {
    const one = await within("readonly", (store) => store.get(key));
    return one ? deliver(one) : null;
  });
  let pause = 5 * SECOND;
  const again = async () => {
    const left = await (navigator.onLine ? everything() : all().then((kept) => kept.length)).catch(() => 1);
    pause = left ? Math.min(pause * 2, 300 * SECOND) : 5 * SECOND;
    if (left) setTimeout(again, pause);
  };
  // What a page needs without a network is fetched once a day, by whoever has begun to use it.
  const provide = async () => {
    const { larder, stock } = script.dataset;
    const today = `${new Date().toDateString()} ${stock}`;
    if (!stock || !navigator.onLine || !("caches" in window) || localStorage.getItem(larder) === today) return;
    const [shelf, parts] = [await caches.open(larder), stock.split(" ")];
    await Promise.all(parts.map(async (part) => shelf.put(part, await fetch(part, { credentials: "omit" }))));
    await Promise.all((await shelf.keys()).filter(({ url }) => !parts.includes(new URL(url).pathname)).map((old) => shelf.delete(old)));
    localStorage.setItem(larder, today);
  };
  const key = () => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

  window.antre = { keep, sent, again, key, me };
  if (!("indexedDB" in window)) return;
  news?.addEventListener("message", draw);
  addEventListener("online", () => { pause = SECOND; again(); });
  box?.querySelector("[data-waiting-send]").addEventListener("click", () => everything());
  const told = page.querySelector("[data-told]")?.dataset.told;
  (told ? drop(told).then(changed) : draw()).then(again).catch(() => {});
  provide().catch(() => {});
})();
