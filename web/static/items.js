/* The table of data items: keys, editing in place, several at once. The page does all of this without the script too;
   each step sends the same form and gets the table back. Keys work only while the focus is in the table. */
"use strict";

(() => {
  const place = document.getElementById("items");
  const said = document.getElementById("items-said");
  if (!place) return;
  const FOCUS = "items focus";
  let from = null; // the row where a selection by Shift+X begins
  let busy = false;
  let looks = 0;

  place.addEventListener("keydown", onKey);
  place.addEventListener("submit", onSubmit);
  place.addEventListener("change", onChange);
  place.addEventListener("dblclick", onDouble);
  place.addEventListener("click", onClick);
  addEventListener("pageshow", countPicked); // a browser that goes back ticks boxes again by itself
  prepare();
  if (window.sessionStorage.getItem(FOCUS) === window.location.pathname) focusRow(0);
  window.sessionStorage.removeItem(FOCUS);

  // ---- rows ----

  function table() { return document.getElementById("item-rows"); }
  function rows() { return table() ? [...table().tBodies[0].rows].filter((row) => row.id && !row.hidden) : []; }
  function boxes() { return [...place.querySelectorAll("input[name=item]")]; }
  function boxOf(row) { return row.querySelector("input[name=item]"); }
  function writes() { return table()?.hasAttribute("data-writes"); }

  /* One row is in the order of the Tab key; the others are reached by arrows. */
  function prepare() {
    rows().forEach((row, index) => { row.tabIndex = index === 0 ? 0 : -1; });
    place.querySelectorAll("#keys, #tick-all").forEach((node) => { node.hidden = false; });
    const wrap = place.querySelector(".table-wrap");
    if (wrap && wrap.scrollWidth > wrap.clientWidth) wrap.tabIndex = 0;
    countPicked();
  }

  function focusRow(index) {
    const all = rows();
    if (!all.length) return;
    const row = all[Math.max(0, Math.min(index, all.length - 1))];
    all.forEach((one) => { one.tabIndex = -1; });
    row.tabIndex = 0;
    row.focus({ preventScroll: true });
    row.scrollIntoView({ block: "nearest" });
  }

  function onKey(event) {
    const form = event.target.closest(".row-form");
    if (form) { editorKey(event, form); return; }
    const row = event.target.closest("#item-rows tbody tr");
    if (!row || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.target.matches("textarea, select, input:not([type=checkbox])")) return;
    const all = rows(), index = all.indexOf(row);
    const steps = {
      ArrowDown: () => focusRow(index + 1),
      ArrowUp: () => focusRow(index - 1),
      Home: () => focusRow(0),
      End: () => focusRow(all.length - 1),
      PageDown: () => (index === all.length - 1 ? turn("next") : focusRow(index + 10)),
      PageUp: () => (index === 0 ? turn("prev") : focusRow(index - 10)),
      Enter: event.target === row ? () => row.querySelector("a")?.click() : null,
      "/": () => document.getElementById("search").focus(),
      "?": () => { const keys = document.getElementById("keys"); keys.open = !keys.open; keys.scrollIntoView({ block: "nearest" }); },
    };
    const changes = {
      e: () => edit(row, "necessity"),
      x: () => pick(row, event.shiftKey),
      a: () => pickPage(),
      c: () => confirmThese(row),
      u: () => document.getElementById("undo")?.requestSubmit(),
    };
    const step = steps[event.key] || (writes() && changes[event.key.toLowerCase()]);
    if (step) { event.preventDefault(); step(); }
  }

  function turn(where) {
    const link = place.querySelector(`.turn a[rel=${where}]`);
    if (link) { remember(); link.click(); }
  }

  /* After a filter, a heading or a page the focus is in the rows again. */
  function remember() { window.sessionStorage.setItem(FOCUS, window.location.pathname); }

  // ---- selecting ----

  function pick(row, range) {
    const all = rows(), box = boxOf(row);
    if (!box) return;
    box.checked = !box.checked;
    if (range && from && all.includes(from)) {
      const [first, last] = [all.indexOf(from), all.indexOf(row)].sort((a, b) => a - b);
      all.slice(first, last + 1).forEach((one) => { boxOf(one).checked = boxOf(from).checked; });
    } else from = row;
    countPicked();
  }

  function pickPage(to) {
    const all = boxes(), every = to ?? !all.every((box) => box.checked);
    all.forEach((box) => { box.checked = every; });
    countPicked();
  }

  function countPicked() {
    const label = document.getElementById("picked"), all = boxes();
    const count = all.filter((box) => box.checked).length;
    all.forEach((box) => box.closest("tr").classList.toggle("is-picked", box.checked));
    const tick = document.getElementById("tick-all");
    if (tick) { tick.checked = count > 0 && count === all.length; tick.indeterminate = count > 0 && count < all.length; }
    if (!label) return;
    const words = count ? label.dataset.some.replace("#", count) : label.dataset.none;
    if (label.textContent !== words) { label.textContent = words; if (count) tell(words); }
  }

  function onChange(event) {
    if (event.target.id === "tick-all") pickPage(event.target.checked);
    else if (event.target.name === "item") { from = event.target.closest("tr"); countPicked(); }
    else if (event.target.id === "group") event.target.form.requestSubmit();
  }

  // ---- steps: the forms of the page, sent without leaving it ----

  function confirmThese(row) {
    const some = boxes().some((box) => box.checked) || document.getElementById("whole")?.checked;
    const button = some ? document.getElementById("confirm-picked") : row.querySelector("button[name=one]");
    if (button) button.form.requestSubmit(button);
  }

  function onSubmit(event) {
    const form = event.target, button = event.submitter;
    if (form.matches(".search-row")) { remember(); return; }
    if (!form.matches("#steps, #undo, .row-form")) return;
    event.preventDefault();
    if (button?.dataset.ask && !window.confirm(button.dataset.ask)) return;
    const body = new FormData(form);
    if (button?.name) body.append(button.name, button.value);
    const address = button?.hasAttribute("formaction") ? button.formAction : form.action;
    if (form.matches(".row-form")) send(address, body, (answer) => savedRow(form, answer));
    else send(address, body, shown);
  }

  /* ``then`` gets the answer; what went wrong on the way is said, and everything typed stays where it is. */
  async function send(address, body, then) {
    if (busy) return;
    busy = true;
    place.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(address, { method: "POST", body, headers: { "X-Rows": "1" }, redirect: "error" });
      await then(answer);
    } catch {
      tell(place.dataset.lost, true);
    }
    busy = false;
    place.removeAttribute("aria-busy");
  }

  async function shown(answer) {
    if (!isJson(answer)) { tell(place.dataset.lost, true); return; }
    const result = await answer.json();
    const index = Math.max(0, rows().indexOf(place.querySelector("tr[tabindex='0']")));
    replace(result);
    const summary = place.querySelector(".error-summary");
    if (summary) summary.focus(); else focusRow(index);
    if (result.said) tell(result.said);
  }

  function replace(result) {
    from = null;
    const kept = ["item-meaning", "reasons-used"].map((id) => document.getElementById(id));
    place.replaceChildren(...parsed(result.sheet));
    kept.forEach((node) => { if (node) document.getElementById(node.id)?.replaceWith(node); });
    prepare();
    look();
  }

  /* What follows from the change is worked out after it was saved; the last answer counts. */
  async function look() {
    const mine = ++looks;
    try {
      const answer = await fetch(place.dataset.beside);
      if (!isJson(answer) || mine !== looks) return;
      const result = await answer.json();
      const meaning = document.getElementById("item-meaning"), now = document.getElementById("now");
      if (meaning) meaning.replaceChildren(...parsed(result.meaning));
      if (now) {
        const open = now.open;
        now.replaceChildren(...parsed(result.now));
        now.open = open;
      }
    } catch { /* the table is right; the column beside it is told anew with the next page */ }
  }

  function parsed(text) { return new DOMParser().parseFromString(text, "text/html").body.childNodes; }
  function isJson(answer) { return (answer.headers.get("Content-Type") || "").includes("json"); }

  function tell(words, loud = false) {
    said.textContent = words;
    said.classList.toggle("visually-hidden-text", !loud);
    said.classList.toggle("flash", loud);
    said.classList.toggle("flash-stop", loud);
    if (loud) said.scrollIntoView({ block: "nearest" });
  }

  // ---- editing in place ----

  function onDouble(event) {
    const row = event.target.closest("#item-rows tbody tr[id]");
    if (!row || !writes() || event.target.closest("a, button, input")) return;
    edit(row, event.target.closest("[data-field]")?.dataset.field || "name");
  }

  function onClick(event) {
    const link = event.target.closest("a");
    if (event.target.closest("[data-close]")) { event.preventDefault(); close(event.target.closest(".row-form")); return; }
    const reason = event.target.closest("[data-reason]");
    if (reason) { const field = reason.form.elements.necessity; field.value = reason.textContent; field.focus(); return; }
    const plain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey;
    if (plain && link?.classList.contains("edit-link")) { event.preventDefault(); edit(link.closest("tr"), "name"); return; }
    if (plain && link && link.closest(".filters, thead, .turn")) remember();
    if (link?.classList.contains("to-rows")) { event.preventDefault(); focusRow(0); }
  }

  async function edit(row, field) {
    const open = place.querySelector(".row-form");
    if (open) { open.querySelector("textarea, input.form-control").focus(); return; }
    try {
      const answer = await fetch(row.querySelector(".edit-link").href, { headers: { "X-Rows": "1" }, redirect: "error" });
      if (!answer.ok) throw new Error("no form");
      const line = document.createElement("tr"), cell = document.createElement("td");
      line.className = "t-edit";
      cell.colSpan = row.cells.length;
      line.append(cell);
      row.after(line);
      row.hidden = true;
      fill(cell, await answer.text(), field);
    } catch {
      window.location.assign(row.querySelector(".edit-link").href);
    }
  }

  function fill(cell, text, field) {
    cell.replaceChildren(...parsed(text));
    cell.querySelectorAll(".keys-hint, .row-reasons").forEach((node) => { node.hidden = false; });
    const wrong = cell.querySelector("[aria-invalid], [aria-describedby]");
    const at = wrong || cell.querySelector(`[name=${field}]`);
    at.focus();
    if (at.setSelectionRange) at.setSelectionRange(at.value.length, at.value.length);
    cell.scrollIntoView({ block: "nearest" });
  }

  /* Enter that ends the input of a Chinese word saves nothing. */
  function editorKey(event, form) {
    if (event.isComposing || event.keyCode === 229) return;
    if (event.key === "Escape") { event.preventDefault(); close(form); }
    const typing = event.target.matches("input.form-control, textarea");
    if (event.key === "Enter" && typing && !event.shiftKey) { event.preventDefault(); form.requestSubmit(); }
  }

  function close(form) {
    const line = form.closest("tr"), row = line.previousElementSibling;
    row.hidden = false;
    line.remove();
    focusRow(rows().indexOf(row));
  }

  async function savedRow(form, answer) {
    if (answer.ok && isJson(answer)) {
      const row = form.closest("tr").previousElementSibling;
      const id = row.id;
      row.hidden = false;
      const index = rows().indexOf(row);
      const result = await answer.json();
      replace(result);
      const again = document.getElementById(id);
      focusRow(again ? rows().indexOf(again) : index);
      tell(result.said);
    } else if (answer.status === 409 || answer.status === 422) fill(form.closest("td"), await answer.text(), "name");
    else tell(place.dataset.lost, true);
  }
})();
