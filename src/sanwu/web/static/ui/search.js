/* The search box: "/" goes to it, arrows walk its list, Escape closes it. Without this file it is a plain form. */
(function () {
  "use strict";
  var box = document.querySelector("[data-search]");
  if (!box) { return; }
  var input = box.querySelector("input");
  var list = box.querySelector("[data-search-list]");

  function close() { list.textContent = ""; }

  function step(by) {
    var links = Array.prototype.slice.call(list.querySelectorAll("a"));
    var next = links.indexOf(document.activeElement) + by;
    if (next < 0) { input.focus(); } else if (next < links.length) { links[next].focus(); }
  }

  box.addEventListener("keydown", function (event) {
    if (event.key === "Escape") { input.focus(); close(); }
    if (event.key === "ArrowDown") { event.preventDefault(); step(1); }
    if (event.key === "ArrowUp") { event.preventDefault(); step(-1); }
  });
  document.addEventListener("click", function (event) { if (!box.contains(event.target)) { close(); } });
  box.addEventListener("focusout", function (event) {
    if (event.relatedTarget && !box.contains(event.relatedTarget)) { close(); }
  });
  document.addEventListener("keydown", function (event) {
    var typing = /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName) || event.target.isContentEditable;
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      input.focus();
    }
  });
}());
