const script = document.currentScript.src;

// The colour scheme: as the system has it, light, dark. The page's head sets what was chosen.
const root = document.documentElement;
const button = document.getElementById("scheme");
const schemes = ["", "light", "dark"];
const say = () => {
  const words = `Colour scheme: ${root.dataset.theme || "as the system"}`;
  button.title = words;
  button.setAttribute("aria-label", words);
};
button.addEventListener("click", () => {
  const next = schemes[(schemes.indexOf(root.dataset.theme || "") + 1) % schemes.length];
  root.dataset.theme = next;
  try {
    localStorage.theme = next;
  } catch {} // a reader who keeps nothing
  say();
});
say();
button.hidden = false;

// The section that is being read, in the contents beside it.
const links = new Map(
  [...document.querySelectorAll(".contents a[href^='#']")]
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

// The search, which is loaded when it is asked for: by its link, or by "/" as in many places.
const searchLink = document.getElementById("search-link");
const search = () => import(new URL(`search.js?v=${searchLink.dataset.version}`, script));
const searchPage = document.getElementById("search-page");
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
searchLink.addEventListener("click", (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return; // another tab or window
  event.preventDefault();
  openSearch();
});
document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, textarea, select, [contenteditable]");
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || typing) return;
  event.preventDefault();
  openSearch();
});
if (searchPage) {
  search().then(
    ({ fill }) => fill(searchPage),
    () => searchPage.append("The search could not be loaded. Try again later."),
  );
}
