/* What the map's library calls and browsers of before 2021 (Chromium 86 to 92) do not have. Also loaded by its worker. */
(function () {
  "use strict";
  if (!Object.hasOwn) {
    Object.defineProperty(Object, "hasOwn", {
      value: function (thing, name) { return Object.prototype.hasOwnProperty.call(Object(thing), name); },
      configurable: true, writable: true,
    });
  }
  function at(index) {
    const whole = Math.trunc(index) || 0;
    return this[whole < 0 ? this.length + whole : whole];
  }
  [Array, String, Object.getPrototypeOf(Int8Array)].forEach(function (kind) {
    if (!kind.prototype.at) {
      Object.defineProperty(kind.prototype, "at", { value: at, configurable: true, writable: true });
    }
  });
})();
