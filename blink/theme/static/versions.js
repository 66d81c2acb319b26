// The versions of the site, from a file in the format of the PyData theme ("Version switcher dropdowns"):
// a list of objects with `version`, `url`, and perhaps `name` and `preferred`.
(() => {
  const lists = document.querySelectorAll(".version-switcher__container");
  const banner = document.getElementById("bd-header-version-warning");
  const { url, version } = (lists[0] ?? banner)?.dataset ?? {};
  if (!url) return;
  const root = new URL(document.documentElement.dataset.content_root, location.href);
  const page = location.pathname.slice(root.pathname.length);
  const DAYS = 14; // for which a banner stays away when a reader closed it

  /** Return a link to the same page of a version; a click leads to its home if it lacks the page. */
  const link = (entry, text) => {
    const home = new URL(entry.url, root);
    const same = home.origin === location.origin; // no page asks another site for anything
    if (same && !home.pathname.endsWith("/")) home.pathname += "/";
    const made = document.createElement("a");
    made.href = same ? new URL(page, home) : entry.url;
    made.textContent = text;
    if (same)
      made.addEventListener("click", async (event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey) return; // another tab or window
        event.preventDefault();
        const found = await fetch(made.href, { method: "HEAD" }).catch(() => ({}));
        location.assign(found.ok ? made.href : home);
      });
    return made;
  };

  const fill = (versions) => {
    const own = versions.filter((entry) => entry.version === version);
    const current = own.find((entry) => entry.preferred) ?? own[0];
    for (const list of lists) {
      const button = list.querySelector("summary");
      button.dataset.activeVersion = current?.version ?? "";
      button.dataset.activeVersionName = current ? current.name ?? current.version : "";
      if (current) button.firstChild.textContent = `${button.dataset.activeVersionName} `;
      for (const entry of versions) {
        const made = link(entry, entry.name ?? entry.version);
        made.className = "dropdown-item";
        made.dataset.version = entry.version;
        made.dataset.versionName = made.textContent;
        if (entry === current) made.setAttribute("aria-current", "true");
        const item = document.createElement("li");
        item.append(made);
        list.querySelector("ul").append(item);
      }
      list.hidden = false;
    }
  };

  /** Return a number below, equal to or above 0, as versions such as 1.9 and 1.10 compare; or `NaN`. */
  const compared = (...texts) => {
    if (!texts.every((text) => /^v?\d+(\.\d+)*/.test(text))) return NaN;
    const [a, b] = texts.map((text) => text.match(/\d+/g).map(Number));
    const at = Array.from({ length: Math.max(a.length, b.length) }, (_, place) => place);
    return at.map((place) => (a[place] ?? 0) - (b[place] ?? 0)).find(Boolean) ?? 0;
  };

  const warn = (versions) => {
    const [best, ...others] = versions.filter((entry) => entry.preferred);
    if (!banner || !best || others.length || best.version === version) return;
    let closed = {};
    try {
      closed = JSON.parse(localStorage.pst_banner_pref ?? "{}");
    } catch {} // a reader who keeps nothing
    if (Date.now() - new Date(closed[version] ?? 0) < DAYS * 864e5) return;
    const order = compared(version, best.version);
    const kind = /dev|rc|pre/.test(version) || order > 0 ? "unstable" : order < 0 ? "old" : "other";
    const close = banner.querySelector("button");
    close.before(`${banner.dataset[kind]} `, link(best, banner.dataset.stable));
    close.addEventListener("click", () => {
      banner.hidden = true;
      try {
        localStorage.pst_banner_pref = JSON.stringify({ ...closed, [version]: new Date() });
      } catch {}
    });
    banner.hidden = false;
  };

  fetch(url)
    .then((answer) => answer.json())
    .then((versions) => {
      fill(versions);
      warn(versions);
    })
    .catch((error) => console.warn("The versions could not be loaded:", error));
})();
