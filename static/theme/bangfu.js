"use strict";
/* The little the pages do by themselves; everything works without it. */
document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-autosubmit]");
  if (form) form.requestSubmit();
});
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method === "dialog") return;
  if (form.dataset.sent) { event.preventDefault(); return; }
  form.dataset.sent = "1";
  window.setTimeout(() => { delete form.dataset.sent; }, 4000);
});
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
  try {
    const answer = await fetch(link.href, { credentials: "same-origin" });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const form = page.querySelector("#service-action");
    if (!answer.ok || !form) throw new Error("no form");
    const dialog = document.createElement("dialog");
    const title = document.createElement("h2");
    title.textContent = page.querySelector("h1").textContent;
    form.action = link.href;
    form.querySelector(".cancel-link").addEventListener("click", (click) => {
      click.preventDefault();
      dialog.close();
    });
    dialog.append(title, form);
    dialog.setAttribute("aria-label", title.textContent);
    dialog.addEventListener("close", () => dialog.remove());
    document.body.append(dialog);
    dialog.showModal();
  } catch {
    window.location.href = link.href;
  }
}
