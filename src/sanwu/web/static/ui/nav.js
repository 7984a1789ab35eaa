/* On a narrow window the navigation scrolls sideways: bring the entry of this page into view. */
(function () {
  "use strict";
  var here = document.querySelector(".site-nav [aria-current]");
  if (!here) { return; }
  var row = here.closest("ul");
  var over = here.getBoundingClientRect().right - row.getBoundingClientRect().right;
  if (over > 0) { row.scrollLeft += over + 48; }
})();
