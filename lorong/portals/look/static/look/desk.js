// Keys for officers. WCAG 2.1.4: they can be switched off in the list that "?" opens.
(() => {
  "use strict";
  const all = (selector) => [...document.querySelectorAll(selector)];
  const rows = all(".queue tbody tr:not(.grp)");
  const keys = document.querySelector("dialog.keys-all");
  const off = document.querySelector("[data-keys-off]");
  try {
    off.checked = localStorage.getItem("tanpa-tombol") === "1";
    off.addEventListener("change", () => localStorage.setItem("tanpa-tombol", off.checked ? "1" : "0"));
  } catch { /* no storage here: the choice holds for this page */ }

  let at = rows.findIndex((row) => row.classList.contains("at"));
  const go = (step) => {
    if (!rows.length) return;
    rows[at]?.classList.remove("at");
    at = at < 0 ? 0 : Math.min(Math.max(at + step, 0), rows.length - 1);
    rows[at].classList.add("at");
    rows[at].querySelector(".what a")?.focus();
    rows[at].scrollIntoView({ block: "nearest" });
  };

  // Words that carry the number of chosen rows: data-count="# surat dipilih."
  const count = () => {
    const chosen = rows.filter((row) => row.querySelector(".pickbox input")?.checked);
    rows.forEach((row) => row.classList.toggle("sel", chosen.includes(row)));
    all("[data-count]").forEach((words) => {
      words.dataset.none ??= words.textContent;
      words.textContent = chosen.length ? words.dataset.count.replace("#", chosen.length) : words.dataset.none;
    });
    all("[data-needs-choice]").forEach((button) => (button.disabled = !chosen.length));
  };
  document.addEventListener("change", (event) => event.target.matches(".pickbox input") && count());
  if (rows.length) count();

  // A letter leads to its button; the button runs when pressed there, so that a slip refuses nobody.
  const press = (letter) => {
    const button = all("[data-key]").find((one) => one.dataset.key.toUpperCase() === letter && !one.disabled);
    if (!button) return false;
    if (document.activeElement === button || "now" in button.dataset) button.click();
    else button.focus();
    return true;
  };

  const moves = {
    j: () => go(1),
    k: () => go(-1),
    x: () => rows[at]?.querySelector(".pickbox input")?.click(),
    "/": () => document.querySelector(".find input")?.focus(),
    "?": () => keys.showModal(),
  };
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input:not([type=checkbox]):not([type=radio]), textarea, select, dialog");
    if (event.ctrlKey || event.metaKey || event.altKey || typing || (off.checked && event.key !== "?")) return;
    const done = press(event.key.toUpperCase()) || (moves[event.key] && (moves[event.key](), true));
    if (done) event.preventDefault();
  });
})();
