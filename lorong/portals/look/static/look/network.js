// When the network goes: say so, keep what was to be sent, send it when the network is back.
(() => {
  "use strict";
  const { worker, alive } = document.currentScript.dataset;
  const bar = document.querySelector("[data-offline]");
  const show = () => bar && (bar.hidden = navigator.onLine);
  const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));
  // A telephone says early that it is connected; only an answer of the city counts.
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

  // Before the other scripts hear of it: nothing is sent into the void.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (navigator.onLine || form.getAttribute("method") !== "post" || "report" in form.dataset) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    waiting = [form, event.submitter];
    bar?.querySelector("[data-waiting]")?.removeAttribute("hidden");
    bar?.scrollIntoView({ block: "nearest" });
  }, true);

  // The page that is shown without a network: what was seen before, and back to where one was when the network is there.
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
