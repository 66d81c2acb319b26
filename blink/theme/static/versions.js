// The versions of the site, from a file in the format of the PyData theme: a list of objects with
// `version`, `url`, and perhaps `name` and `preferred`.
(() => {
  const lists = document.querySelectorAll(".version-switcher__container");
  if (!lists.length || window.versionsShown) return;
  window.versionsShown = true; // the script stands beside each list
  const { url, version, pagename, old, unstable, preferred } = lists[0].dataset;

  const link = (href, text) => Object.assign(document.createElement("a"), { href, textContent: text });
  /** Go to the same page of a version, or to its home if it does not have the page. */
  const follow = async (event) => {
    const { href } = event.currentTarget;
    const page = new URL(`${pagename}.html`, href.endsWith("/") ? href : `${href}/`);
    if (page.origin !== location.origin) return;
    event.preventDefault();
    const found = await fetch(page, { method: "HEAD" }).catch(() => ({}));
    location.assign(found.ok ? page : href);
  };

  /** Compare versions such as 1.10 and 1.9 by their numbers. */
  const isOlder = (one, other) => {
    const [a, b] = [one, other].map((text) => (text.match(/\d+/g) ?? []).map(Number));
    const at = b.findIndex((number, place) => number !== (a[place] ?? 0));
    return at >= 0 && (a[at] ?? 0) < b[at];
  };

  const warn = (versions) => {
    const best = versions.find((one) => one.preferred);
    if (!old || !best || best.version === version) return;
    const isRelease = /^v?\d+(\.\d+)*$/.test(version);
    const banner = Object.assign(document.createElement("aside"), {
      className: "bd-header-announcement",
      textContent: `${isRelease && isOlder(version, best.version) ? old : unstable} `,
    });
    banner.append(link(best.url, preferred));
    document.getElementById("pst-header").before(banner);
  };

  fetch(url)
    .then((answer) => answer.json())
    .then((versions) => {
      for (const list of lists) {
        list.querySelector("ul").replaceChildren(
          ...versions.map((one) => {
            const entry = document.createElement("li");
            const target = link(one.url, one.name ?? one.version);
            if (one.version === version) {
              target.setAttribute("aria-current", "true");
              list.querySelector("summary").firstChild.textContent = `${target.textContent} `;
            }
            target.addEventListener("click", follow);
            entry.append(target);
            return entry;
          }),
        );
        list.hidden = false;
      }
      warn(versions);
    })
    .catch((error) => console.warn("The versions could not be loaded:", error));
})();
