/* A draft in the editor: tabs, saving, live checking, and a copy on this machine until the server has it.
   Without this script the page is a form with a text field for each file. */
(function () {
  "use strict";

  var form = document.getElementById("draft");
  var told = document.getElementById("draft-settings");
  if (!form || !told || !window.ace || !window.sanwuPane) { return; }
  var settings = JSON.parse(told.textContent);
  var words = settings.words;
  var fill = window.sanwuReport.fill;
  var editable = form.dataset.open === "yes";
  var KEY = "sanwu-draft-" + settings.draft;
  var tabs = form.querySelector("[role=tablist]");
  var state = form.querySelector(".draft__state");
  var report = document.getElementById("report");
  var revision = Number(form.elements.version.value);
  var order = [];      // names of the files, as their tabs stand
  var base = {};       // what the server has
  var checkTimer = 0, keepTimer = 0, checking = null, saving = false;

  var pane = window.sanwuPane.create(form.querySelector(".draft__editor"), {
    readOnly: !editable, words: words, messages: settings.messages, complete: complete, save: function () { save("save"); }, changed: changed
  });

  /* ---- Files and their tabs ---- */

  Array.prototype.forEach.call(form.querySelectorAll(".draft__file"), function (block) {
    var name = block.querySelector("[name=name]").value;
    var text = block.querySelector("textarea").value.replace(/\r\n/g, "\n");
    if (form.dataset.saved === "yes") { base[name] = text; }
    pane.add(name, text);
    order.push(name);
    block.parentNode.removeChild(block);
  });
  form.querySelector(".draft__editor").hidden = false;
  form.querySelector(".draft__keys").hidden = false;
  form.classList.add("draft--live");

  function draw() {
    tabs.textContent = "";
    order.forEach(function (name) {
      var tab = document.createElement("button");
      var chosen = name === pane.current();
      tab.type = "button";
      tab.className = "draft__tab";
      tab.setAttribute("role", "tab");
      tab.setAttribute("aria-selected", chosen ? "true" : "false");
      tab.setAttribute("aria-controls", "draft-pane");
      tab.tabIndex = chosen ? 0 : -1;
      tab.textContent = name;
      tab.dataset.name = name;
      if (base[name] !== pane.text(name)) { tab.classList.add("is-changed"); }
      tab.addEventListener("click", function () { open(name); pane.focus(); });
      tabs.appendChild(tab);
    });
    if (away) { away.hidden = !editable || pane.current() === "scheme.yaml"; }
  }

  tabs.addEventListener("keydown", function (event) {
    var step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) { return; }
    event.preventDefault();
    open(order[(order.indexOf(pane.current()) + step + order.length) % order.length]);
    tabs.querySelector("[aria-selected=true]").focus();
  });

  function open(name) {
    if (!pane.has(name)) { return; }
    pane.open(name);
    draw();
  }

  function go(name, line) {
    if (!pane.has(name)) { return; }
    open(name);
    pane.line(line);
  }

  var away = form.querySelector(".draft__away");
  if (away) {
    away.addEventListener("click", function () {
      var name = pane.current();
      if (!window.confirm(fill(words, "remove", { file: name }))) { return; }
      order.splice(order.indexOf(name), 1);
      open(order[0]);
      pane.remove(name);
      draw();
      changed();
    });
  }

  /* ---- What is not saved yet ---- */

  function edited() {
    var found = {};
    order.forEach(function (name) { if (base[name] !== pane.text(name)) { found[name] = pane.text(name); } });
    return found;
  }

  function gone() {
    return Object.keys(base).filter(function (name) { return order.indexOf(name) < 0; });
  }

  function dirty() {
    return editable && (Object.keys(edited()).length > 0 || gone().length > 0);
  }

  function say(text, isError) {
    if (!state) { return; }
    state.textContent = text;
    state.classList.toggle("field__error", Boolean(isError));
  }

  function changed() {
    window.sanwuReport.busy(report, words);
    window.clearTimeout(checkTimer);
    checkTimer = window.setTimeout(check, 700);
    window.clearTimeout(keepTimer);
    keepTimer = window.setTimeout(keep, 400);
  }

  function keep() {
    var tab = tabs.querySelector("[aria-selected=true]");
    if (tab) { tab.classList.toggle("is-changed", base[pane.current()] !== pane.text(pane.current())); }
    try {
      if (!dirty()) { window.localStorage.removeItem(KEY); if (!saving) { say(""); } return; }
      window.localStorage.setItem(KEY, JSON.stringify({ revision: revision, at: new Date().toLocaleString(document.documentElement.lang), files: edited(), gone: gone() }));
    } catch (full) { /* no place on this machine: the server has what was saved */ }
    say(words.unsaved);
  }

  window.addEventListener("beforeunload", function (event) {
    if (dirty()) { event.preventDefault(); event.returnValue = ""; }
  });

  /* Whether what was kept on this machine is what the server has. */
  function known(kept) {
    var files = Object.keys(kept.files), away = kept.gone || [];
    return files.every(function (name) { return base[name] === kept.files[name]; }) &&
      away.every(function (name) { return order.indexOf(name) < 0; });
  }

  function offerKept() {
    var kept = null, box = document.getElementById("draft-kept");
    try { kept = JSON.parse(window.localStorage.getItem(KEY)); } catch (broken) { kept = null; }
    if (!editable || !kept || !kept.files) { return; }
    if (known(kept)) { window.localStorage.removeItem(KEY); return; } // the server has all of it: nothing is left to take back
    box.querySelector("p").textContent = fill(words, "kept", kept);
    box.hidden = false;
    box.addEventListener("click", function (event) {
      var what = event.target.dataset.kept;
      if (!what) { return; }
      box.hidden = true;
      if (what === "drop") { window.localStorage.removeItem(KEY); return; }
      Object.keys(kept.files).forEach(function (name) {
        if (pane.has(name)) { pane.replace(name, kept.files[name]); } else { pane.add(name, kept.files[name]); order.push(name); }
      });
      kept.gone.forEach(function (name) { if (order.indexOf(name) > 0) { order.splice(order.indexOf(name), 1); } });
      if (kept.revision !== revision) { revision = kept.revision; base = {}; } // saving shows both sides
      draw();
      say(words.restored);
    });
  }

  /* ---- Asking the server ---- */

  function post(address, body, type, signal) {
    var headers = { "Accept": "application/json", "X-CSRFToken": form.elements.csrfmiddlewaretoken.value };
    if (type) { headers["Content-Type"] = type; }
    return window.fetch(address, { method: "POST", body: body, headers: headers, signal: signal, credentials: "same-origin" })
      .then(function (response) {
        var isJson = (response.headers.get("Content-Type") || "").indexOf("application/json") === 0;
        if (!isJson && response.status === 413) { throw new Error(large("too_large")); }
        if (!isJson) { throw new Error(response.status === 401 || response.redirected ? words.signed_out : words.not_saved); }
        return response.json().then(function (answer) { return { ok: response.ok, status: response.status, said: answer }; });
      });
  }

  /* Why the draft is not sent at all, or "". */
  function tooLarge(word) { return size() > settings.most ? large(word) : ""; }

  function size() {
    return order.reduce(function (sum, name) { return sum + Array.from(pane.text(name)).length; }, 0);
  }

  function large(word) {
    return fill(words, word, { count: size().toLocaleString(), most: settings.most.toLocaleString() });
  }

  function asked(more) {
    return JSON.stringify(Object.assign({ revision: Number(form.elements.version.value), changed: edited(), removed: gone() }, more));
  }

  function complete(name, line, column) {
    return post(settings.complete, asked({ name: name, line: line, column: column }), "application/json")
      .then(function (answer) { return answer.said.suggestions || []; });
  }

  function check() {
    window.clearTimeout(checkTimer);
    if (checking) { checking.abort(); }
    checking = new window.AbortController();
    var refused = tooLarge("not_checked_large");
    if (refused) { report.removeAttribute("aria-busy"); report.textContent = refused; return; }
    window.sanwuReport.busy(report, words);
    post(settings.check, asked(), "application/json", checking.signal).then(function (answer) {
      report.removeAttribute("aria-busy");
      if (!answer.ok) { report.textContent = answer.said.message; return; }
      window.sanwuReport.render(report, words, answer.said, go);
      pane.mark(marks(answer.said));
    }).catch(function (error) {
      if (error.name === "AbortError") { return; }
      report.removeAttribute("aria-busy");
      report.textContent = words.not_checked;
    });
  }

  function marks(answer) {
    var found = {};
    function note(one, type, text) { (found[one.file] = found[one.file] || []).push({ line: one.line, type: type, text: text }); }
    answer.problems.forEach(function (one) { note(one, "error", one.message + one.remedy); });
    answer.findings.forEach(function (one) { note(one, one.acknowledged ? "info" : "warning", one.message + one.remedy); });
    ((answer.cases || {}).failures || []).forEach(function (one) {
      note(one, "error", words.expected + one.expected + "\n" + words.actual + one.actual);
    });
    return found;
  }

  function save(what) {
    if (!editable || saving) { return; }
    if (what === "save" && !dirty()) { say(words.unchanged); return; }
    var refused = tooLarge("too_large");
    if (refused) { say(refused, true); return; }
    var body = new window.FormData();
    ["csrfmiddlewaretoken", "client_key", "note", "new"].forEach(function (name) { body.append(name, form.elements[name].value); });
    if (what === "save") { body.set("new", ""); }
    body.append("version", revision);
    body.append("do", what);
    var sent = {};
    order.forEach(function (name) { sent[name] = pane.text(name); body.append("name", name); body.append("text", sent[name]); });
    saving = true;
    say(words.saving);
    post(form.getAttribute("action") || window.location.pathname, body).then(function (answer) {
      saving = false;
      if (answer.said.sides) {
        window.localStorage.removeItem(KEY);
        editable = false; // the server has the text: nothing is lost by leaving
        window.location.assign(answer.said.sides);
        return;
      }
      if (answer.said.key) { form.elements.client_key.value = answer.said.key; }
      if (answer.said.code === "client_key_used") { save(what); return; } // the last answer was lost on its way
      if (!answer.ok) { say(answer.said.message, true); return; }
      took(answer.said, sent);
    }).catch(function (error) {
      saving = false;
      say(error instanceof window.TypeError ? words.not_saved : error.message, true); // a TypeError: nothing came back
    });
  }

  function took(said, sent) {
    revision = said.revision;
    base = sent;
    form.elements.version.value = revision;
    form.elements.note.value = "";
    document.querySelector("h1").textContent = said.title;
    document.getElementById("draft-state").textContent = said.state;
    if (said.added) {
      form.elements["new"].value = "";
      base[said.added.name] = said.added.text;
      pane.add(said.added.name, said.added.text);
      order.push(said.added.name);
      open(said.added.name);
      check();
    }
    document.getElementById("draft-kept").hidden = true; // what was saved is newer than what was kept
    draw();
    keep();
    if (!dirty()) { say(fill(words, "saved", { number: said.revision, at: said.at })); }
  }

  form.addEventListener("submit", function (event) {
    var what = (event.submitter || {}).value || "save";
    event.preventDefault();
    if (what === "facts" && pane.has("facts.local.yaml")) { open("facts.local.yaml"); pane.focus(); return; }
    if (what === "check") { check(); } else { save(what); }
  });
  if (form.elements["new"]) {
    form.elements["new"].addEventListener("keydown", function (event) {
      if (event.key === "Enter") { event.preventDefault(); save("add"); }
    });
  }
  document.addEventListener("keydown", function (event) {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s") { event.preventDefault(); save("save"); }
  });

  open(order[0]);
  offerKept();
  check();
})();
