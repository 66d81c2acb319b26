// Elements of a text: code gets a button that copies it, the head of a long table stays in sight.
{
  const words = document.currentScript.dataset;
  const icon = (path) => `<svg viewBox="0 0 16 16" aria-hidden="true"><path d="${path}"/></svg>`;
  const copy = icon("M5.5 5.5v-3h8v8h-3M2.5 5.5h8v8h-8z");
  const done = icon("m3 8.5 3.5 3.5L13 4.5");

  // Of a terminal session, the commands: without prompts, and without what they print.
  const textOf = (pre) => {
    const block = pre.cloneNode(true);
    for (const element of block.querySelectorAll(".linenos, .headerlink")) element.remove();
    const prompts = block.querySelectorAll(".gp");
    if (!prompts.length) return block.textContent;
    const shell = !prompts[0].textContent.startsWith(">>>");
    for (const prompt of prompts) prompt.textContent = "\0";
    let command = false; // whether the line before is part of a command
    let continued = false; // whether it ends with a backslash
    const lines = [];
    for (const line of block.textContent.split("\n")) {
      const more = shell && command && line.startsWith("> "); // as in a loop
      command = line.includes("\0") || continued || more;
      continued = command && line.endsWith("\\");
      if (command) lines.push(line.slice(more ? 2 : line.indexOf("\0") + 1));
    }
    return lines.join("\n");
  };

  if (navigator.clipboard && "copy" in words) {
    const status = Object.assign(document.createElement("p"), { className: "visually-hidden", role: "status" });
    document.body.append(status);
    for (const pre of document.querySelectorAll("div.highlight td.code pre, div.highlight > pre")) {
      const block = pre.closest("div.highlight");
      if (pre.closest(".cell_output") || !pre.textContent.trim()) continue;
      const button = Object.assign(document.createElement("button"), { className: "copy-code", innerHTML: copy, title: words.copy, type: "button" });
      button.setAttribute("aria-label", words.copy);
      button.addEventListener("click", async () => {
        await navigator.clipboard.writeText(textOf(pre).replace(/\n+$/, ""));
        button.innerHTML = done;
        button.title = status.textContent = words.copied;
        button.classList.add("is-done");
        setTimeout(() => {
          button.innerHTML = copy;
          button.title = words.copy;
          status.textContent = "";
          button.classList.remove("is-done");
        }, 2000);
      });
      block.append(button);
    }
  }

  // A box that scrolls sideways would take the head with it; one that is wide enough need not scroll.
  const sizes = new ResizeObserver((entries) => {
    for (const { target } of entries)
      target.parentElement.classList.toggle("is-whole", target.offsetWidth <= target.parentElement.clientWidth);
  });
  for (const table of document.querySelectorAll(".pst-scrollable-table-container > table:has(thead)")) sizes.observe(table);
}
