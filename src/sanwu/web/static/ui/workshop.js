/* Trying out: a slider moves its number, only what differs from the scheme is sent. Without this file it is a plain form. */
(function () {
  "use strict";
  var form = document.querySelector("[data-whatif]");
  if (!form) { return; }
  var numbers = Array.prototype.slice.call(form.querySelectorAll("[data-lever]"));

  function same(input) {
    if (input.type === "number" && input.value !== "") { return Number(input.value) === Number(input.dataset.was); }
    return input.value === input.dataset.was || input.value === "";
  }

  function mark(input) { input.closest(".lever").classList.toggle("is-moved", !same(input)); }

  form.querySelectorAll("[data-slides]").forEach(function (slider) {
    var number = document.getElementById(slider.dataset.slides);
    slider.hidden = false;
    slider.addEventListener("input", function () { number.value = slider.value; mark(number); });
    number.addEventListener("input", function () { slider.value = number.value; });
  });
  numbers.forEach(function (input) { input.addEventListener("input", function () { mark(input); }); });
  form.querySelectorAll("[data-without-script]").forEach(function (button) { button.hidden = true; });

  // Another campaign or subject is another page; what was moved goes along.
  form.querySelectorAll("[data-reload]").forEach(function (choice) {
    choice.addEventListener("input", function (event) { event.stopPropagation(); });
    choice.addEventListener("change", function () {
      if (choice.name === "campaign") { location.assign(form.action + "?campaign=" + encodeURIComponent(choice.value)); return; }
      numbers.forEach(function (input) { input.disabled = same(input); });
      form.submit();
    });
  });

  form.addEventListener("htmx:configRequest", function (event) {
    numbers.forEach(function (input) { if (same(input)) { delete event.detail.parameters[input.name]; } });
  });
  function effect() { return document.getElementById("effect"); }
  form.addEventListener("htmx:beforeRequest", function () { effect().classList.add("is-waiting"); });
  form.addEventListener("htmx:afterRequest", function () { effect().classList.remove("is-waiting"); });
  window.addEventListener("pageshow", function () { numbers.forEach(function (input) { input.disabled = false; }); });
}());
