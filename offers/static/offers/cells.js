/* A cell that is edited in its row: Escape puts back what stood there. Without this file the cell's page does the same. */
(() => {
  "use strict";

  document.addEventListener("keydown", (event) => {
    const cell = event.key === "Escape" && event.target.closest?.("[data-editing]");
    if (!cell) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    cell.querySelector("[data-cancel]")?.click();
  }, true);
})();
