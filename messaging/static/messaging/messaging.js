/* What the inbox adds to plain HTML: the open row, keys, quick replies, files by drop and paste. All works without it. */
(() => {
  "use strict";

  const one = (selector, from = document) => from.querySelector(selector);
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];
  const isTyping = (element) => Boolean(element?.closest?.("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]"));

  /* A refused message is answered under its own address; the page goes on under that of the conversation. */
  const settleAddress = () => {
    const here = one(".inbox[data-here]")?.dataset.here;
    if (here && new URL(here, window.location).pathname !== window.location.pathname) window.history.replaceState(null, "", here);
  };

  /* The row of the conversation that is open, whichever way it was opened. j and k go on from there. */
  const markOpen = () => all("ol.threads > li").forEach((row) => {
    const link = one("a", row);
    const isOpen = new URL(link.href).pathname === window.location.pathname;
    if (isOpen) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
    if (isOpen && !one("ol.threads .at")) row.classList.add("at");
  });

  /* On a narrow screen the page itself scrolls: it opens at the last message, and not at the first. */
  const isNarrow = () => window.matchMedia("(max-width: 40rem)").matches;
  const showNewest = () => {
    const lines = all(".talk-lines .msg");
    if (lines.length < 3 || !isNarrow() || window.location.hash || one("[data-focus]")) return;
    lines[lines.length - 1].scrollIntoView({ block: "start" });
  };
  const showOpened = () => {
    if (isNarrow()) window.scrollTo(0, 0); // the list that stood here may have been scrolled far down
    showNewest();
  };

  /* Quick replies: into the place of the cursor, so that nothing typed is lost. */
  const insert = (text) => {
    const field = one("#write");
    field.focus();
    field.setRangeText(text, field.selectionStart, field.selectionEnd, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const openReady = () => {
    const menu = one("details.ready");
    if (!menu) return;
    menu.open = true;
    one("a", menu)?.focus();
  };
  const stepReady = (event, menu) => {
    const links = all("a", menu);
    const step = event.key === "ArrowDown" ? 1 : -1;
    links[(links.indexOf(document.activeElement) + step + links.length) % links.length]?.focus();
    event.preventDefault();
  };

  /* Files: what was dropped or pasted joins what was chosen; each can be taken off again. */
  const setFiles = (input, files) => {
    const held = new DataTransfer();
    files.forEach((file) => held.items.add(file));
    input.files = held.files;
    listFiles(input);
  };
  const sizeOf = (file) => `${Math.max(1, Math.round(file.size / 1024)).toLocaleString(document.documentElement.lang)} kB`;
  const listFiles = (input) => {
    const list = one("[data-chosen]", input.form);
    const files = [...input.files];
    list.replaceChildren(...files.map((file, index) => {
      const entry = document.createElement("li");
      const name = Object.assign(document.createElement("span"), { textContent: `${file.name}, ${sizeOf(file)}` });
      const off = Object.assign(document.createElement("button"), { type: "button", className: "linkish", textContent: list.dataset.remove });
      off.setAttribute("aria-label", `${list.dataset.remove}: ${file.name}`);
      off.addEventListener("click", () => { setFiles(input, files.filter((_file, at) => at !== index)); one("#write")?.focus(); });
      entry.append(name, off);
      return entry;
    }));
    list.hidden = !files.length;
    input.form.classList.add("lists-files");
  };
  const take = (event, files) => {
    const form = event.target.closest?.("#composer");
    const input = form && one("#files", form);
    if (!input || !files.length) return;
    event.preventDefault();
    const held = [...input.files].map((file) => `${file.name} ${file.size}`);
    setFiles(input, [...input.files, ...[...files].filter((file) => !held.includes(`${file.name} ${file.size}`))]);
  };

  document.addEventListener("change", (event) => { if (event.target.matches("#files")) listFiles(event.target); });
  document.addEventListener("paste", (event) => take(event, event.clipboardData?.files ?? []));
  document.addEventListener("dragover", (event) => {
    const form = event.target.closest?.("#composer");
    if (form && event.dataTransfer?.types.includes("Files")) { event.preventDefault(); form.classList.add("dropping"); }
  });
  document.addEventListener("dragleave", (event) => { if (event.target.matches?.("#composer")) event.target.classList.remove("dropping"); });
  document.addEventListener("drop", (event) => { one("#composer")?.classList.remove("dropping"); take(event, event.dataTransfer?.files ?? []); });

  document.addEventListener("click", (event) => {
    const ready = event.target.closest("a[data-insert]");
    if (!ready || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    ready.closest("details").open = false;
    insert(ready.dataset.insert);
  });

  /* A message is sent once, however often the button is pressed; a page that comes back from the history may send again. */
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("form[data-once]")) return;
    if (event.target.dataset.sent) event.preventDefault();
    event.target.dataset.sent = "1";
  });
  window.addEventListener("pageshow", () => all("form[data-once]").forEach((form) => { delete form.dataset.sent; }));

  const typingKeys = (event) => {
    const field = event.target;
    if (!field.matches("#write")) return;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); field.form.requestSubmit(); }
    if (event.key === "/" && !field.value.trim()) { event.preventDefault(); openReady(); }
  };
  const keys = {
    r: () => { const field = one("#write"); field?.focus(); field?.scrollIntoView({ block: "nearest" }); },
    n: () => one("[data-press=n]")?.click(),
  };
  document.addEventListener("keydown", (event) => {
    const menu = event.target.closest?.("details.ready[open]");
    if (menu && ["ArrowDown", "ArrowUp"].includes(event.key)) return stepReady(event, menu);
    if (isTyping(event.target)) return typingKeys(event);
    if (event.ctrlKey || event.metaKey || event.altKey || one("dialog[open]") || !keys[event.key]) return undefined;
    event.preventDefault();
    return keys[event.key]();
  });

  const prepare = () => {
    markOpen();
    all("#files").forEach(listFiles);
  };
  document.addEventListener("htmx:pushedIntoHistory", markOpen);
  document.addEventListener("htmx:load", prepare);
  document.addEventListener("htmx:afterSettle", (event) => { if (event.target.id === "conversation") showOpened(); });
  document.addEventListener("DOMContentLoaded", () => { settleAddress(); prepare(); showNewest(); });
})();
