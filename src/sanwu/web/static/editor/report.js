/* What a check found, as lists; a click on a place goes there. */
(function () {
  "use strict";

  function element(tag, name, text) {
    var made = document.createElement(tag);
    if (name) { made.className = name; }
    if (text) { made.textContent = text; }
    return made;
  }

  function fill(words, name, values) {
    return words[name].replace(/\{(\w+)\}/g, function (_, key) { return values[key]; });
  }

  function item(words, one, tone, label, go) {
    var line = element("li", "report__item " + tone);
    line.appendChild(element("span", "visually-hidden", label));
    var place = element("button", "report__place", fill(words, one.line ? "line" : "file", one));
    place.type = "button";
    place.addEventListener("click", function () { go(one.file, one.line || 1); });
    line.appendChild(place);
    return line;
  }

  function list(into, title, items) {
    if (title) { into.appendChild(element("h3", "", title)); }
    if (!items.length) { return; }
    var made = element("ul", "report__list");
    items.forEach(function (one) { made.appendChild(one); });
    into.appendChild(made);
  }

  function told(words, found, tone, label, go) {
    return found.map(function (one) {
      var line = item(words, one, tone, label, go);
      line.appendChild(element("span", "report__said", one.message));
      line.appendChild(element("span", "report__remedy", one.remedy));
      if (one.acknowledged) { line.appendChild(element("span", "report__reason", words.reason + one.acknowledged)); }
      return line;
    });
  }

  function cases(words, into, answer, go) {
    var found = answer.cases;
    if (!answer.usable) { into.appendChild(element("p", "muted", words.cases_wait)); return; }
    if (!found || !found.count) { into.appendChild(element("p", "muted", words.cases_none)); return; }
    var wrong = found.failures.map(function (one) {
      var line = item(words, one, "tone-error", words.wrong, go);
      line.appendChild(element("span", "report__said", one.title));
      line.appendChild(element("span", "report__remedy", words.expected + one.expected));
      line.appendChild(element("span", "report__remedy", words.actual + one.actual));
      return line;
    });
    var right = found.passes.map(function (one) {
      var line = item(words, one, "tone-good", words.right, go);
      line.appendChild(element("span", "report__said", one.title));
      return line;
    });
    list(into, fill(words, found.failed ? "cases_bad" : "cases_good", found), wrong);
    if (right.length) { folded(into, fill(words, "cases_right", found), right); }
  }

  /* What needs nobody's attention, one click away. */
  function folded(into, title, items) {
    var more = element("details", "report__more");
    more.appendChild(element("summary", "", title));
    list(more, "", items);
    into.appendChild(more);
  }

  /* What stands here is about to be looked at again. */
  function busy(into, words) {
    into.setAttribute("aria-busy", "true");
    if (into.querySelector(".report__busy")) { return; }
    var head = into.querySelector("h2");
    if (!head) { into.textContent = ""; }
    var told = element("p", "report__busy muted", words.checking);
    told.setAttribute("role", "status");
    into.insertBefore(told, head ? head.nextSibling : into.firstChild);
  }

  /* `answer` as the server gave it; `go(file, line)` opens a place. */
  function render(into, words, answer, go) {
    var seen = answer.findings.filter(function (one) { return one.acknowledged; });
    var open = answer.findings.filter(function (one) { return !one.acknowledged; });
    into.textContent = "";
    into.appendChild(element("h2", "", into.getAttribute("aria-label")));
    if (answer.problems.length) {
      list(into, fill(words, "problems", { count: answer.problems.length }), told(words, answer.problems, "tone-error", words.error, go));
    } else {
      var failed = (answer.cases || {}).failed;
      into.appendChild(failed ? element("p", "report__bad", fill(words, "no_problems_wrong", { failed: failed })) :
        element("p", "report__good", words.no_problems));
    }
    if (open.length) {
      list(into, fill(words, "findings", { count: open.length }), told(words, open, "tone-wait", words.finding, go));
    }
    cases(words, into, answer, go);
    if (seen.length) {
      folded(into, fill(words, "acknowledged", { count: seen.length }), told(words, seen, "tone-none", words.finding, go));
    }
    if (answer.more) { into.appendChild(element("p", "muted", fill(words, "more", { count: answer.more }))); }
  }

  window.sanwuReport = { render: render, busy: busy, fill: fill };
})();
