{% load static %}// Stands between the browser and a network that may be away. Keeps the page that says so, and open pages that were seen.
// Whatever the server marks as private is never kept: only pages that anybody may read are.
const SHELF = "kota-{{ version }}";
const SEEN = "kota-halaman";
const AWAY = "{% url "look:no_network" %}";
const INSTEAD = [{% for page, under, below in away %}["{{ page }}", "{{ under }}"{% if below %}, 1{% endif %}]{% if not forloop.last %}, {% endif %}{% endfor %}]; // what a page may have kept for the time without a network, and what it stands for
const LENT = [{% for part in lent %}"{{ part }}"{% if not forloop.last %}, {% endif %}{% endfor %}];
const ALIVE = "{% url "public:alive" %}";
const PARTS = [{% for part in parts %}"{{ part }}"{% if not forloop.last %}, {% endif %}{% endfor %}];
const MOST = 20;
const PATIENCE = 8000; // milliseconds: longer than that, and a page seen before is better than none
const OPEN = /^\/($|layanan\/[^/]+\/$|terbuka\/|aksesibilitas\/$)/;

self.addEventListener("install", (event) => {
  const whole = [new Request(AWAY, { cache: "reload", credentials: "omit" }), ...PARTS];
  event.waitUntil(caches.open(SHELF).then((shelf) => shelf.addAll(whole)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  const ours = (name) => name.startsWith("kota-") && ![SHELF, SEEN].includes(name);
  const clean = async () => {
    await Promise.all((await caches.keys()).filter(ours).map((name) => caches.delete(name)));
    await self.registration.navigationPreload?.enable();
    await self.clients.claim();
  };
  event.waitUntil(clean());
});

const keep = async (request, answer) => {
  const { pathname, search } = new URL(request.url);
  const hidden = /no-store|private/.test(answer.headers.get("Cache-Control") || "");
  if (!answer.ok || hidden || search || !OPEN.test(pathname)) return;
  const shelf = await caches.open(SEEN);
  await shelf.put(request, answer);
  const old = (await shelf.keys()).slice(0, -MOST);
  await Promise.all(old.map((one) => shelf.delete(one)));
};

const seen = async (request) => (await caches.open(SEEN)).match(request, { ignoreVary: true });

// What could not be sent is not lost: the page that was left keeps what was typed.
const away = async (sending, path) => {
  const instead = INSTEAD.find(([, under, below]) => (below ? path.startsWith(under) : under === path));
  const page = (instead && (await caches.match(instead[0], { ignoreVary: true }))) || (await caches.match(AWAY, { ignoreVary: true }));
  if (!sending || !page) return page || Response.error();
  const html = (await page.text()).replace("data-unsent hidden", "data-unsent");
  return new Response(html, { status: 503, headers: page.headers });
};

const go = async (event) => {
  const { request } = event;
  const reading = request.method === "GET";
  const coming = (async () => (reading && (await event.preloadResponse)) || fetch(request))();
  const slow = new Promise((done) => setTimeout(done, PATIENCE));
  try {
    const answer = reading ? await Promise.race([coming, slow.then(() => seen(request)).then((old) => old || coming)]) : await coming;
    if (reading) event.waitUntil(keep(request, answer.clone()));
    return answer;
  } catch {
    return (reading && (await seen(request))) || away(!reading, new URL(request.url).pathname);
  }
};

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.mode === "navigate") {
    // A browser sends files better by itself.
    if (/multipart/.test(request.headers.get("Content-Type") || "")) return;
    event.respondWith(go(event));
    return;
  }
  const { pathname } = new URL(request.url);
  if ([ALIVE, ...PARTS].includes(pathname) || LENT.some((under) => pathname.startsWith(under))) {
    event.respondWith(fetch(request).catch(() => caches.match(request, { ignoreVary: true }).then((part) => part || Response.error())));
  }
});
