/* Small helps on top of pages that work without them: saving in the background, keeping what was typed,
   keys in tables, progress of a build. Nothing here decides anything. */
"use strict";

(() => {
  forgetWhatWasSaved();
  const form = document.querySelector("form[data-autosave]");
  if (form) { keepDraft(form); autosave(form); askOnlyWhatMatters(form); }
  document.querySelectorAll("table[data-rows]").forEach(tableKeys);
  document.querySelectorAll("form[data-confirm]").forEach((f) =>
    f.addEventListener("submit", (event) => { if (!window.confirm(f.dataset.confirm)) event.preventDefault(); }));
  const summary = document.querySelector(".error-summary[tabindex]");
  if (summary) summary.focus();
  const build = document.getElementById("build");
  if (build) watchBuild(build);
  foldOnSmallScreens();
  /* A table or chart wider than its place scrolls; the keyboard must reach it. */
  const reachable = () => document.querySelectorAll(".table-wrap, .chart").forEach((wrap) => {
    if (wrap.scrollWidth > wrap.clientWidth) wrap.tabIndex = 0; else wrap.removeAttribute("tabindex");
  });
  reachable();
  addEventListener("resize", reachable); // a telephone that is turned

  /* Save quietly a moment after the last change. The page keeps working when this fails. */
  function autosave(form) {
    const said = document.getElementById("said");
    let timer = 0, running = false, again = false;
    const later = () => { window.clearTimeout(timer); timer = window.setTimeout(save, 1200); };
    form.addEventListener("input", later);
    form.addEventListener("change", later);
    form.addEventListener("submit", () => window.clearTimeout(timer));

    async function save() {
      if (running) { again = true; return; }
      running = true;
      try {
        const answer = await fetch(form.action, {
          method: "POST", body: new FormData(form), headers: { "X-Autosave": "1" }, redirect: "manual",
        });
        if (answer.ok && (answer.headers.get("Content-Type") || "").includes("json")) show(await answer.json());
      } catch { /* offline: what was typed stays on the page and in the draft below */ }
      running = false;
      if (again) { again = false; later(); }
    }

    function show(result) {
      if (result.refused) { said.classList.add("said-wait"); said.textContent = result.refused; return; }
      if (!result.conflicts.length) form.elements.revision.value = result.revision;
      for (const [name, note] of Object.entries(result.notes || {})) {
        if (form.elements[name]) form.elements[name].value = note;
      }
      form.querySelectorAll("[data-said]").forEach((node) => node.remove());
      for (const [question, sentence] of Object.entries(result.problems)) {
        const block = form.querySelector(`[data-question="${CSS.escape(question)}"]`);
        if (!block) continue;
        const line = document.createElement("p");
        line.className = "q-error"; line.dataset.said = "1"; line.textContent = sentence;
        block.querySelector(".q-field").append(line);
      }
      const wrong = Object.keys(result.problems).length;
      said.classList.toggle("said-wait", Boolean(wrong || result.conflicts.length));
      said.textContent = result.conflicts.length ? "! " + said.dataset.conflict
        : wrong ? "! " + said.dataset.partly : "✓ " + result.said;
      const now = document.getElementById("now");
      if (now && result.now) {
        const open = now.open;
        now.replaceChildren(...new DOMParser().parseFromString(result.now, "text/html").body.childNodes);
        now.open = open;
      }
      if (!wrong && !result.conflicts.length) forget(form);
    }
  }

  /* What is typed stays in this browser until the server has it: a session that ran out loses nothing. */
  function draftKey(form) { return "draft " + new URL(form.action).pathname; }
  function forget(form) { window.sessionStorage.removeItem(draftKey(form)); }
  function forgetWhatWasSaved() {
    const sent = window.sessionStorage.getItem("sent");
    if (sent && document.querySelector(".flash:not(.flash-stop)")) window.sessionStorage.removeItem(sent);
    if (!document.getElementById("login")) window.sessionStorage.removeItem("sent");
  }
  /* Only what was touched is kept: what a colleague wrote meanwhile in another field stays. */
  function keepDraft(form) {
    const touched = new Set();
    const key = draftKey(form), stored = window.sessionStorage.getItem(key);
    if (stored && !document.querySelector(".error-summary")) {
      for (const [name, values] of Object.entries(JSON.parse(stored))) {
        touched.add(name);
        for (const field of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
          if (field.type === "radio" || field.type === "checkbox") field.checked = values.includes(field.value);
          else if (field.type !== "hidden") field.value = values[0] ?? "";
        }
      }
      form.dispatchEvent(new Event("input"));
    }
    form.addEventListener("submit", () => window.sessionStorage.setItem("sent", key));
    form.addEventListener("input", (event) => {
      if (event.target.name) touched.add(event.target.name);
      const kept = {};
      for (const field of form.elements) {
        if (!touched.has(field.name) || field.type === "hidden" || field.type === "file") continue;
        kept[field.name] ??= [];
        if ((field.type !== "radio" && field.type !== "checkbox") || field.checked) kept[field.name].push(field.value);
      }
      window.sessionStorage.setItem(key, JSON.stringify(kept));
    });
  }

  /* Hide questions that another answer on this page makes pointless. Without this script all are shown. */
  function askOnlyWhatMatters(form) {
    const blocks = [...form.querySelectorAll("[data-asked-when]")];
    const check = () => blocks.forEach((block) => {
      const asked = JSON.parse(block.dataset.askedWhen).every((test) => holds(test));
      block.classList.toggle("q-skip", !asked);
    });
    function holds(test) {
      const owner = form.querySelector(`[data-question="${CSS.escape(test.question)}"]`);
      if (!owner) return test.holds !== false;
      const values = [...owner.querySelectorAll("input, select, textarea")]
        .filter((field) => (field.type !== "radio" && field.type !== "checkbox") || field.checked)
        .map((field) => field.value);
      if (test.none_of != null) return !test.none_of.some((value) => values.includes(String(value)));
      if (test.includes != null) return values.includes(String(test.includes));
      if (test.any_of != null) return test.any_of.some((value) => values.includes(String(value)));
      return values.includes(String(test.equals));
    }
    form.classList.add("follows");  // the notes "only when …" are for pages without this script
    form.addEventListener("change", check);
    check();
  }

  /* Arrow keys move, E edits, X selects. */
  function tableKeys(table) {
    const rows = [...table.tBodies[0].rows].filter((row) => row.querySelector("input[type=checkbox]"));
    rows.forEach((row, index) => {
      row.tabIndex = index === 0 ? 0 : -1;
      row.addEventListener("keydown", (event) => {
        if (event.target.matches("input[type=text], textarea") || event.ctrlKey || event.metaKey || event.altKey) return;
        const to = { ArrowDown: rows[index + 1], ArrowUp: rows[index - 1] }[event.key];
        if (to) { row.tabIndex = -1; to.tabIndex = 0; to.focus(); event.preventDefault(); }
        if (event.key === "e" || event.key === "E") row.querySelector("a")?.click();
        if (event.key === "x" || event.key === "X") {
          const box = row.querySelector("input[type=checkbox]");
          box.checked = !box.checked;
          row.setAttribute("aria-selected", box.checked);
        }
      });
    });
  }

  function watchBuild(node) {
    const bar = document.getElementById("bar"), message = document.getElementById("build-message");
    const look = async () => {
      try {
        const job = await (await fetch(node.dataset.url)).json();
        if (job.state === "queued" || job.state === "running") {
          bar.max = job.total || 1; bar.value = job.progress;
          if (job.message) message.textContent = job.message;
          window.setTimeout(look, 1000);
        } else window.location.reload();
      } catch { window.setTimeout(look, 3000); }
    };
    window.setTimeout(look, 800);
  }

  /* Below the width of three columns *now* is one line that opens, and on a telephone so is the way. */
  function foldOnSmallScreens() {
    const now = document.getElementById("now"), way = document.querySelector(".way-fold");
    const narrow = window.matchMedia("(max-width: 1099px)"), small = window.matchMedia("(max-width: 820px)");
    const fold = () => {
      if (now) now.open = !narrow.matches;
      if (way) way.open = !small.matches;
    };
    fold();
    narrow.addEventListener("change", fold);
    small.addEventListener("change", fold);
  }
})();
