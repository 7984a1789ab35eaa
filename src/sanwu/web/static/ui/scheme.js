/* A plan is long: on a phone its sections are folded, but for the first. Without this file all of them stand open. */
(function () {
  "use strict";
  var folds = Array.prototype.slice.call(document.querySelectorAll("[data-fold]"));
  var folded = [];

  /* What the address names is open, and everything around it. */
  function show() {
    var target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) { return; }
    var inside = target.querySelector("[data-fold]");
    if (inside) { inside.open = true; }
    for (var one = target.closest("details"); one; one = one.parentElement.closest("details")) { one.open = true; }
    target.scrollIntoView();
  }

  if (window.matchMedia("(max-width: 47.99em)").matches) {
    folds.slice(1).forEach(function (one) { one.open = false; });
  }
  window.addEventListener("hashchange", show);
  document.addEventListener("click", function (event) { // the same place a second time changes no address
    var link = event.target.closest("a[href^='#']");
    if (link && link.getAttribute("href") === location.hash) { show(); }
  });
  window.addEventListener("beforeprint", function () {
    folded = folds.filter(function (one) { return !one.open; });
    folded.forEach(function (one) { one.open = true; });
  });
  window.addEventListener("afterprint", function () { folded.forEach(function (one) { one.open = false; }); });
  if (location.hash) { show(); }
}());
