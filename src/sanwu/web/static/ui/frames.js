/* The frame of a table takes the focus only where there is something to scroll: on a plan of sixty tables the others
   would be sixty stops for nothing. Without this file every frame takes it. */
(function () {
  "use strict";

  function look() {
    var frames = Array.prototype.slice.call(document.querySelectorAll(".table-frame"));
    var wide = frames.map(function (frame) { return frame.scrollWidth > frame.clientWidth; });
    frames.forEach(function (frame, number) {
      if (wide[number]) { frame.tabIndex = 0; } else if (frame !== document.activeElement) { frame.removeAttribute("tabindex"); }
    });
  }

  look();
  window.addEventListener("load", look);
  window.addEventListener("resize", look);
  document.addEventListener("toggle", look, true); // what was folded has no width
  document.addEventListener("htmx:afterSettle", look);
}());
