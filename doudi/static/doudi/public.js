// Reading aloud and one press per form, for the citizen pages. Everything else there works without script.
(function () {
  "use strict";
  document.documentElement.classList.add("js");
  var button = document.querySelector("[data-read]"), speech = window.speechSynthesis;

  function voice() {
    var language = document.documentElement.lang.slice(0, 2);
    return speech.getVoices().filter(function (item) { return item.lang.toLowerCase().indexOf(language) === 0; })[0];
  }
  function offer() { if (voice()) button.hidden = false; }
  function text() {
    var copy = document.getElementById("main").cloneNode(true);
    copy.querySelectorAll("svg,script,.visually-hidden,.m-tools,details:not([open])").forEach(function (part) { part.remove(); });
    return copy.textContent.replace(/\s+/g, " ");
  }
  if (button && speech) {
    var words = button.querySelector("span"), start = words.textContent;
    offer();
    speech.addEventListener("voiceschanged", offer);
    button.addEventListener("click", function () {
      if (speech.speaking) { speech.cancel(); words.textContent = start; return; }
      var speaking = new SpeechSynthesisUtterance(text());
      speaking.voice = voice();
      speaking.rate = 0.9;
      speaking.onend = function () { words.textContent = start; };
      words.textContent = button.dataset.stop;
      speech.speak(speaking);
    });
  }
  document.addEventListener("submit", function (event) {
    if (event.target.dataset.sent) event.preventDefault();
    event.target.dataset.sent = "1";
    window.setTimeout(function () { delete event.target.dataset.sent; }, 4000);
  });
  var first = document.querySelector("[data-focus]");
  if (first) first.focus();
})();
