/* The editing pane: one Ace editor, one session for each file, completion asked from the server. */
(function () {
  "use strict";

  var KINDS = { yaml: "ace/mode/yaml" };

  function short(text) { return text.length > 16 ? text.slice(0, 15) + "…" : text; }

  function create(place, options) {
    var ace = window.ace;
    ace.config.set("useStrictCSP", true);
    ace.config.setMessages(options.messages);
    var editor = ace.edit(place, {
      fontSize: "15px",
      showPrintMargin: false,
      tabSize: 2,
      useSoftTabs: true,
      wrap: true,
      indentedSoftWrap: false,
      readOnly: options.readOnly,
      enableBasicAutocompletion: !options.readOnly,
      enableLiveAutocompletion: !options.readOnly
    });
    var sessions = {};
    var current = "";

    /* What stands under a key is indented: "duties:" and Enter. */
    ace.require("ace/mode/yaml").Mode.prototype.getNextLineIndent = function (_state, line, tab) {
      return this.$getIndent(line) + (/^[^#]*:\s*(#.*)?$/.test(line) ? tab : "");
    };
    var leaving = false, tabbed = false;

    /* Tab goes on for who came by Tab and has not begun to write; Esc, then Tab, for everybody else: so a keyboard is
       never caught in the editor, and walking through it writes nothing. */
    editor.commands.addCommand({ name: "leave", bindKey: "Esc", exec: function () { leaving = true; } });
    place.addEventListener("keydown", function (event) {
      if (event.key === "Tab" && leaving) { event.stopPropagation(); }
      if (event.key !== "Escape" && event.key !== "Tab" && event.key !== "Shift") { leaving = false; }
    }, true);
    document.addEventListener("keydown", function (event) { tabbed = event.key === "Tab"; }, true);
    document.addEventListener("mousedown", function () { tabbed = leaving = false; }, true);
    window.addEventListener("blur", function () { tabbed = false; });
    editor.on("focus", function () { leaving = tabbed; });
    editor.commands.addCommand({
      name: "save", bindKey: { win: "Ctrl-S", mac: "Command-S" }, exec: function () { options.save(); }
    });

    editor.completers = [{
      identifierRegexps: [/[A-Za-z0-9_\-]/],
      getCompletions: function (_editor, session, position, _prefix, callback) {
        var rest = session.getLine(position.row).slice(position.column);
        options.complete(current, position.row, position.column).then(function (found) {
          callback(null, found.map(function (one, number) {
            var key = one.kind === "key" || (one.kind === "fact" && one.as_key);
            return {
              caption: one.text,
              value: key && !/^\s*:/.test(rest) ? one.text + ": " : one.text,
              meta: short([one.title, one.required ? options.words.required : ""].filter(Boolean).join(" · ")) ||
                options.words["kind_" + one.kind],
              docText: one.help || (one.title.length > 16 ? one.title : ""),
              score: 1000 - number
            };
          }));
        }, function () { callback(null, []); });
      }
    }];

    function open(name) {
      current = name;
      editor.setSession(sessions[name]);
      editor.setOption("textInputAriaLabel", options.words.editor.replace("{file}", name));
    }

    function add(name, text) {
      var session = ace.createEditSession(text, "ace/mode/text");
      session.setUseWorker(false);
      session.setTabSize(2);
      session.setUseSoftTabs(true);
      session.setUseWrapMode(true);
      session.setMode(KINDS[name.split(".").pop()] || "ace/mode/text");
      session.on("change", function () { options.changed(name); });
      sessions[name] = session;
    }

    function mark(byFile) {
      Object.keys(sessions).forEach(function (name) {
        sessions[name].setAnnotations((byFile[name] || []).map(function (one) {
          return { row: Math.max(one.line, 1) - 1, column: 0, text: one.text, type: one.type };
        }));
      });
    }

    return {
      add: add,
      open: open,
      mark: mark,
      remove: function (name) { delete sessions[name]; },
      has: function (name) { return Object.prototype.hasOwnProperty.call(sessions, name); },
      text: function (name) { return sessions[name].getValue(); },
      replace: function (name, text) { sessions[name].setValue(text); },
      current: function () { return current; },
      focus: function () { editor.focus(); },
      line: function (number) { editor.gotoLine(number, 0, true); editor.focus(); }
    };
  }

  window.sanwuPane = { create: create };
})();
