"use strict";
// Filters, sorts, and, where the rows are too many for the page to have, draws the table of units.
(() => {
  const block = document.getElementById("unit-data");
  const table = document.querySelector("table.units");
  const tools = document.querySelector(".tools");
  if (!block || !table || !tools) return;
  const data = JSON.parse(block.textContent);
  const drawn = table.classList.contains("drawn");
  const head = table.tHead.rows[0];
  const bodies = Array.from(table.tBodies);
  const found = tools.querySelector("output");
  const none = document.querySelector(".none");
  const find = tools.querySelector("[name=find]");
  const boxes = Array.from(tools.querySelectorAll("[name=show]"));
  const choices = Array.from(tools.querySelectorAll("select"));
  const facets = Object.keys(data.facets);
  const collator = new Intl.Collator("en", { numeric: true, sensitivity: "base" });
  const rows = data.rows;
  const sort = { column: "", down: false };
  const open = new Set();

  const said = (row, facet) => row.f[facets.indexOf(facet)].map((value) => data.facets[facet][value][0]);

  // Every row knows its order, and its element where the page has it.
  let at = 0;
  data.orders.forEach(([, size], order) => {
    for (let place = 0; place < size; place += 1, at += 1) {
      rows[at].order = order;
      rows[at].row = drawn ? null : bodies[order].rows[place + 1];
      const own = drawn ? rows[at].c.flat().join(" ") : rows[at].row.textContent;
      rows[at].text = [own, ...["order", "seller", "check"].flatMap((name) => said(rows[at], name))].join(" ").toLowerCase();
    }
  });
  const all = rows.reduce((sum, row) => sum + row.n, 0);

  const chosen = (select) => (select.value === "" ? -1 : Number(select.value));
  const filtered = () => {
    const words = find.value.toLowerCase().split(/\s+/).filter(Boolean);
    const wanted = choices.map((select) => [facets.indexOf(select.name), chosen(select)]).filter(([, value]) => value >= 0);
    return rows.filter((row) => wanted.every(([facet, value]) => row.f[facet].includes(value)) && words.every((word) => row.text.includes(word)));
  };
  const compare = (one, other) => (typeof one === "number" ? one - other : collator.compare(one, other));
  const sorted = (list) => {
    const column = data.columns.indexOf(sort.column);
    if (column < 0) return list;
    const sign = sort.down ? -1 : 1;
    return list.slice().sort((one, other) => sign * compare(one.s[column], other.s[column]));
  };
  const byOrder = (list) => {
    const groups = data.orders.map(() => []);
    for (const row of list) groups[row.order].push(row);
    return groups;
  };

  // A table of which the page has every row: what does not fit is hidden.
  let arranged = "";
  const arrange = (fits) => {
    const wanted = sort.column && `${sort.column} ${sort.down}`;
    if (wanted !== arranged) {
      byOrder(sorted(rows)).forEach((list, order) => bodies[order].append(...list.map((row) => row.row)));
      arranged = wanted;
    }
    const shown = new Set(fits);
    const orders = new Set(fits.map((row) => row.order));
    for (const row of rows) row.row.hidden = !shown.has(row);
    bodies.forEach((body, order) => (body.hidden = !orders.has(order)));
  };

  // A table that is drawn: the lines in view, between two rows as high as those above and below.
  let lines = [];
  let tops = [0];
  const heights = { unit: 52, order: 34 };
  const known = new Set();
  const inView = new Map();
  const cell = (name, kind, role) => {
    const made = document.createElement(kind);
    made.setAttribute("role", role);
    made.className = `c-${name}`;
    return made;
  };
  const symbol = (name) => {
    const made = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    made.setAttribute("class", "symbol");
    made.setAttribute("aria-hidden", "true");
    made.appendChild(document.createElementNS("http://www.w3.org/2000/svg", "use")).setAttribute("href", `#s-${name}`);
    return made;
  };
  const element = (kind, text, name = "") => Object.assign(document.createElement(kind), { textContent: text, className: name });
  const unitRow = (one, row) => {
    row.className = `unit ${one.d}`;
    data.columns.forEach((name, column) => {
      const [first, second] = one.c[column];
      const made = name === "unit" ? cell(name, "th", "rowheader") : cell(name, "td", "cell");
      if (name === "unit") made.scope = "row";
      const line = element(name === "unit" ? "a" : "span", first, { disposition: `badge ${one.d}`, worth: "worth" }[name] || "");
      if (name === "unit") line.href = one.u;
      if (name === "disposition") line.prepend(symbol(one.d));
      if (name === "worth") line.prepend(symbol(one.a), " ");
      made.append(line, element("small", second));
      row.append(made);
    });
  };
  const orderRow = (line, row) => {
    row.className = "order";
    const made = cell("order", "th", "rowheader");
    made.colSpan = data.columns.length;
    const [name, , about] = data.orders[line.order];
    const button = element("button", name ? `Order ${name}` : "No order stated");
    button.type = "button";
    button.setAttribute("aria-expanded", String(line.open));
    button.addEventListener("click", () => {
      open[open.has(line.order) ? "delete" : "add"](line.order);
      update();
      body.querySelector(`[data-line="${line.order}"]`)?.focus();
    });
    button.dataset.line = line.order;
    made.append(button, " ", element("span", line.fits < line.size ? `${line.fits} of ${line.size} rows; ${about}` : about, "soft"));
    row.append(made);
  };
  const body = bodies[0];
  const spacer = () => {
    const row = document.createElement("tr");
    row.setAttribute("aria-hidden", "true");
    row.className = "spacer";
    row.insertCell().colSpan = data.columns.length;
    return row;
  };
  const [above, below] = [spacer(), spacer()];
  const high = (line) => heights[line.c ? "unit" : "order"];
  // Where each line begins; the last entry is where the last line ends.
  const place = () => {
    let top = 0;
    tops = lines.map((line) => (top += high(line)) - high(line));
    tops.push(top);
  };
  const lineAt = (pixels) => {
    let low = 0;
    let top = lines.length;
    while (low < top) {
      const middle = (low + top) >> 1;
      if (tops[middle + 1] <= pixels) low = middle + 1;
      else top = middle;
    }
    return low;
  };
  // A row's height follows from the style and the reader's font size, so it is measured once a row of its kind is drawn.
  const measured = () => {
    let news = false;
    for (const kind of ["unit", "order"]) {
      const row = body.querySelector(`tr.${kind}`);
      if (row && !known.has(kind)) {
        known.add(kind);
        heights[kind] = row.getBoundingClientRect().height;
        news = true;
      }
    }
    return news;
  };
  const draw = () => {
    const top = -body.getBoundingClientRect().top;
    const first = Math.max(0, lineAt(top) - 10);
    const last = Math.min(lines.length, lineAt(top + innerHeight) + 10);
    above.firstChild.style.height = `${tops[first]}px`;
    below.firstChild.style.height = `${tops[lines.length] - tops[last]}px`;
    for (const [line, row] of inView) {
      if (line >= first && line < last) continue;
      row.remove();
      inView.delete(line);
    }
    // Rows that stay are not touched, so that the one with the focus keeps it.
    let next = above.nextSibling;
    for (let line = first; line < last; line += 1) {
      if (inView.has(line)) next = inView.get(line).nextSibling;
      else inView.set(line, body.insertBefore(lineRow(line), next));
    }
    if (measured()) redraw();
  };
  const lineRow = (line) => {
    const row = document.createElement("tr");
    row.setAttribute("role", "row");
    row.setAttribute("aria-rowindex", String(line + 2));
    (lines[line].c ? unitRow : orderRow)(lines[line], row);
    return row;
  };
  const redraw = () => {
    inView.clear();
    body.replaceChildren(above, below);
    place();
    draw();
  };
  const list = (groups, narrowed) => {
    lines = groups.flatMap((rows, order) => {
      if (!rows.length) return [];
      const shows = open.has(order) !== narrowed;
      return [{ order, open: shows, fits: rows.length, size: data.orders[order][1] }, ...(shows ? rows : [])];
    });
    table.setAttribute("aria-rowcount", String(lines.length + 1));
    redraw();
  };

  const remember = () => {
    const state = new URLSearchParams();
    if (find.value) state.set("find", find.value);
    for (const select of choices) if (select.value !== "") state.set(select.name, data.facets[select.name][chosen(select)][0]);
    const hidden = boxes.filter((box) => !box.checked).map((box) => box.value);
    if (hidden.length) state.set("hide", hidden.join(","));
    if (sort.column) state.set("sort", `${sort.down ? "-" : ""}${sort.column}`);
    const query = state.toString();
    history.replaceState(null, "", `${location.pathname}${query ? `?${query}` : ""}${location.hash}`);
  };
  const recall = () => {
    const state = new URLSearchParams(location.search);
    find.value = state.get("find") || "";
    for (const select of choices) {
      const value = state.get(select.name);
      const index = value === null ? -1 : data.facets[select.name].findIndex(([one]) => one === value);
      select.value = index < 0 ? "" : String(index);
    }
    const hidden = (state.get("hide") || "").split(",");
    for (const box of boxes) box.checked = !hidden.includes(box.value);
    const order = state.get("sort") || "";
    sort.down = order.startsWith("-");
    sort.column = data.columns.find((name) => name === order.replace("-", "")) || "";
  };
  const update = () => {
    const fits = filtered();
    const counts = fits.reduce((sum, row) => sum + row.n, 0);
    for (const box of boxes) table.classList.toggle(`no-${box.value}`, !box.checked);
    for (const header of head.cells) {
      const own = header.className === `c-${sort.column}`;
      if (own) header.setAttribute("aria-sort", sort.down ? "descending" : "ascending");
      else header.removeAttribute("aria-sort");
    }
    if (drawn) list(byOrder(sorted(fits)), fits.length < rows.length);
    else arrange(fits);
    const repeated = fits.length - counts;
    found.textContent = `${counts.toLocaleString("en")} of ${all.toLocaleString("en")} units${repeated ? `, ${repeated} not counted` : ""}`;
    none.hidden = fits.length > 0;
    remember();
  };

  for (const select of choices) {
    data.facets[select.name].forEach(([, label, units], index) => select.add(new Option(`${label} (${units.toLocaleString("en")})`, index)));
  }
  Array.from(head.cells).forEach((header, column) => {
    const button = element("button", header.textContent);
    button.type = "button";
    button.addEventListener("click", () => {
      const name = data.columns[column];
      sort.down = sort.column === name && !sort.down;
      sort.column = name;
      update();
    });
    header.replaceChildren(button);
  });
  tools.addEventListener("input", update);
  for (const button of document.querySelectorAll("button[name=clear]")) {
    button.addEventListener("click", () => {
      history.replaceState(null, "", location.pathname);
      recall();
      update();
      find.focus();
    });
  }
  tools.hidden = false;
  recall();
  update();
  if (drawn) {
    addEventListener("scroll", draw, { passive: true });
    addEventListener("resize", () => {
      known.clear();
      redraw();
    });
  }
})();
