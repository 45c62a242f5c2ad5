// The visit form where there is no network: draft and outbox in the phone, smaller photos, place, signature.
// It adds to an ordinary multipart form, which works without it:
//   <form data-visit data-draft="KEY" data-worker="/sw.js" data-scope="/visits/" …>
//     <input type="hidden" name="client_id">        one number per filled form: the server takes it once
//     <input type="hidden" name="place"> <button data-place hidden>      latitude,longitude,±metres
//     <input type="hidden" name="signature"> <canvas data-sign> <button data-sign-clear>   PNG as data: URL
//     <input type="file" accept="image/*" multiple data-photos>
//     words in data-…: saved restored queued sent refused online offline placed noplace photos
// Elements with data-say="draft|net|queue|place|photos" show what happened.
(function () {
  "use strict";
  var form = document.querySelector("form[data-visit]");
  if (!form || !window.indexedDB) return;
  var LONGEST = 1600, QUALITY = 0.78, OLD = 30 * 24 * 3600 * 1000, key = form.dataset.draft, db, timer;

  function one(selector, inside) { return (inside || document).querySelector(selector); }
  function say(place, word, values) {
    var box = one("[data-say=" + place + "]"), text = form.dataset[word];
    if (box && text) box.textContent = text.replace(/\{(\w+)\}/g, function (all, name) { return values[name]; });
  }
  function number() {
    var b = window.crypto.getRandomValues(new Uint8Array(16));
    b[6] = (b[6] & 15) | 64; b[8] = (b[8] & 63) | 128;
    var hex = Array.prototype.map.call(b, function (n) { return (n + 256).toString(16).slice(1); }).join("");
    return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
  }

  // ---- store ----
  function open() {
    return new Promise(function (done, fail) {
      var ask = window.indexedDB.open("doudi-visit", 1);
      ask.onupgradeneeded = function () { ask.result.createObjectStore("draft"); ask.result.createObjectStore("outbox"); };
      ask.onsuccess = function () { done(ask.result); };
      ask.onerror = function () { fail(ask.error); };
    });
  }
  function store(name, mode, act) {
    return new Promise(function (done, fail) {
      var work = db.transaction(name, mode), ask = act(work.objectStore(name));
      work.oncomplete = function () { done(ask.result); };
      work.onerror = function () { fail(work.error); };
    });
  }
  function forget() { return store("draft", "readwrite", function (s) { return s.delete(key); }); }

  // ---- what the form holds ----
  function entries() {
    var list = [];
    new FormData(form).forEach(function (value, name) {
      if (name !== "csrfmiddlewaretoken" && !(value instanceof File && !value.size)) list.push([name, value]);
    });
    return list;
  }
  function restore(list) {
    list.forEach(function (entry) {
      var name = entry[0], value = entry[1], field = form.elements[name];
      if (!field || value instanceof Blob) return;
      var options = field.tagName ? [field] : Array.prototype.slice.call(field);
      options.forEach(function (option) {
        if (option.type === "radio" || option.type === "checkbox") { if (option.value === value) option.checked = true; } else option.value = value;
      });
    });
    var files = list.filter(function (entry) { return entry[1] instanceof Blob; }).map(function (entry) { return entry[1]; });
    if (files.length && photos) putFiles(photos, files);
  }
  function save() {
    var draft = { at: Date.now(), entries: entries() };
    return store("draft", "readwrite", function (s) { return s.put(draft, key); }).then(function () { say("draft", "saved", { time: new Date().toTimeString().slice(0, 5) }); });
  }
  form.addEventListener("input", function () { window.clearTimeout(timer); timer = window.setTimeout(save, 400); });

  // ---- photos ----
  var photos = one("input[data-photos]", form);
  function putFiles(input, files) {
    var box = new DataTransfer(), bytes = 0;
    files.forEach(function (file) { box.items.add(file); bytes += file.size; });
    input.files = box.files;
    say("photos", "photos", { n: files.length, size: Math.ceil(bytes / 1024) });
  }
  function shrink(file) {
    if (!/^image\//.test(file.type) || !window.createImageBitmap) return Promise.resolve(file);
    return window.createImageBitmap(file).then(function (picture) {
      var scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height)), canvas = document.createElement("canvas");
      canvas.width = Math.round(picture.width * scale);
      canvas.height = Math.round(picture.height * scale);
      canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
      return new Promise(function (done) {
        canvas.toBlob(function (blob) { done(blob && blob.size < file.size ? new File([blob], file.name.replace(/\.\w+$/, "") + ".jpg", { type: "image/jpeg" }) : file); }, "image/jpeg", QUALITY);
      });
    }, function () { return file; });
  }
  if (photos) photos.addEventListener("change", function () {
    Promise.all(Array.prototype.map.call(photos.files, shrink)).then(function (files) { putFiles(photos, files); return save(); });
  });

  // ---- place ----
  var where = one("[data-place]", form);
  if (where && navigator.geolocation) {
    where.hidden = false;
    where.addEventListener("click", function () {
      navigator.geolocation.getCurrentPosition(function (found) {
        var c = found.coords, metres = Math.round(c.accuracy);
        form.elements.place.value = c.latitude.toFixed(5) + "," + c.longitude.toFixed(5) + ",±" + metres;
        say("place", "placed", { place: c.latitude.toFixed(5) + ", " + c.longitude.toFixed(5), metres: metres });
        save();
      }, function () { say("place", "noplace"); }, { enableHighAccuracy: true, timeout: 15000 });
    });
  }

  // ---- signature ----
  var canvas = one("canvas[data-sign]", form), pad = null;
  if (canvas && window.SignaturePad) {
    canvas.width = canvas.offsetWidth * 2;
    canvas.height = canvas.offsetHeight * 2;
    canvas.getContext("2d").scale(2, 2);
    pad = new window.SignaturePad(canvas, { minWidth: 1, maxWidth: 3, backgroundColor: "#fff" });
    pad.addEventListener("endStroke", function () { form.elements.signature.value = pad.toDataURL("image/png"); save(); });
    one("[data-sign-clear]", form).addEventListener("click", function () { pad.clear(); form.elements.signature.value = ""; save(); });
  }

  // ---- sending ----
  function count() {
    return store("outbox", "readonly", function (s) { return s.count(); }).then(function (n) {
      var box = one("[data-say=queue]");
      if (box) { box.hidden = !n; say("queue", "queued", { n: n }); }
      return n;
    });
  }
  function send(item) {
    var body = new FormData();
    item.entries.forEach(function (entry) { if (entry[1] instanceof Blob) body.append(entry[0], entry[1], entry[1].name || "photo.jpg"); else body.append(entry[0], entry[1]); });
    return fetch(item.page, { credentials: "same-origin" }).then(function (answer) { return answer.text(); }).then(function (html) {
      var token = /name="csrfmiddlewaretoken" value="([^"]+)"/.exec(html);
      body.append("csrfmiddlewaretoken", token ? token[1] : "");
      return fetch(item.address, { method: "POST", body: body, credentials: "same-origin" });
    }).then(function (answer) {
      // A taken form is answered with a redirect; a form that needs changes, or a log-in page, is not.
      return answer.ok && answer.redirected && answer.url.indexOf("/login") < 0;
    });
  }
  function drain() {
    if (!navigator.onLine) return Promise.resolve();
    return store("outbox", "readonly", function (s) { return s.getAll(); }).then(function (items) {
      return items.reduce(function (before, item) {
        return before.then(function () { return send(item); }).then(function (taken) {
          if (!taken) { say("draft", "refused"); return null; }
          wipePage(item.page);
          return store("outbox", "readwrite", function (s) { return s.delete(item.id); }).then(function () { say("draft", "sent"); });
        });
      }, Promise.resolve());
    }).catch(function () { /* still no network: the outbox keeps it */ }).then(count);
  }
  form.addEventListener("submit", function (event) {
    if (navigator.onLine) { forget(); return; }
    event.preventDefault();
    if (!form.reportValidity()) return;
    var item = { id: form.elements.client_id.value, page: window.location.href, address: form.action, at: Date.now(), entries: entries() };
    store("outbox", "readwrite", function (s) { return s.put(item, item.id); }).then(forget).then(count).then(function () { form.hidden = true; });
  });

  // ---- network, offline pages ----
  function net() {
    var box = one("[data-say=net]"), on = navigator.onLine;
    if (box) box.className = "tag " + (on ? "ok" : "warn");
    say("net", on ? "online" : "offline");
    if (on && db) drain();
  }
  function worker(message) {
    if ("serviceWorker" in navigator) navigator.serviceWorker.ready.then(function (found) { if (found.active) found.active.postMessage(message); });
  }
  function wipePage(page) { worker({ wipe: page }); }
  if ("serviceWorker" in navigator && form.dataset.worker) {
    navigator.serviceWorker.register(form.dataset.worker, { scope: form.dataset.scope }).then(function () {
      var parts = Array.prototype.map.call(document.querySelectorAll("link[rel=stylesheet],script[src],link[rel=icon]"), function (part) { return part.href || part.src; });
      worker({ keep: [window.location.href].concat(parts) });
    }, function () { /* plain http: the form still works while the page is open */ });
  }

  if (!form.elements.client_id.value) form.elements.client_id.value = number();
  open().then(function (found) {
    db = found;
    return store("draft", "readonly", function (s) { return s.get(key); });
  }).then(function (draft) {
    if (draft && Date.now() - draft.at > OLD) return forget();
    if (draft) { restore(draft.entries); say("draft", "restored"); }
    return null;
  }).then(count).then(function () { window.addEventListener("online", net); window.addEventListener("offline", net); net(); form.dataset.ready = "1"; });
})();
