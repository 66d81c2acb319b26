// Tables of logbooks: a press on the head of a column sorts by it. Without this they are whole.
for (const table of document.querySelectorAll("table[data-sortable]")) {
  const heads = [...table.tHead.rows[0].cells], body = table.tBodies[0];
  const first = [...body.rows];
  const key = (row, column) => {
    const cell = row.cells[column];
    return cell.dataset.sort ?? cell.textContent.trim();
  };
  const sort = (column, down) => {
    const rows = first.map((row) => [key(row, column), row]);
    const numbers = rows.some(([text]) => text) && rows.every(([text]) => !isNaN(text));
    rows.sort(([a], [b]) => {
      if (!a || !b) return !a - !b; // what has no value comes last
      return (numbers ? a - b : a.localeCompare(b)) * (down ? -1 : 1);
    });
    body.append(...rows.map(([, row]) => row));
  };
  heads.forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const down = head.getAttribute("aria-sort") === "ascending";
      heads.forEach((other) => other.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      sort(column, down);
    });
  });
}
// Large graphs scroll: they begin with the first entry in sight.
for (const figure of document.querySelectorAll(".log-graph[data-root]")) {
  const [x, y] = figure.dataset.root.split(" "), image = figure.querySelector("img");
  const scale = image ? image.clientWidth / image.getAttribute("width") : 0;
  figure.scrollTo(x * scale - figure.clientWidth / 2, y * scale - figure.clientHeight / 2);
}
