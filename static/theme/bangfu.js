"use strict";
/* The little the pages do by themselves; everything works without it. */

/* Top bar: a choice is sent at once, a typed date when the field is left. */
const typedDate = (field) => field.type === "date" && "typed" in field.dataset;
document.addEventListener("keydown", (event) => {
  if (event.target.type === "date") event.target.dataset.typed = "";
  if (event.key !== "Escape") return;
  const menu = document.querySelector("details.user-menu[open]");
  if (menu) { menu.open = false; menu.querySelector("summary").focus(); }
});
document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-autosubmit]");
  if (form && !typedDate(event.target)) form.requestSubmit();
});
document.addEventListener("focusout", (event) => {
  const field = event.target;
  if (!typedDate(field)) return;
  delete field.dataset.typed;
  const form = field.closest("form[data-autosubmit]");
  if (form && field.value && field.value !== field.defaultValue) form.requestSubmit();
});

/* A form is sent once, however often its button is clicked. */
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.getAttribute("method") === "dialog") return;
  if (form.dataset.sent) { event.preventDefault(); return; }
  form.dataset.sent = "1";
  window.setTimeout(() => { delete form.dataset.sent; }, 4000);
});
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});

/* Buttons: print, menu on narrow windows, user menu, dialogs. */
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) { window.print(); return; }
  const button = event.target.closest(".menu-button");
  if (button) {
    const open = document.body.classList.toggle("menu-open");
    button.setAttribute("aria-expanded", String(open));
    return;
  }
  const menu = document.querySelector("details.user-menu[open]");
  if (menu && !menu.contains(event.target)) menu.open = false;
  const link = event.target.closest("a[data-dialog]");
  if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) openDialog(event, link);
});
async function openDialog(event, link) {
  event.preventDefault();
  if (link.dataset.opening) return;
  link.dataset.opening = "1";
  try {
    const answer = await fetch(link.href, { credentials: "same-origin" });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const form = page.querySelector("#service-action");
    if (!answer.ok || !form) throw new Error("no form");
    const dialog = document.createElement("dialog");
    const title = document.createElement("h2");
    title.textContent = page.querySelector("h1").textContent;
    title.id = "dialog-title";
    ownIds(form);
    form.setAttribute("action", link.href);
    form.querySelector(".cancel-link").addEventListener("click", (click) => {
      click.preventDefault();
      dialog.close();
    });
    dialog.append(title, form);
    dialog.setAttribute("aria-labelledby", title.id);
    dialog.addEventListener("close", () => { dialog.remove(); link.focus(); });
    document.body.append(dialog);
    dialog.showModal();
    const field = form.querySelector(".form-row input, .form-row select, .form-row textarea");
    if (field) field.focus();
  } catch {
    window.location.href = link.href;
  } finally {
    delete link.dataset.opening;
  }
}
/* The page below may have fields of the same names. */
function ownIds(form) {
  for (const name of ["id", "for", "aria-describedby"]) {
    for (const part of form.querySelectorAll(`[${name}]`)) {
      const own = part.getAttribute(name).split(" ").map((id) => `dialog-${id}`);
      part.setAttribute(name, own.join(" "));
    }
  }
}

/* Lists: the head stays in view where the table fits; filters fold on narrow windows. */
const results = document.querySelector("#changelist .results");
if (results) {
  const table = results.querySelector("table");
  new ResizeObserver(() => {
    results.classList.toggle("fits", table.offsetWidth <= results.clientWidth);
  }).observe(results);
}
const filters = document.querySelector("details.filter-box");
if (filters && window.matchMedia("(max-width: 1180px)").matches) {
  filters.open = Boolean(filters.querySelector("li.selected:not(:first-child)"));
}

/* Fields in an inline table take their column's head as label. */
function labelCells(part) {
  for (const cell of part.querySelectorAll(".tabular td")) {
    const head = cell.closest("table").tHead.rows[0].cells[cell.cellIndex];
    for (const field of cell.querySelectorAll("input:not([type=hidden]), select, textarea")) {
      if (head && !field.labels.length) field.ariaLabel = head.textContent.trim();
    }
  }
}
labelCells(document);
document.addEventListener("formset:added", (event) => {
  labelCells(event.target.closest(".inline-group"));
});
