// Watches whether the page's script starts. Until it has, this keeps what is typed on the device, sends what is sent,
// fetches again the files that did not arrive, and says so. It is a file of its own, in an old syntax, so that it runs
// where the page's script does not. It writes into the stores of store.js: a sent text as an item of the outbox, which
// the page's script sends too, and the text of a field as a row that only this script reads.
(function () {
  "use strict";

  var SILENCE = 4000; // milliseconds after which a file that has not arrived is fetched again; doubled each time
  var PAUSE = 1000; // before a file that failed is fetched again; doubled each time
  var LONGEST_PAUSE = 30000;
  var SILENT = 3000; // how long the page says nothing more than what the server wrote
  var START = 8000; // the longest that the page's script takes to start
  var TIMEOUT = 15000; // of a request that sends a text
  var STORES = ["drafts", "outbox"];
  var root = document.documentElement;
  var begun = Date.now();
  var arrivedAt = Infinity; // when the page's script arrived
  var faultAt = Infinity; // when it had a fault
  var isTroubled = false;
  var isKept = true; // whether the last write on the device succeeded
  var isWriting = false;
  var database = null;
  var kept = {}; // what each field has, by its key, where it is not what the server wrote
  var queued = {}; // those of them that are to be written
  var unsent = []; // items of the outbox
  var isSending = false;
  var sendAt = 0;
  var failures = 0;
  var pageLine = null; // the status line that the page's script holds, after a fault

  function hasStarted() { return root.dataset.writes === "on"; }
  function getContent() { return document.getElementById("now"); }
  function getSlug() { return getContent().dataset.slug; }
  function getPause(first, times) { return Math.min(first * Math.pow(2, times), LONGEST_PAUSE); }
  function isOnlyInPage(item) { return item.isOnlyInPage; }
  function isField(element) { return Boolean(element.matches && element.matches(".entry textarea")); }
  function findField(key) { return getContent().querySelector('.place[data-key="' + key + '"] .entry textarea'); }

  // The files of the page

  var files = [
    { id: "write-style", attribute: "href", isWhole: function () { return getComputedStyle(root).getPropertyValue("--bundle").trim() === "whole"; } },
    { id: "write-script", attribute: "src", isWhole: function () { return Boolean(root.dataset.bundle); } }
  ];
  files.forEach(function (file) {
    file.element = document.getElementById(file.id);
    file.address = file.element.getAttribute(file.attribute);
    file.tries = 0;
    file.next = begun + SILENCE;
  });


  // The whole file has arrived, or will not arrive by this request.
  function judge(file) {
    if (!file.isWhole()) file.next = Math.min(file.next, Date.now() + getPause(PAUSE, file.tries));
  }

  function fetchAgain(file) {
    var element = document.createElement(file.element.tagName);
    if (file.attribute === "href") {
      element.rel = "stylesheet";
      file.element.remove(); // the browser may show nothing of the page while it waits for this one
    }
    file.tries += 1;
    file.next = Date.now() + getPause(SILENCE, file.tries);
    element.onload = element.onerror = function () { judge(file); };
    element[file.attribute] = file.address + "?again=" + Date.now(); // not the half that the browser may have cached
    document.head.appendChild(element);
    if (file.tries > 1) lookForUpgrade(file);
  }

  // A server that was upgraded may no longer have the files of this page. Then the page is loaded again.
  function lookForUpgrade(file) {
    fetch(location.pathname).then(function (response) { return response.text(); }).then(function (html) {
      if (html.indexOf('id="now"') > 0 && html.indexOf(file.address) < 0 && isKept && !hasStarted()) location.reload();
    }).catch(function () {});
  }

  // The device

  function open(use) {
    if (database) return use(database);
    try {
      var request = indexedDB.open("rundebord-write", 1);
      request.onupgradeneeded = function () {
        STORES.forEach(function (name) { request.result.createObjectStore(name, { keyPath: "id" }); });
      };
      request.onerror = function () { use(null); };
      request.onsuccess = function () {
        database = request.result;
        database.onclose = function () { database = null; };
        database.onversionchange = function () { database.close(); database = null; };
        use(database);
      };
    } catch (error) {
      use(null);
    }
  }

  // Calls `work` with a function that returns a store, and then `done` with whether all was written.
  function write(work, done) {
    function end(isWritten) {
      isKept = isWritten;
      done(isWritten);
    }
    open(function (database) {
      try {
        var transaction = database.transaction(STORES, "readwrite", { durability: "strict" });
        transaction.oncomplete = function () { end(true); };
        transaction.onabort = function () { end(false); };
        work(function (name) { return transaction.objectStore(name); });
        if (transaction.commit) transaction.commit(); // now, since a page that is being closed would never commit by itself
      } catch (error) {
        end(false);
      }
    });
  }

  function makeRow(field) {
    var place = field.closest(".place").dataset;
    var slug = "guard " + getSlug();
    var label = field.labels[0] ? field.labels[0].textContent : "";
    var who = getContent().dataset;
    return { id: slug + " " + place.key, slug: slug, place: place.key, round: place.round, question: place.question || null, label: label, from: field.defaultValue, body: field.value, scribe: who.scribe, group: who.group };
  }

  // Rows of an older release do not name who this device was.
  function isOwn(row) {
    var who = getContent().dataset;
    return !row.scribe || row.scribe === who.scribe || row.group === who.group;
  }

  function makeItem(row, uid) {
    return { id: getSlug() + " " + uid, slug: getSlug(), seq: Date.now(), kind: "note", uid: uid, round: row.round, question: row.question, body: row.body, base: 0, refused: "", met: null, scribe: row.scribe };
  }

  function keep(field) {
    var row = makeRow(field);
    kept[row.place] = queued[row.place] = row;
    if (!isWriting) writeQueued();
  }

  function writeQueued() {
    var rows = Object.keys(queued).map(function (key) { return queued[key]; });
    queued = {};
    isWriting = rows.length > 0;
    if (!isWriting) return;
    write(function (store) {
      if (!hasStarted()) rows.forEach(function (row) { store("drafts").put(row); });
    }, writeQueued);
  }

  // Puts what an earlier page left on the device into the fields, as if it was typed now.
  function restore() {
    open(function (database) {
      if (!database) {
        isKept = false;
        return;
      }
      var transaction = database.transaction(STORES);
      var rows = transaction.objectStore("drafts").getAll();
      var items = transaction.objectStore("outbox").getAll();
      transaction.oncomplete = function () {
        rows.result.forEach(function (row) {
          if (row.slug === "guard " + getSlug()) (isOwn(row) ? putBack : leaveToGroup)(row);
        });
        items.result.forEach(function (item) {
          var isMine = !item.scribe || item.scribe === getContent().dataset.scribe; // the page's script asks about the others
          if (item.slug === getSlug() && isMine && item.kind === "note" && item.base === 0 && !item.refused && !item.met) unsent.push(item);
        });
        if (hasStarted()) handOver();
      };
    });
  }

  function putBack(row) {
    var field = findField(row.place);
    if (!kept[row.place]) kept[row.place] = row;
    if (!field || field.value === row.body) return;
    if (field.value === row.from) field.value = row.body;
    else if (field.value.indexOf(row.body) < 0) field.value += "\n" + row.body;
    else return;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  // A text that was typed for another group becomes an item that the server refuses, and the person decides (drafts.js).
  function leaveToGroup(row) {
    write(function (store) {
      if (row.body.trim()) store("outbox").put(makeItem(row, newUid()));
      store("drafts").delete(row.id);
    }, function () {
      if (hasStarted()) dispatchEvent(new Event("online")); // the page's script reads its outbox again
    });
  }

  // The page's script has taken over the fields. A text whose field is gone is handed to it. Then all is deleted here: the
  // browser does that after what the page's script has begun to write.
  function handOver() {
    var rows = Object.keys(kept).map(function (key) { return kept[key]; });
    rows.forEach(function (row) {
      if (!findField(row.place)) document.dispatchEvent(new CustomEvent("kept", { detail: row }));
    });
    kept = {};
    setTimeout(function () {
      write(function (store) {
        rows.forEach(function (row) { store("drafts").delete(row.id); });
      }, function () {});
    }, PAUSE);
  }

  // Sending

  function newUid() {
    return "10000000-1000-4000-8000-100000000000".replace(/[018]/g, function (digit) {
      return (digit ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (digit / 4)))).toString(16);
    });
  }

  function send(form) {
    var field = form.querySelector("textarea");
    var body = field.value;
    var longest = Number(getContent().dataset.longest);
    var tooLong = body.length > longest && Array.from(body).length > longest;
    form.querySelector(".field-errors").textContent = tooLong ? document.getElementById("words").dataset.tooLong.replace("{}", longest) : "";
    field.focus();
    if (tooLong || !body.trim()) return;
    var row = makeRow(field);
    var uid = "shell" in getContent().dataset ? newUid() : form.elements.uid.value; // that of a shell is an old one
    var item = makeItem(row, uid);
    form.elements.uid.value = newUid();
    field.value = row.body = "";
    field.dispatchEvent(new Event("input", { bubbles: true })); // a page's script that had a fault may hold the text too
    kept[row.place] = row;
    write(function (store) {
      store("outbox").put(item);
      store("drafts").put(row);
    }, function (isWritten) {
      item.isOnlyInPage = !isWritten;
      unsent.push(item);
      if (hasStarted()) dispatchEvent(new Event("online")); // the page's script reads its outbox again
      say();
    });
  }

  // Sends the first item as the form would. The page that comes back proves that the server has it, also where the page's
  // script sent it in the same moment, since both send it under the same id.
  function sendNext() {
    if (isSending || !unsent.length || Date.now() < sendAt) return;
    var item = unsent[0];
    var token = document.querySelector("[name=csrfmiddlewaretoken]").value;
    var fields = { csrfmiddlewaretoken: token, uid: item.uid, round: item.round, question: item.question || "", body: item.body };
    var timer = setTimeout(fail, TIMEOUT);
    isSending = true;
    function fail() {
      clearTimeout(timer);
      isSending = false;
      sendAt = Date.now() + getPause(PAUSE, failures);
      failures += 1;
    }
    fetch(location.pathname, { method: "POST", body: new URLSearchParams(fields) }).then(function (response) {
      return response.text();
    }).then(function (html) {
      if (html.indexOf('data-uid="' + item.uid + '"') < 0) return fail();
      clearTimeout(timer);
      isSending = false;
      failures = 0;
      unsent = unsent.filter(function (other) { return other !== item; });
      write(function (store) { store("outbox").delete(item.id); }, showSent);
    }).catch(fail);
  }

  // Loads the page again, which shows the notes that were sent, where nobody is writing.
  function showSent() {
    var isEmpty = [].every.call(document.querySelectorAll(".entry textarea"), function (field) { return !field.value; });
    if (!unsent.length && isEmpty && !hasStarted()) location.reload();
  }

  // The page's script

  // After a fault the page's script may still write into the line that it holds.
  function takeLine() {
    pageLine = document.getElementById("state");
    pageLine.replaceWith(pageLine.cloneNode(true));
  }

  function say() {
    var line = document.getElementById("state");
    if (!line || hasStarted()) return;
    var hasFault = Date.now() > Math.min(faultAt + PAUSE, arrivedAt + START);
    if (hasFault && !pageLine) takeLine();
    isTroubled = isTroubled || hasFault || Date.now() > begun + SILENT;
    if (!isTroubled && !unsent.length) return;
    line = document.getElementById("state");
    var text = !isKept ? line.dataset.memory : hasFault ? line.dataset.fault : line.dataset.missing;
    if (unsent.length) text += " " + line.dataset.unsent.replace("{}", unsent.length);
    line.dataset.tone = "warn";
    if (line.textContent !== text) line.textContent = text;
  }

  function tick() {
    var now = Date.now();
    if (arrivedAt === Infinity && root.dataset.bundle) arrivedAt = now;
    files.forEach(function (file) {
      if (now < file.next || file.isWhole()) return;
      isTroubled = true;
      fetchAgain(file);
    });
    if (hasStarted()) {
      if (pageLine) document.getElementById("state").replaceWith(pageLine);
      pageLine = null;
      if (Object.keys(kept).length) handOver();
      unsent = unsent.filter(isOnlyInPage); // the page's script has the others
      if (files.every(function (file) { return file.isWhole(); }) && !unsent.length) clearInterval(timer);
    }
    say();
    if (isTroubled) sendNext();
  }
  var timer = setInterval(tick, 250);

  function onFault() {
    if (root.dataset.bundle && !hasStarted()) faultAt = Math.min(faultAt, Date.now());
  }
  addEventListener("error", function (event) {
    files.forEach(function (file) { if (event.target === file.element) judge(file); });
    if (event.target === window) onFault();
  }, true);
  addEventListener("unhandledrejection", onFault);
  addEventListener("load", function () { files.forEach(judge); });
  addEventListener("online", function () {
    files.forEach(function (file) { file.next = 0; });
    sendAt = 0;
  });
  if (document.readyState === "complete") files.forEach(judge);

  // These come before those of the page's script, which may have a fault.
  addEventListener("input", function (event) { if (!hasStarted() && isField(event.target)) keep(event.target); }, true);
  addEventListener("submit", function (event) {
    if (hasStarted() || !event.target.matches(".entry")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    send(event.target);
  }, true);
  addEventListener("keydown", function (event) {
    if (hasStarted() || event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.isComposing || !isField(event.target)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (!event.repeat) send(event.target.form);
  }, true);
  addEventListener("pagehide", writeQueued);
  addEventListener("beforeunload", function (event) {
    var isTyped = !isKept && !hasStarted() && Object.keys(kept).some(function (key) { return kept[key].body; });
    if (!isTyped && !unsent.some(isOnlyInPage)) return;
    event.preventDefault();
    event.returnValue = true;
  });

  if (document.readyState === "loading") document.addEventListener("readystatechange", restore, { once: true });
  else restore();
  [].forEach.call(document.querySelectorAll(".entry textarea"), function (field) { if (field.value !== field.defaultValue && !hasStarted()) keep(field); });
})();
