{% load static %}{% url "look:city_css" as city_css %}// Keeps one page of this door in the browser: without a network the letter check still reads a QR's own signature.
// It rules under its own folder only and never keeps an answer about a letter.
const SHELF = "periksa-{{ jwk.x|slice:":12" }}";
const PAGE = "{% url "public:check_offline" %}";
const PARTS = [
  "{% static "look/lorong.css" %}",
  "{{ city_css }}",
  "{% static "look/lorong.js" %}",
  "{% static "look/icons.svg" %}",
  "{% static "look/icon.svg" %}",
  "{% static "look/plus-jakarta-sans.woff2" %}",
  "{% static "public/offline.js" %}",
  "{% static "public/verify.js" %}",
].filter(Boolean);

self.addEventListener("install", (event) => {
  event.waitUntil(
    caches
      .open(SHELF)
      .then((shelf) => shelf.addAll([PAGE, ...PARTS].map((url) => new Request(url, { cache: url === PAGE ? "reload" : "default" }))))
      .then(() => self.skipWaiting()),
  );
});

self.addEventListener("activate", (event) => {
  const old = (names) => Promise.all(names.filter((name) => name.startsWith("periksa-") && name !== SHELF).map((name) => caches.delete(name)));
  event.waitUntil(caches.keys().then(old).then(() => self.clients.claim()));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET") return;
  if (request.mode === "navigate") {
    event.respondWith(fetch(request).catch(() => caches.match(PAGE)));
    return;
  }
  const path = new URL(request.url).pathname;
  if (PARTS.includes(path)) event.respondWith(fetch(request).catch(() => caches.match(path)));
});
