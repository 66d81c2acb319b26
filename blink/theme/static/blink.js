const script = document.currentScript.src;
const root = document.documentElement;

// The colour scheme: as the system has it, light, dark. The page's head sets what was chosen.
const switches = document.querySelectorAll(".theme-switch-button");
const modes = ["auto", "light", "dark"];
const dark = matchMedia("(prefers-color-scheme: dark)");
const show = () => {
  const { mode } = root.dataset;
  root.dataset.theme = mode !== "auto" ? mode : dark.matches ? "dark" : "light";
  for (const button of switches) {
    button.title = button.dataset[mode];
    button.setAttribute("aria-label", button.title);
    button.hidden = false;
  }
};
for (const button of switches)
  button.addEventListener("click", () => {
    root.dataset.mode = modes[(modes.indexOf(root.dataset.mode) + 1) % modes.length];
    try {
      localStorage.mode = root.dataset.mode;
    } catch {} // a reader who keeps nothing
    show();
  });
dark.addEventListener("change", show);
show();

// The menu closes when an entry of it is chosen; so does a list of entries when a reader leaves it.
const sidebar = document.getElementById("pst-primary-sidebar");
sidebar?.addEventListener("click", ({ target }) => {
  if (target.closest("a") && sidebar.matches(":popover-open")) sidebar.hidePopover();
});
for (const list of document.querySelectorAll(".nav-more")) {
  list.addEventListener("focusout", ({ relatedTarget }) => {
    if (relatedTarget && !list.contains(relatedTarget)) list.open = false;
  });
  list.addEventListener("keydown", ({ key }) => {
    if (key !== "Escape" || !list.open) return;
    list.open = false;
    list.querySelector("summary").focus();
  });
  document.addEventListener("click", ({ target }) => list.contains(target) || (list.open = false));
}

// Entries of the menu that have no room in the header are in the list at its end.
const nav = document.querySelector(".bd-header .navbar-nav");
const spare = nav?.querySelector(":scope > .dropdown");
if (spare) {
  const entries = [...nav.children].slice(0, -1);
  const list = spare.querySelector("ul");
  const own = list.children.length;
  const fit = () => {
    spare.before(...entries);
    spare.hidden = !own;
    const left = [...entries];
    while (left.length && nav.firstElementChild.offsetTop < (spare.hidden ? left.at(-1) : spare).offsetTop) {
      spare.hidden = false;
      list.prepend(left.pop());
    }
    spare.querySelector("summary").classList.toggle("has-current", !!list.querySelector("[aria-current]"));
  };
  new ResizeObserver(fit).observe(nav.closest(".bd-header__inner"));
}

// Below banners that stay in sight, so do the sidebars, and what a link leads to.
const sticky = document.querySelector(".pst-sticky-header");
if (sticky)
  new ResizeObserver(() => root.style.setProperty("--blink-top", `${sticky.offsetHeight + 24}px`)).observe(sticky);

// The primary sidebar can be folded away where the page has a button for it.
const fold = document.getElementById("pst-collapse-sidebar-button");
const showFold = () => {
  const folded = root.classList.contains("is-collapsed");
  fold.setAttribute("aria-expanded", String(!folded));
  fold.textContent = folded ? "»" : fold.dataset.collapse;
  fold.setAttribute("aria-label", folded ? fold.dataset.expand : fold.dataset.collapse);
};
if (fold) {
  root.classList.toggle("is-collapsed", sessionStorage.sidebar === "collapsed");
  fold.addEventListener("click", () => {
    sessionStorage.sidebar = root.classList.toggle("is-collapsed") ? "collapsed" : "";
    showFold();
  });
  showFold();
  fold.hidden = false;
}

// A link to the top of the page, once there is something above.
const up = document.getElementById("pst-back-to-top");
if (up) {
  const showUp = () => root.classList.toggle("is-scrolled", scrollY > innerHeight);
  addEventListener("scroll", showUp, { passive: true });
  showUp();
}

