// Behaviour of the staff pages. Without it every page still works; nothing inline, words come from data-*.
(function () {
  "use strict";
  var root = document.documentElement;
  root.classList.add("js");

  function one(selector, inside) { return (inside || document).querySelector(selector); }
  function all(selector, inside) { return Array.prototype.slice.call((inside || document).querySelectorAll(selector)); }
  function fill(text, values) { return text.replace(/\{(\w+)\}/g, function (whole, name) { return name in values ? values[name] : whole; }); }

  // ---- keyboard: J K X Enter / ? ----
  function rows() { return all("[data-row] a.row-link"); }
  function move(step) {
    var links = rows(), here = links.indexOf(document.activeElement);
    if (here < 0) {
      var row = document.activeElement.closest && document.activeElement.closest("[data-row]");
      here = row ? links.indexOf(one("a.row-link", row)) : -1;
    }
    var next = links[Math.max(0, Math.min(links.length - 1, here + step))];
    if (next) { next.focus(); next.scrollIntoView({ block: "nearest" }); }
  }
  function pick() {
    var row = document.activeElement.closest("[data-row]"), box = row && one("input[type=checkbox]", row);
    if (box) box.click();
  }
  var keys = {
    j: function () { move(1); },
    k: function () { move(-1); },
    x: pick,
    "/": function () { var box = one("#global-search"); if (box) { box.focus(); box.select(); } },
    "?": function () { show(one("#keys")); }
  };
  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape") all("details[data-menu][open]").forEach(function (menu) { menu.open = false; one("summary", menu).focus(); });
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.target.closest("input:not([type=checkbox]):not([type=radio]),textarea,select,[contenteditable],dialog[open]")) return;
    var act = keys[event.key] || keys[event.key.toLowerCase()];
    if (act) { event.preventDefault(); act(); }
  });

  // ---- menus and dialogs ----
  document.addEventListener("click", function (event) {
    all("details[data-menu][open]").forEach(function (menu) { if (!menu.contains(event.target)) menu.open = false; });
    if (event.target.closest("[data-keys]")) show(one("#keys"));
    if (event.target.closest("[data-print]")) window.print();
    var close = event.target.closest("dialog [data-close]");
    if (close) { event.preventDefault(); close.closest("dialog").close(); }
    var opener = event.target.closest("a[data-dialog]");
    if (opener && window.htmx && window.HTMLDialogElement && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      window.htmx.ajax("GET", opener.href, { target: "#dialog", select: "#confirm", swap: "innerHTML" }).then(function () {
        var box = one("#dialog");
        if (box.firstElementChild) show(box); else window.location = opener.href;
      });
    }
  });
  var opened = null;
  function show(dialog) {
    if (!dialog || !dialog.showModal || dialog.open) return;
    opened = document.activeElement;
    dialog.showModal();
  }
  all("dialog").forEach(function (dialog) {
    dialog.addEventListener("close", function () { if (opened) opened.focus(); opened = null; });
  });

  // ---- choosing rows ----
  function count(form) {
    var bar = one(".bulk", form);
    if (!bar) return;
    var chosen = all("[data-row] input[type=checkbox]:checked", form).length, words = one("[data-text]", bar);
    bar.classList.toggle("on", chosen > 0);
    if (words) words.textContent = fill(words.dataset.text, { n: chosen });
    all("[data-row]", form).forEach(function (row) { var box = one("input[type=checkbox]", row); row.classList.toggle("on", !!(box && box.checked)); });
  }
  document.addEventListener("change", function (event) {
    var box = event.target, form = box.closest("[data-select]");
    if (box.matches("[data-all]")) all("[data-row] input[type=checkbox]", form || document).forEach(function (other) { other.checked = box.checked; });
    if (form) count(form);
    if (box.matches("[data-upload] input[type=file]")) listFiles(box);
    if (box.matches("[data-submit]")) box.form.requestSubmit();
  });

  // ---- files ----
  function size(bytes) { return bytes < 1048576 ? Math.ceil(bytes / 1024) + " KB" : (bytes / 1048576).toFixed(1) + " MB"; }
  function listFiles(input) {
    var place = input.closest("[data-upload]"), list = one("ul", place), total = 0;
    list.textContent = "";
    Array.prototype.forEach.call(input.files, function (file) {
      var item = document.createElement("li");
      item.textContent = file.name + "（" + size(file.size) + "）";
      total += file.size;
      list.appendChild(item);
    });
    if (input.files.length > 1) {
      var sum = document.createElement("li");
      sum.textContent = fill(place.dataset.text, { n: input.files.length, size: size(total) });
      list.appendChild(sum);
    }
  }
  ["dragover", "dragleave", "drop"].forEach(function (kind) {
    document.addEventListener(kind, function (event) {
      var place = event.target.closest && event.target.closest("[data-upload]");
      if (!place) return;
      event.preventDefault();
      place.classList.toggle("over", kind === "dragover");
      var input = one("input[type=file]", place);
      if (kind === "drop" && event.dataTransfer.files.length) { input.files = event.dataTransfer.files; listFiles(input); }
    });
  });

  // ---- one press sends a form once ----
  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (event.defaultPrevented || form.method !== "post" || form.matches("[data-many]")) return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "1";
    window.setTimeout(function () { delete form.dataset.sent; }, 4000);
  });
  window.addEventListener("pageshow", function () { all("form[data-sent]").forEach(function (form) { delete form.dataset.sent; }); });

  // ---- drafts: <form data-autosave="address" data-saved="已存 {time}" data-failed="…"> ----
  function autosave(form) {
    var timer = null, note = one("[data-autosave-note]", form), last = null;
    function body() { var data = new FormData(form); all("input[type=file]", form).forEach(function (input) { if (input.name) data.delete(input.name); }); return data; }
    function save() {
      var data = body(), text = new URLSearchParams(data).toString();
      if (text === last) return;
      fetch(form.dataset.autosave, { method: "POST", body: data, credentials: "same-origin", headers: { "X-Requested-With": "autosave" } }).then(function (answer) {
        if (!answer.ok) throw new Error(String(answer.status));
        last = text;
        say(form.dataset.saved, "saved");
      }).catch(function () { say(form.dataset.failed, "failed"); timer = window.setTimeout(save, 15000); });
    }
    function say(words, state) {
      form.dataset.state = state;
      if (note && words) note.textContent = fill(words, { time: new Date().toTimeString().slice(0, 5) });
    }
    form.addEventListener("input", function () { form.dataset.state = "changed"; window.clearTimeout(timer); timer = window.setTimeout(save, 1200); });
    form.addEventListener("submit", function () { window.clearTimeout(timer); });
  }

  // ---- phrases: <select data-phrases="id of textarea"> puts its text at the cursor ----
  document.addEventListener("change", function (event) {
    if (!event.target.matches("select[data-phrases]") || !event.target.value) return;
    var box = document.getElementById(event.target.dataset.phrases);
    box.setRangeText(event.target.value, box.selectionStart, box.selectionEnd, "end");
    event.target.selectedIndex = 0;
    box.focus();
    box.dispatchEvent(new Event("input", { bubbles: true }));
  });

  // ---- what the server did not answer ----
  var problem = one("[data-net-error]");
  function complain(kind) {
    if (!problem) return;
    problem.textContent = problem.dataset[kind];
    problem.hidden = false;
    window.setTimeout(function () { problem.hidden = true; }, 8000);
  }
  document.addEventListener("htmx:sendError", function () { complain("offline"); });
  document.addEventListener("htmx:responseError", function (event) { complain(event.detail.xhr.status < 500 ? "refused" : "server"); });

  // ---- every new piece of page ----
  function prepare(piece) {
    all("form[data-autosave]:not([data-ready])", piece).forEach(function (form) { form.dataset.ready = "1"; autosave(form); });
    all(".scroll", piece).forEach(function (box) { if (box.scrollWidth > box.clientWidth + 1) { box.tabIndex = 0; box.setAttribute("role", "group"); if (!box.hasAttribute("aria-label")) { var near = box.closest("section[aria-label]"); if (near) box.setAttribute("aria-label", near.getAttribute("aria-label")); } } });
    all("[data-select]", piece).forEach(count);
  }
  document.addEventListener("htmx:load", function (event) { prepare(event.detail.elt.parentNode || document); });
  prepare(document);
  var first = one("[data-focus]");
  if (first) first.focus();
  var current = one(".side a[aria-current]");
  if (current && window.innerWidth <= 820) one(".side > div").scrollLeft = current.offsetLeft - 40;
})();
