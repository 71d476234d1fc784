/* What plain HTML cannot do: dialogs, keys, selection, copying, toasts. Every link and form works without this file. */
(() => {
  "use strict";

  const one = (selector, from = document) => from.querySelector(selector);
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];
  const isTyping = (element) => Boolean(element?.closest("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]"));

  /* Controls that need script stay hidden until it runs. What was swapped in may itself be one of them. */
  const within = (selector, root) => (root.matches?.(selector) ? [root] : []).concat(all(selector, root));
  const prepare = (root) => {
    within("[data-script][hidden]", root).forEach((element) => { element.hidden = false; });
    within("dialog[data-open]", root).forEach(openDialog);
    within(".tabs", root).forEach(showCurrent);
    within(".listform", root).forEach(countSelected);
    within("[data-toast]", root).forEach(expire);
  };

  /* A row of tabs that is wider than its window begins where the current one is seen. */
  const showCurrent = (tabs) => {
    const tab = tabs.scrollWidth > tabs.clientWidth && one("[aria-current]", tabs);
    if (tab) tabs.scrollLeft += tab.getBoundingClientRect().left - tabs.getBoundingClientRect().left - (tabs.clientWidth - tab.offsetWidth) / 2;
  };

  /* Dialogs. One that takes the place of another, with its faults shown, still leads back to where the first was opened. */
  let openedFrom = null;
  /* By itself a dialog begins at its first button, which closes it. Of radios it is the chosen one that has the keys. */
  const firstField = (dialog) => {
    const field = one("input:not([type=hidden], :disabled), select:not(:disabled), textarea:not(:disabled)", dialog);
    return (field?.type === "radio" && one(`input[type=radio][name="${CSS.escape(field.name)}"]:checked`, dialog)) || field;
  };
  const openDialog = (dialog) => {
    if (!dialog || dialog.open) return;
    const from = document.activeElement;
    if (from !== document.body && !from.closest("dialog")) openedFrom = from;
    dialog.openedFrom = openedFrom;
    dialog.showModal();
    (one("[data-focus]", dialog) ?? firstField(dialog))?.focus();
  };
  document.addEventListener("close", ({ target }) => {
    const at = document.activeElement;
    if (at === document.body || target.contains(at)) target.openedFrom?.focus({ preventScroll: true });
  }, true);
  const openNamed = (opener, event) => {
    const dialog = document.getElementById(opener.dataset.dialog);
    if (!dialog?.showModal) return;
    event.preventDefault();
    openDialog(dialog);
  };

  /* Menus are details elements; one is open at a time, and a click elsewhere closes it. */
  const closeMenus = (except) => all("details.menu[open]").forEach((menu) => { if (menu !== except) menu.open = false; });

  /* Toasts: errors stay until closed, and so does one that can be taken back; what went well leaves by itself unless it
     is being read. Of those with a way back the newest few are kept, one for each thing. */
  const MOST_KEPT = 3;
  const undone = (toast) => { const form = one("form", toast); return `${form.action} ${form.dataset.term ?? ""}`; };
  const keep = (toast) => {
    const others = all("[data-toast] form").filter((form) => !toast.contains(form)).map((form) => form.closest("[data-toast]"));
    const same = others.filter((other) => undone(other) === undone(toast));
    const left = others.filter((other) => !same.includes(other));
    [...same, ...left.slice(0, Math.max(0, left.length + 1 - MOST_KEPT))].forEach((other) => other.remove());
  };
  const expire = (toast) => {
    if (toast.dataset.timed || toast.classList.contains("overdue")) return;
    if (one("form", toast)) return keep(toast);
    toast.dataset.timed = "1";
    const leave = () => (toast.matches(":hover, :focus-within") ? setTimeout(leave, 2000) : toast.remove());
    setTimeout(leave, 8000);
  };
  const say = (text) => {
    const toast = document.createElement("div");
    toast.className = "toast";
    toast.dataset.toast = "";
    toast.append(document.createElement("i"), Object.assign(document.createElement("span"), { textContent: text }));
    one("#toasts")?.append(toast);
    expire(toast);
  };

  /* Selection: the bar says how many, and each action what it will do to them. */
  const countSelected = (form) => {
    const boxes = all("input[name=selected]", form);
    const count = boxes.filter((box) => box.checked).length;
    const head = one("[data-select-all]", form);
    if (head) {
      head.checked = count > 0 && count === boxes.length;
      head.indeterminate = count > 0 && count < boxes.length;
    }
    all("[data-selected-text]", form).forEach((element) => { element.textContent = element.dataset.selectedText.replace("%n", count); });
    all("[data-many]", form).forEach((button) => {
      button.textContent = (count === 1 ? button.dataset.one : button.dataset.many).replace("%n", count);
    });
  };

  /* The row that the keyboard is at */
  const rows = () => all("table[data-rows] tbody > tr:not(.whyrow), ol.queue > li, ol.threads > li");
  const current = () => one("table[data-rows] .at, ol.queue .at, ol.threads .at");
  const move = (step) => {
    const list = rows();
    if (!list.length) return;
    const at = list.indexOf(current());
    const next = list[Math.min(list.length - 1, Math.max(0, at === -1 ? 0 : at + step))];
    current()?.classList.remove("at");
    next.classList.add("at");
    next.scrollIntoView({ block: "nearest" });
    (subject(next) ?? one("a, button", next))?.focus({ preventScroll: true });
  };
  const subject = (row) => one("a.id", row) ?? one(".what a, .threads a", row);
  const pick = () => {
    const box = current() && one("input[name=selected]", current());
    if (!box) return;
    box.checked = !box.checked;
    box.dispatchEvent(new Event("change", { bubbles: true }));
  };

  /* The reason of a deadline opens in the flow, below its row, and closes again. */
  const why = async (chip) => {
    const open = document.getElementById(chip.dataset.why);
    const place = chip.closest("[data-why-place]") ?? chip.closest("tr, li, .next") ?? chip.parentElement;
    if (open) {
      (open.closest("tr.whyrow") ?? open).remove();
      place.classList.remove("opened");
      chip.setAttribute("aria-expanded", "false");
      return;
    }
    const answer = await fetch(chip.href, { headers: { "HX-Request": "true", "X-Requested-With": "fetch" }, credentials: "same-origin" });
    if (!answer.ok || answer.redirected) { window.location.assign(chip.href); return; }
    const holder = document.createElement("template");
    holder.innerHTML = await answer.text();
    const panel = one(".why", holder.content);
    if (!panel) { window.location.assign(chip.href); return; }
    chip.setAttribute("aria-expanded", "true");
    place.classList.add("opened");
    if (place.matches("tr")) {
      const row = document.createElement("tr");
      row.className = "whyrow";
      const cell = row.insertCell();
      cell.colSpan = place.cells.length;
      cell.append(panel);
      place.after(row);
    } else {
      place.append(panel);
    }
  };

  const copy = async (button) => {
    const source = document.getElementById(button.dataset.copy);
    await navigator.clipboard.writeText(source.value ?? source.textContent.trim());
    say(button.dataset.copied);
  };

  document.addEventListener("click", (event) => {
    const target = event.target;
    const menu = target.closest("details.menu");
    // What opens a dialog leaves no menu behind it.
    closeMenus(target.closest("[hx-target='#dialog-place']") ? null : menu);
    const opener = target.closest("[data-dialog]");
    if (opener) return openNamed(opener, event);
    if (target.closest("[data-close]")) return target.closest("[data-toast], dialog")?.remove();
    const copier = target.closest("[data-copy]");
    if (copier) return void copy(copier);
    const chip = target.closest("a[data-why]");
    if (chip && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      return void why(chip);
    }
    if (target instanceof HTMLDialogElement) return target.close();
    const row = target.closest("tr[data-href]");
    if (!row || target.closest("a, button, input, label, select, summary") || String(window.getSelection())) return undefined;
    return event.ctrlKey || event.metaKey ? window.open(row.dataset.href) : window.location.assign(row.dataset.href);
  });

  document.addEventListener("change", (event) => {
    const form = event.target.closest(".listform");
    if (!form) return;
    if (event.target.matches("[data-select-all]")) {
      all("input[name=selected]", form).forEach((box) => { box.checked = event.target.checked; });
    }
    countSelected(form);
  });
  /* A form whose act must not be done twice is sent once: a second click within a moment is the same click. */
  document.addEventListener("submit", (event) => {
    const form = event.target.closest("form[data-once]");
    if (!form) return;
    if (form.dataset.once) { event.preventDefault(); return; }
    form.dataset.once = "sent";
    setTimeout(() => { form.dataset.once = ""; }, 3000);
  });
  document.addEventListener("reset", (event) => setTimeout(() => countSelected(event.target)));

  const keys = {
    j: () => move(1),
    k: () => move(-1),
    x: pick,
    o: () => current() && (subject(current()) ?? current()).click(),
    e: () => { const act = current() && one("[data-act]", current()); if (act) act.click(); },
    w: () => { const chip = current() && one("a[data-why]", current()); if (chip) void why(chip); },
    "/": () => (one("#search-all:not([hidden])") ?? one("#list-find"))?.focus(),
    "?": () => openDialog(document.getElementById("keymap")),
  };
  document.addEventListener("keydown", (event) => {
    const typing = isTyping(event.target);
    if ((event.ctrlKey || event.metaKey) && event.key === "k") {
      event.preventDefault();
      return keys["/"]();
    }
    if (event.key === "Escape") {
      const menu = event.target.closest?.("details.menu[open]");
      closeMenus();
      if (menu) return one("summary", menu).focus();
      return typing ? event.target.blur() : undefined;
    }
    if (typing || event.ctrlKey || event.metaKey || event.altKey || one("dialog[open]") || !keys[event.key]) return undefined;
    event.preventDefault();
    return keys[event.key]();
  });

  // Pictures of products lie on other servers: one that does not come leaves its place empty.
  const leaveEmpty = (picture) => picture.classList.add("gone");
  document.addEventListener("error", (event) => {
    if (event.target instanceof HTMLImageElement) leaveEmpty(event.target);
  }, true);
  document.querySelectorAll("img").forEach((picture) => {
    if (picture.complete && !picture.naturalWidth) leaveEmpty(picture);
  });

  document.addEventListener("htmx:load", (event) => prepare(event.detail.elt));
  document.addEventListener("htmx:responseError", () => say(document.documentElement.dataset.failed ?? ""));
  document.addEventListener("htmx:sendError", () => say(document.documentElement.dataset.offline ?? ""));
  document.addEventListener("DOMContentLoaded", () => {
    prepare(document);
    one("[data-focus]")?.focus();
  });
})();