// The arrow keys lead to the pages before and after, if conf.py says so.
if (document.body.dataset.navigationKeys)
  document.addEventListener("keydown", (event) => {
    const plain = !event.altKey && !event.ctrlKey && !event.metaKey && !event.shiftKey;
    if (!plain || event.target.closest("input, textarea, select, [contenteditable], pre, [role]")) return;
    const rel = { ArrowLeft: "prev", ArrowRight: "next" }[event.key];
    const link = rel && document.querySelector(`link[rel="${rel}"]`);
    if (link) location.assign(link.href);
  });

// The section that is being read, in the contents beside it.
const links = new Map(
  [...document.querySelectorAll(".page-toc a[href^='#']")]
    .map((link) => [document.getElementById(decodeURIComponent(link.hash.slice(1))), link])
    .filter(([section]) => section),
);
if (links.size) {
  const seen = new Set();
  const spy = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) seen[isIntersecting ? "add" : "delete"](target);
      const last = [...links.keys()].filter((section) => seen.has(section)).at(-1);
      for (const [section, link] of links)
        section === last ? link.setAttribute("aria-current", "true") : link.removeAttribute("aria-current");
    },
    { rootMargin: "0px 0px -70% 0px" },
  );
  for (const section of links.keys()) spy.observe(section);
}

// A picture opens large, by a script that is loaded at the first click. Its link leads to the file.
const { figuresVersion } = document.body.dataset;
const openPicture = (event) => {
  const link = event.target.closest("a.picture");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return; // another tab or window
  event.preventDefault();
  document.removeEventListener("click", openPicture);
  import(new URL(`figures.js?v=${figuresVersion}`, script)).then(() => link.click(), () => location.assign(link.href));
};
if (figuresVersion) document.addEventListener("click", openPicture);

// The search, which is loaded when it is asked for: by its link, or by "/" as in many places.
const searchLinks = document.querySelectorAll(".search-button__button");
const [searchLink] = searchLinks;
const searchPage = document.getElementById("search-page");
const search = () => import(new URL(`search.js?v=${(searchPage ?? searchLink).dataset.version}`, script));
const openSearch = () => {
  if (searchPage) return searchPage.querySelector("input")?.focus();
  let typed = ""; // before there is a field for it
  const hold = (event) => {
    if (event.key.length !== 1 || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    typed += event.key;
  };
  addEventListener("keydown", hold, true);
  search()
    .then(({ open }) => open(typed), () => location.assign(searchLink.href))
    .finally(() => removeEventListener("keydown", hold, true));
};
for (const link of searchLinks)
  link.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return; // another tab or window
    event.preventDefault();
    openSearch();
  });
const searchField = document.querySelector(".bd-search input");
if ((searchLink || searchField) && document.body.dataset.searchKeys !== "false")
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, textarea, select, [contenteditable]");
    const combined = event.ctrlKey || event.metaKey || event.altKey;
    const asked = (event.key === "/" && !combined) || (event.key === "k" && (event.ctrlKey || event.metaKey));
    if (!asked || (typing && event.key === "/")) return;
    event.preventDefault();
    searchField?.checkVisibility() ? searchField.focus() : searchLink && openSearch();
  });
if (searchPage)
  search().then(
    ({ fill }) => fill(searchPage),
    () => searchPage.append(searchPage.dataset.failed ?? ""),
  );

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

  const blocks = [...document.querySelectorAll("div.highlight td.code pre, div.highlight > pre")];
  const copied = blocks.filter((pre) => !pre.closest(".cell_output") && pre.textContent.trim());
  if (copied.length && navigator.clipboard && "copy" in words) {
    const status = Object.assign(document.createElement("p"), { className: "visually-hidden", role: "status" });
    document.body.append(status);
    for (const pre of copied) {
      const block = pre.closest("div.highlight");
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

  // A box that scrolls sideways would take the head with it; one that is wide enough need not scroll, and another gets a height.
  const sizes = new ResizeObserver((entries) => {
    for (const { target } of entries) {
      const isWhole = target.offsetWidth <= target.parentElement.clientWidth;
      target.parentElement.classList.toggle("is-whole", isWhole);
      target.parentElement.classList.toggle("is-wide", !isWhole);
    }
  });
  for (const table of document.querySelectorAll(".pst-scrollable-table-container > table:has(thead)")) sizes.observe(table);
}
