/* One box ticks all rows of a page. Without this file it stays hidden, and rows are ticked one by one. */
(function () {
  "use strict";
  var form = document.querySelector("[data-check-form]");
  var all = form && form.querySelector("[data-check-all]");
  if (!all) { return; }
  var master = all.querySelector("input");
  var boxes = Array.prototype.slice.call(form.querySelectorAll(".row-check"));
  all.hidden = false;
  master.addEventListener("change", function () {
    boxes.forEach(function (box) { box.checked = master.checked; });
  });
  form.addEventListener("change", function (event) {
    if (event.target === master) { return; }
    var ticked = boxes.filter(function (box) { return box.checked; }).length;
    master.checked = ticked === boxes.length;
    master.indeterminate = ticked > 0 && ticked < boxes.length;
  });
}());
