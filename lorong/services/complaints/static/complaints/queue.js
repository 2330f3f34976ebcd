// Reports that wait for a signal: kept on this telephone with their photos, sent once when it is back.
(() => {
  "use strict";
  const { send, token, stock } = document.currentScript.dataset;
  const STORE = "laporan";
  const SECOND = 1000;
  const promised = (request) => new Promise((done, failed) => {
    request.onsuccess = () => done(request.result);
    request.onerror = () => failed(request.error);
  });
  const shelf = async () => {
    const opening = indexedDB.open("aduan", 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore(STORE, { keyPath: "key" });
    return promised(opening);
  };
  const within = async (mode, act) => {
    const base = await shelf();
    try {
      return await promised(act(base.transaction(STORE, mode).objectStore(STORE)));
    } finally {
      base.close();
    }
  };
  const news = "BroadcastChannel" in window ? new BroadcastChannel("aduan") : null;
  const changed = () => { news?.postMessage("changed"); return draw(); };
  const put = (one) => within("readwrite", (store) => store.put(one));
  const drop = (key) => within("readwrite", (store) => store.delete(key));
  const waiting = () => within("readonly", (store) => store.getAll());
  const keep = async (one) => { await put(one); await changed(); };
  const forget = async (key) => { await drop(key); await changed(); };

  const box = document.querySelector("[data-waiting-reports]");
  const row = (one) => {
    const made = box.querySelector("[data-waiting-row]").content.cloneNode(true);
    const [words, note] = [made.querySelector("strong"), made.querySelector("span .muted")];
    words.textContent = (one.fields.find(([name]) => name === "teks")?.[1] || "").slice(0, 80);
    note.textContent = [new Date(one.written).toLocaleString(document.documentElement.lang), one.why].filter(Boolean).join(" · ");
    const link = made.querySelector("a");
    if (one.url) {
      link.href = one.url;
      link.hidden = false;
    }
    made.querySelector("button").addEventListener("click", () => forget(one.key));
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

  const posted = async (one) => {
    const body = new FormData();
    one.fields.forEach(([name, value]) => body.append(name, value));
    one.photos.forEach((photo) => body.append("galeri", photo, photo.name || "foto.jpg"));
    body.set("kunci", one.key);
    body.set("ditulis", one.written);
    body.set("dikirim", new Date().toISOString());
    const { token: csrf } = await (await fetch(token, { cache: "no-store" })).json();
    return fetch(send, { method: "POST", body, headers: { "X-CSRFToken": csrf } });
  };
  // Gives where to go on; "" when the network or the server is away, and it waits on.
  const deliver = async (one) => {
    const answer = await posted(one).catch(() => null);
    if (!answer || answer.status >= 500 || answer.status === 429) return "";
    const said = await answer.json().catch(() => null);
    if (!said?.url) return "";
    if (answer.status === 201) await drop(one.key);
    else await put({ ...one, url: said.url, why: said.sebab });
    await changed();
    return said.url;
  };
  // One tab sends at a time; what another has sent meanwhile is not there any more.
  const alone = (act) => (navigator.locks ? navigator.locks.request("aduan", act) : act());
  const one = (key) => alone(async () => {
    const found = await within("readonly", (store) => store.get(key));
    return found ? deliver(found) : "";
  });
  const everything = () => alone(async () => {
    for (const item of await waiting()) if (!item.url) await deliver(item);
  });

  // What the page needs without a network is fetched once a day, by whoever comes near.
  const provide = async () => {
    const today = `${new Date().toDateString()} ${stock}`;
    if (!("caches" in window) || localStorage.getItem("aduan") === today) return;
    const larder = await caches.open("aduan");
    await Promise.all(stock.split(" ").map(async (part) => larder.put(part, await fetch(part, { credentials: "omit" }))));
    await Promise.all((await larder.keys()).filter(({ url }) => !stock.split(" ").includes(new URL(url).pathname)).map((old) => larder.delete(old)));
    localStorage.setItem("aduan", today);
  };

  let pause = 5 * SECOND;
  const again = async () => {
    if (navigator.onLine) await everything().catch(() => {});
    const left = (await waiting()).filter((item) => !item.url).length;
    pause = left ? Math.min(pause * 2, 300 * SECOND) : 5 * SECOND;
    if (left) setTimeout(again, pause);
  };
  window.aduan = { keep, one, again };
  if (!("indexedDB" in window)) return;
  news?.addEventListener("message", draw);
  addEventListener("online", () => { pause = SECOND; again(); });
  box?.querySelector("[data-waiting-send]").addEventListener("click", () => everything());
  const told = document.querySelector("[data-told]")?.dataset.told;
  (told ? forget(told) : draw()).then(again).catch(() => {});
  if (navigator.onLine) provide().catch(() => {});
})();
