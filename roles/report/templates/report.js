"use strict";
(() => {
  const table = document.querySelector("table.units");
  const tools = document.querySelector(".tools");
  if (!table || !tools) return;
  const body = table.tBodies[0];
  const rows = Array.from(body.rows);
  const text = tools.querySelector("input");
  const choice = tools.querySelector("select");
  const shown = tools.querySelector("output");
  const collator = new Intl.Collator("en", { numeric: true, sensitivity: "base" });

  const filter = () => {
    const words = text.value.toLowerCase().split(/\s+/).filter(Boolean);
    let count = 0;
    for (const row of rows) {
      const content = row.textContent.toLowerCase();
      const fits = (!choice.value || row.dataset.disposition === choice.value) && words.every((word) => content.includes(word));
      row.hidden = !fits;
      count += fits ? 1 : 0;
    }
    shown.textContent = count === rows.length ? "" : `${count} of ${rows.length} shown`;
  };

  const key = (row, column) => row.cells[column].dataset.sort || row.cells[column].textContent.trim();

  const sort = (header) => {
    const descending = header.getAttribute("aria-sort") === "ascending";
    for (const other of header.parentNode.cells) other.removeAttribute("aria-sort");
    header.setAttribute("aria-sort", descending ? "descending" : "ascending");
    const column = header.cellIndex;
    const sorted = rows.slice().sort((one, other) => collator.compare(key(one, column), key(other, column)));
    body.append(...(descending ? sorted.reverse() : sorted));
  };

  for (const header of table.tHead.rows[0].cells) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = header.textContent;
    button.addEventListener("click", () => sort(header));
    header.replaceChildren(button);
  }
  text.addEventListener("input", filter);
  choice.addEventListener("change", filter);
  tools.hidden = false;
  filter();
})();
