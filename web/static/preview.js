// Keys of the preview: J and K turn pages, C writes a comment on the page in view, + and - enlarge and fit.
(function () {
  "use strict";
  const leaves = Array.from(document.querySelectorAll(".leaf"));
  const thumbs = new Map(Array.from(document.querySelectorAll(".thumbs a")).map((a) => [a.getAttribute("href"), a]));

  function current() {
    const middle = window.innerHeight / 3;
    let found = 0;
    leaves.forEach((leaf, index) => { if (leaf.getBoundingClientRect().top <= middle) { found = index; } });
    return found;
  }

  function mark() {
    const leaf = leaves[current()];
    thumbs.forEach((a, href) => {
      if (leaf && href === "#" + leaf.id) { a.setAttribute("aria-current", "true"); } else { a.removeAttribute("aria-current"); }
    });
  }

  function follow(link) { if (link) { window.location.assign(link.href); } }

  function turn(by) {
    const next = leaves[current() + by];
    if (next) { next.scrollIntoView({ behavior: "instant" }); next.focus({ preventScroll: true }); return; }
    follow(document.querySelector(by > 0 ? "a[rel=next]" : "a[rel=prev]"));
  }

  // Single keys may be in the way of who speaks to the machine, so they can be switched off, for good.
  const keys = document.getElementById("keys");
  keys.closest("label").hidden = false;
  keys.checked = window.localStorage.getItem("preview-keys") !== "off";
  keys.addEventListener("change", () => window.localStorage.setItem("preview-keys", keys.checked ? "on" : "off"));

  document.addEventListener("keydown", (event) => {
    if (!keys.checked) { return; }
    const typing = event.target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]");
    if (typing || event.ctrlKey || event.metaKey || event.altKey) { return; }
    const zooms = document.querySelectorAll(".preview-bar a[href*='zoom=']");
    switch (event.key) {
      case "j": turn(1); break;
      case "k": turn(-1); break;
      case "c": follow(leaves[current()] && leaves[current()].querySelector("a.write")); break;
      case "+": follow(zooms[1]); break;
      case "-": follow(zooms[0]); break;
      default: return;
    }
    event.preventDefault();
  });

  let waiting = false;
  window.addEventListener("scroll", () => {
    if (waiting) { return; }
    waiting = true;
    window.requestAnimationFrame(() => { waiting = false; mark(); });
  }, { passive: true });
  mark();

  const writing = document.getElementById("write");
  if (writing) { writing.scrollIntoView({ behavior: "instant", block: "center" }); (writing.querySelector(".error-summary") || writing.querySelector("textarea")).focus(); }
})();
