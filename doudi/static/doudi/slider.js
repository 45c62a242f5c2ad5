// A slider beside a number box: each shows what the other says. The box is what is sent; without script it is alone.
(function () {
  "use strict";
  document.addEventListener("input", function (event) {
    var moved = event.target, id = moved.dataset && moved.dataset.twin;
    if (id) { document.getElementById(id).value = moved.value; return; }
    var slider = moved.id && document.querySelector('[data-twin="' + moved.id + '"]');
    if (slider && moved.value !== "") slider.value = moved.value;
  });
})();
