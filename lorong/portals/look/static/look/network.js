// When the network goes: say so, keep what was to be sent, send it when the network is back.
(() => {
  "use strict";
  const { worker, alive } = document.currentScript.dataset;
  const bar = document.querySelector("[data-offline]");
  const show = () => bar && (bar.hidden = navigator.onLine);
  const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));
  // A telephone says it early; only an answer of the city counts.
  const reach = async () => {
    while (!(await fetch(alive, { cache: "no-store" }).then((answer) => answer.ok, () => false))) await pause(3000);
  };
  let waiting = null;

  if (worker && "serviceWorker" in navigator)
    addEventListener("load", () => navigator.serviceWorker.register(worker).catch(() => {}));
  show();
  addEventListener("offline", show);
  addEventListener("online", async () => {
    show();
    if (!waiting) return;
    await reach();
    const [form, button] = waiting || [];
    waiting = null;
    form?.requestSubmit(button);
  });

  // Before the other scripts hear of it.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (navigator.onLine || form.getAttribute("method") !== "post" || "report" in form.dataset) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    waiting = [form, event.submitter];
    bar?.querySelector("[data-waiting]")?.removeAttribute("hidden");
    bar?.scrollIntoView({ block: "nearest" });
  }, true);

  // What a form needs comes with the first touch; what is pressed before it is here is pressed again.
  const all = (selector) => [...document.querySelectorAll(selector)];
  let kept = ""; // what waits here
  try { kept = localStorage.getItem("antre"); } catch { /* no storage */ }
  all("[data-if-waiting]").forEach((note) => (note.hidden = !kept));
  all("form[data-begin^='/']").forEach((form) => {
    let pressed = null;
    const hold = (event) => {
      pressed = event.target.closest("button") || pressed;
      if (pressed) event.preventDefault();
    };
    const script = ({ src, dataset }) => new Promise((done) => {
      const made = Object.assign(document.createElement("script"), { src, async: false, onload: done, onerror: done });
      Object.assign(made.dataset, dataset);
      document.body.append(made);
    });
    const touches = ["pointerdown", "focusin", "change"];
    const begin = async () => {
      touches.forEach((name) => form.removeEventListener(name, begin));
      form.addEventListener("click", hold);
      const page = document.createElement("template");
      page.innerHTML = await fetch(form.dataset.begin).then((answer) => answer.text(), () => "");
      const scripts = page.content.querySelectorAll("script");
      scripts.forEach((one) => one.remove());
      form.before(page.content);
      await Promise.all([...scripts].map(script));
      form.removeEventListener("click", hold);
      pressed?.click();
    };
    touches.forEach((name) => form.addEventListener(name, begin));
    if (kept || !matchMedia("(display-mode: browser)").matches) begin();
  });

  // The page without a network: what was seen before, and back to where one was.
  const gone = document.querySelector("[data-gone-page]");
  if (!gone) return;
  const back = () => reach().then(() => location.replace(location.pathname));
  back();
  gone.querySelector("[data-try]").addEventListener("click", back);
  const list = async () => {
    const shelf = await caches.open("kota-halaman");
    for (const request of (await shelf.keys()).reverse()) {
      const page = new DOMParser().parseFromString(await (await shelf.match(request)).text(), "text/html");
      const link = document.createElement("a");
      link.href = new URL(request.url).pathname;
      link.textContent = page.title.split(" · ")[0];
      link.className = "target";
      const row = document.createElement("li");
      row.append(link);
      gone.querySelector("[data-seen] ul").append(row);
      gone.querySelector("[data-seen]").hidden = false;
    }
  };
  if ("caches" in window) list().catch(() => {});
})();
