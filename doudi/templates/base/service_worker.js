// Keeps the visit form and its files for places without network. Only pages that say so are kept
// (header X-Keep-Offline), and each is wiped when its form has been sent. Nothing else is cached.
"use strict";
const STATIC = "{{ static_url }}";
const KEPT = "visit-1";
self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(
  caches.keys().then((names) => Promise.all(names.filter((name) => name !== KEPT).map((name) => caches.delete(name)))).then(() => self.clients.claim())
));
async function keep(address) {
  const answer = await fetch(address, { credentials: "same-origin" });
  const mine = address.includes(STATIC) || answer.headers.get("X-Keep-Offline") === "1";
  if (answer.ok && !answer.redirected && mine) await (await caches.open(KEPT)).put(address, answer);
}
self.addEventListener("message", (event) => {
  if (event.data.keep) event.waitUntil(Promise.all(event.data.keep.map((address) => keep(address).catch(() => null))));
  if (event.data.wipe) event.waitUntil(caches.open(KEPT).then((cache) => cache.delete(event.data.wipe)));
});
self.addEventListener("fetch", (event) => {
  if (event.request.method !== "GET" || new URL(event.request.url).origin !== self.location.origin) return;
  event.respondWith(fetch(event.request).catch(() => caches.open(KEPT).then((cache) => cache.match(event.request.url)).then((kept) => kept || Response.error())));
});
