/* What changes while it is looked at: polled regions, and the reader's place in a region that is brought in anew. */
(() => {
  "use strict";

  const one = (selector, from = document) => from.querySelector(selector);
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];
  const SECONDS = 15;
  const LONGEST = 300; // between two attempts while the server does not answer

  /* The reader's place: a row keeps its mark and its focus; one that has left hands them to the row that follows. */
  const remember = (region) => {
    const focus = region.contains(document.activeElement) ? document.activeElement : null;
    const rows = all("[data-row]", region);
    const marked = one("[data-row].at", region);
    const row = focus?.closest("[data-row]") ?? marked;
    const index = rows.indexOf(row);
    const near = index < 0 ? [] : [...rows.slice(index), ...rows.slice(0, index).reverse()];
    return { focus, row, isMarked: Boolean(marked), keys: near.map((each) => each.dataset.row) };
  };
  const alike = (element) => {
    const name = ["id", "href"].find((each) => element.hasAttribute(each));
    return (other) => (name ? other.getAttribute(name) === element.getAttribute(name) : other.textContent === element.textContent);
  };
  const twin = (element, root) => all(element.localName, root).find(alike(element));
  const resume = (region, place) => {
    const rows = all("[data-row]", region);
    const row = place.keys.map((key) => rows.find((each) => each.dataset.row === key)).find(Boolean);
    const lostFocus = place.focus && !region.contains(document.activeElement);
    if (row && (place.isMarked || lostFocus)) row.classList.add("at");
    if (!lostFocus) return;
    const stayed = !place.row || row?.dataset.row === place.row.dataset.row;
    const next = (stayed && twin(place.focus, row ?? region)) || (row && (one(".what a, a.id", row) ?? one("a, button", row)));
    (next || document.getElementById("main"))?.focus({ preventScroll: true });
    next?.scrollIntoView({ block: "nearest" });
  };

  /* An act answers with the region that it was called from: its dialog closes, and the reader goes on in that region. */
  let place = null;
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { target, requestConfig } = event.detail;
    const dialog = requestConfig.elt.closest("dialog[open]");
    if (dialog && target.matches(".listregion")) {
      dialog.close();
      dialog.openedFrom?.focus({ preventScroll: true });
    }
    place = target.matches(".listregion") ? { id: target.id, dialog, ...remember(target) } : null;
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    if (!place || event.target.id !== place.id) return;
    place.dialog?.remove();
    resume(event.target, place);
    place = null;
  });

  /* A polled region is changed where it differs and nowhere else: what has the focus or is being read stays as it is. */
  const keyOf = (node) => (node.nodeType === Node.ELEMENT_NODE ? node.dataset.row || node.id : "");
  const agree = (old, fresh) => {
    old.getAttributeNames().filter((name) => !fresh.hasAttribute(name)).forEach((name) => old.removeAttribute(name));
    fresh.getAttributeNames().filter((name) => old.getAttribute(name) !== fresh.getAttribute(name))
      .forEach((name) => old.setAttribute(name, fresh.getAttribute(name)));
  };
  const merge = (old, fresh) => {
    if (old.isEqualNode(fresh)) return;
    if (old.nodeName !== fresh.nodeName) return old.replaceWith(fresh);
    if (old.nodeType !== Node.ELEMENT_NODE) { old.nodeValue = fresh.nodeValue; return; }
    agree(old, fresh);
    const keys = new Set([...fresh.childNodes].map(keyOf).filter(Boolean));
    [...old.childNodes].filter((node) => keyOf(node) && !keys.has(keyOf(node))).forEach((node) => node.remove());
    const keyed = new Map([...old.childNodes].filter(keyOf).map((node) => [keyOf(node), node]));
    let at = old.firstChild;
    [...fresh.childNodes].forEach((child) => {
      const key = keyOf(child);
      const match = key ? keyed.get(key) : at && !keyOf(at) && at.nodeName === child.nodeName && at;
      if (match && match === at) at = at.nextSibling;
      else old.insertBefore(match || child, at);
      if (match) merge(match, child);
    });
    while (at) {
      const gone = at;
      at = at.nextSibling;
      gone.remove();
    }
  };

  /* Somebody is in the middle of something here: it waits for the next time. */
  const BUSY = ["[data-why][aria-expanded=true]", "details[open]", "[data-editing]", "input[name=selected]:checked", ".htmx-request", "[contenteditable]:focus"]
    .concat(["input", "select", "textarea", "button", "summary"].map((name) => `${name}:focus`)).join(", ");
  const isBusy = (element) => {
    const selection = window.getSelection();
    const selects = selection && !selection.isCollapsed && selection.containsNode(element, true);
    return Boolean(selects || element.matches(BUSY) || one(BUSY, element) || one("dialog[open]"));
  };

  /* Polling: each element with data-poll asks for itself while the page is seen, and gives the tag of what it shows. */
  const tags = new WeakMap();
  const loops = new Map();
  let skipped = false;
  const bringIn = (element, text) => {
    const fresh = new DOMParser().parseFromString(text, "text/html").getElementById(element.id);
    if (!fresh) return false;
    all("[data-script][hidden]", fresh).forEach((each) => { each.hidden = false; });
    const mine = remember(element);
    if (mine.isMarked) all("[data-row]", fresh).find((row) => row.dataset.row === one(".at", element)?.dataset.row)?.classList.add("at");
    skipped = false;
    const keepBusy = (event) => { if (isBusy(event.detail.target)) { skipped = true; event.preventDefault(); } };
    document.addEventListener("htmx:oobBeforeSwap", keepBusy);
    window.htmx.swap(element, text, { swapStyle: "none", swapDelay: 0, settleDelay: 0 }); // the title and the pieces elsewhere
    document.removeEventListener("htmx:oobBeforeSwap", keepBusy);
    merge(element, fresh);
    window.htmx.process(element);
    resume(element, mine);
    return !skipped;
  };
  const ask = async (element) => {
    const headers = { "HX-Request": "true", "X-Poll": "true" };
    if (tags.has(element)) headers["If-None-Match"] = tags.get(element);
    const answer = await fetch(element.dataset.poll, { headers, credentials: "same-origin", cache: "no-store" });
    if (answer.status === 304) return true;
    if (answer.redirected || answer.headers.has("HX-Redirect") || (answer.status >= 400 && answer.status < 500)) return false;
    if (!answer.ok) throw new Error(`status ${answer.status}`);
    const text = await answer.text();
    if (!element.isConnected || isBusy(element)) return true;
    if (bringIn(element, text)) tags.set(element, answer.headers.get("ETag"));
    return true;
  };
  const tick = async (id) => {
    const loop = loops.get(id);
    const element = document.getElementById(id);
    if (!element?.dataset.poll) return loops.delete(id);
    if (document.hidden || loop.asking) return undefined;
    loop.asking = true;
    try {
      if (!isBusy(element) && !(await ask(element))) return loops.delete(id);
      loop.failures = 0;
    } catch {
      loop.failures += 1;
    } finally {
      loop.asking = false;
    }
    return later(id);
  };
  const later = (id) => {
    const loop = loops.get(id);
    const seconds = Number(document.getElementById(id)?.dataset.pollSeconds || SECONDS);
    clearTimeout(loop.timer);
    loop.timer = setTimeout(tick, 1000 * Math.min(seconds * 2 ** loop.failures, Math.max(LONGEST, seconds)), id);
  };
  const start = () => all("[data-poll][id]").filter((element) => !loops.has(element.id)).forEach((element) => {
    loops.set(element.id, { failures: 0, asking: false, timer: 0 });
    later(element.id);
  });

  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) [...loops.keys()].forEach((id) => { clearTimeout(loops.get(id).timer); void tick(id); });
  });
  document.addEventListener("htmx:load", start);
  document.addEventListener("DOMContentLoaded", start);
})();
