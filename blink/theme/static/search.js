// The search, loaded when it is asked for: a dialog over any page, or the page of the search.
// Pagefind looks the words up. A policy for scripts has to allow 'self' and 'wasm-unsafe-eval'.
const site = new URL("../", import.meta.url);
const FIRST = 5; // results shown at once: each is some 3 KB to load
const MORE = 10; // results shown at the press of a button
const CHECKED = 30; // results from indexes of other languages whose text is looked at
const PAUSE = 150; // milliseconds without a key, after which the words are looked up

// The words of this script in the language of the site, which the URL says where there are others
// than those below: text → text, or texts by plural category of the language.
const version = new URL(import.meta.url).searchParams.get("words");
const { language, texts } = version
  ? await fetch(new URL(`search-words.json?v=${version}`, import.meta.url))
      .then((answer) => answer.json())
      .catch(() => ({}))
  : {};
const gettext = (text) => texts?.[text] ?? text;
const ngettext = (one, other, count) => {
  const forms = texts?.[one];
  return forms?.[new Intl.PluralRules(language).select(count)] ?? forms?.other ?? (count === 1 ? one : other);
};
/** Return *text* with the values of its placeholders, which are written as in Python. */
const filled = (text, values) => text.replace(/%\((\w+)\)s/g, (_, name) => values[name]);
/** Return *text* as nodes, with *node* in the place of the placeholder *name*. */
const around = (text, name, node) => {
  const [before, after] = text.split(`%(${name})s`);
  return [before, node, after ?? ""];
};

/** Return the languages of posts that have an index beside the blog's. */
const languages = async () => {
  const entry = await fetch(new URL("pagefind/pagefind-entry.json", site), { cache: "no-cache" });
  const main = document.documentElement.lang.toLowerCase();
  return Object.keys((await entry.json()).languages).filter((name) => name !== main);
};

let loading;
/** Load the index, once, and those of languages that have their own; again if that failed. */
const load = () =>
  (loading ??= Promise.all([import(new URL("pagefind/pagefind.js", site)), languages()])
    .then(async ([{ createInstance }, others]) => {
      const index = createInstance({ noWorker: true }); // a worker would load the same script again
      // Pagefind does not add an index from its own folder, which it knows by the path.
      const folder = new URL("pagefind/", site).href;
      for (const language of others) await index.mergeIndex(folder, { language });
      return { index, others, filters: await index.filters() };
    })
    .catch((error) => {
      loading = undefined;
      throw error;
    }));

/** Return whether a part of the index was not to be had, which Pagefind takes for no result. */
const lacks = () => {
  const last = new Map(performance.getEntriesByType("resource").map((one) => [one.name, one]));
  return [...last.values()].some(
    ({ name, responseStatus }) => name.includes(".pf_index") && (responseStatus === 0 || responseStatus >= 400),
  );
};

const element = (name, properties, ...children) => {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
};

// The signs that Pagefind leaves out of words, and the words that the index has for words with them
// (blink/discovery/search_terms.py).
const BEFORE = { ".": "dot", "@": "at", "$": "dollar", "#": "hash", "--": "dashdash", __: "dunder" };
const AFTER = { "++": "plusplus", "#": "sharp" };
const SIGNED = /^(?:(\.|@|\$|#|--|__)(\p{L}[\p{L}\p{N}_-]*?)[_-]*|(\p{L}[\p{L}\p{N}_]*)(\+\+|#))$/u;
const HAS_ADDED = /[a-z0-9][A-Z]|_|\+\+|\w#|[.@$#]\w|--\w/;
const ADDED = /[\s\u200b]*(<mark>)?\u2063([\p{L}\p{N}_-]*)([^\s<\u200b]*)(?:<\/mark>)?/gu;

/** Return the words that the index has for those of *words* that have signs. */
const named = (words) =>
  words
    .split(/\s+/)
    .map((word) => SIGNED.exec(word))
    .filter(Boolean)
    .map(([, sign, after, before, end]) => (sign ? BEFORE[sign] + after : before + AFTER[end]));

/** Return *text* of a page without the words that were added to it; its words are marked instead. */
const cleaned = (text) => {
  const found = new Set();
  const own = text.replace(ADDED, (_, mark, word, rest) => {
    if (mark) found.add(word);
    return rest;
  });
  const mark = (part, word) => part.replaceAll(word, `<mark>${word}</mark>`);
  return own
    .split(/(<mark>.*?<\/mark>)/)
    .map((part, number) => (number % 2 ? part : [...found].reduce(mark, part)))
    .join("");
};

/** Return an excerpt's words as nodes: what looks like HTML in them stays text. */
const marked = (excerpt) =>
  cleaned(excerpt).split(/<\/?mark>/).map((part, number) => {
    const words = part.replaceAll("&lt;", "<").replaceAll("&gt;", ">");
    return number % 2 ? element("mark", {}, words) : words;
  });

/** Return *words* as Pagefind has them in its index: without signs. */
const unsigned = (words) => words.replace(/[^\p{L}\p{N}\s"_]+/gu, "");

/** Return *results* without pages of other languages that lack words of the query, if the blog's has all.
 *
 * Where an index does not have a word, Pagefind takes the start of it, even a letter, for the word.
 * The first results are checked, up to a batch of which none has the words.
 */
const fitting = async (search, results, words, isOther) => {
  const others = results.filter(isOther);
  if (!others.length || others.length === results.length) return results;
  const terms = unsigned(words).replaceAll('"', " ").toLowerCase().split(/\s+/).filter(Boolean);
  const exact = await Promise.all(terms.map((term) => search(`"${term}"`)));
  const pages = exact.map((one) => new Set(one.results.map(({ id }) => id)));
  if (!results.some((one) => !isOther(one) && pages.every((page) => page.has(one.id)))) return results;
  const left = new Set(results);
  for (let start = 0; start < CHECKED; start += MORE) {
    const batch = others.slice(start, start + MORE);
    const data = await Promise.all(batch.map((one) => one.data()));
    const texts = data.map(({ content, meta }) => unsigned(`${meta.title} ${content}`).toLowerCase());
    const lacking = batch.filter((_, number) => terms.some((term) => !texts[number].includes(term)));
    const out = lacking.length === batch.length ? others.slice(start) : lacking;
    for (const one of out) left.delete(one);
    if (out !== lacking) break;
  }
  return results.filter((one) => left.has(one));
};

/** Return the results for *query*: first the pages that have all of its words with their signs.
 *
 * *others* are the languages of posts that have an index beside the blog's.
 */
const found = async (index, others, query, options) => {
  const isOther = ({ id }) => others.some((name) => id.startsWith(`${name}_`));
  const search = (words) => index.search(words, options);
  let words = query.replaceAll("`", " ");
  let { results } = await search(words);
  if (results.every(isOther) && unsigned(words) !== words) {
    const { results: plain } = await search(unsigned(words));
    if (!plain.every(isOther)) results = plain;
  }
  if (!results.length && words.includes('"') && HAS_ADDED.test(words)) {
    words = words.replaceAll('"', " "); // no phrase has such a word, since others are added after it
    ({ results } = await search(words));
  }
  results = await fitting(search, results, words, isOther);
  const exact = named(words).map((word) => search(`"${word}"`));
  const pages = (await Promise.all(exact)).map((one) => new Set(one.results.map(({ id }) => id)));
  const count = ({ id }) => pages.filter((page) => page.has(id)).length;
  return pages.length ? results.toSorted((a, b) => count(b) - count(a)) : results;
};

/** Return the section of a page that fits the query best, unless it is what precedes the first. */
const section = (parts = []) => {
  const weight = ({ weighted_locations }) => weighted_locations.reduce((sum, one) => sum + one.balanced_score, 0);
  const [best] = parts.toSorted((a, b) => weight(b) - weight(a)); // of equal ones, the first
  return /^h[2-6]$/.test(best?.anchor?.element) ? best : undefined;
};

const shown = ({ raw_url, meta, filters, excerpt, sub_results }) => {
  const path = raw_url.replace(/^\//, "").split("/").map(encodeURIComponent).join("/");
  const about = [meta.date, ...(filters.category ?? [])].filter(Boolean).join(" · ");
  const href = new URL(path, site);
  const part = section(sub_results);
  return element(
    "li",
    {},
    element("a", { href }, cleaned(meta.title ?? path)),
    about ? element("p", { className: "post-meta" }, about) : "",
    part
      ? element(
          "p",
          { className: "search-section" },
          element("a", { href: `${href}#${encodeURIComponent(part.anchor.id)}` }, cleaned(part.title)),
        )
      : "",
    element("p", {}, ...marked((part ?? { excerpt }).excerpt)),
  );
};

/** Fill *box* with the search, and return the field for its words. */
function build(box, changed = () => {}) {
  const { words = "" } = document.querySelector(".search-button__button")?.dataset ?? {};
  const input = element("input", { type: "search", autocomplete: "off", spellcheck: false, placeholder: words });
  const select = element("select", {}, element("option", { value: "" }, gettext("All")));
  const status = element("p", { role: "status" });
  const list = element("ol", { className: "search-results" });
  const more = element("button", { type: "button", className: "button", hidden: true }, gettext("More results"));
  const form = element(
    "form",
    { role: "search", className: "search-form" },
    element("label", {}, ...around(gettext("Search for %(field)s"), "field", input)),
    element("label", {}, ...around(gettext("Category %(field)s"), "field", select)),
  );
  box.append(form, status, list, more);

  let turn = 0; // the last look-up that began: an earlier one has nothing to say
  let rest = [];
  const attempt = async (work) => {
    const mine = ++turn;
    try {
      await work(() => mine === turn);
    } catch (error) {
      if (mine !== turn) return;
      console.warn("The search failed:", error);
      list.replaceChildren();
      more.hidden = true;
      status.textContent =
        document.querySelector(".search-button__button")?.dataset.missing ??
        gettext("The search could not be loaded. Try again later, or look through the posts by year.");
    }
  };
  const show = async (isLast, count = MORE) => {
    const next = await Promise.all(rest.slice(0, count).map((result) => result.data()));
    if (!isLast()) return;
    rest = rest.slice(count);
    list.append(...next.map(shown));
    more.hidden = !rest.length;
  };
  const look = () =>
    attempt(async (isLast) => {
      const words = input.value.trim();
      changed(words);
      const { index, others, filters } = words ? await load() : {};
      if (words && select.length === 1)
        for (const name of Object.keys(filters.category ?? {}).sort()) select.add(new Option(name));
      const category = select.value ? { category: [select.value] } : {};
      const results = words ? await found(index, others, words, { filters: category }) : [];
      if (!isLast()) return;
      if (words && lacks()) {
        loading = undefined;
        throw new Error("a part of its index is missing");
      }
      rest = results;
      const before = [...list.children];
      await show(isLast, FIRST);
      if (!isLast()) return;
      for (const old of before) old.remove();
      const count = results.length;
      const text = count
        ? ngettext("%(count)s result for “%(words)s”", "%(count)s results for “%(words)s”", count)
        : gettext("No results for “%(words)s”");
      status.textContent = words && filled(text, { count, words });
    });

  let timer;
  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(look, PAUSE);
  });
  select.addEventListener("change", look);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    clearTimeout(timer);
    await look();
    list.querySelector("a")?.focus();
  });
  more.addEventListener("click", async () => {
    const last = list.lastElementChild;
    await attempt(show);
    last.nextElementSibling?.querySelector("a").focus();
  });
  box.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || event.target === select) return;
    const stops = [input, ...list.querySelectorAll("a"), ...(more.hidden ? [] : [more])];
    const next = stops[stops.indexOf(document.activeElement) + step];
    if (!next) return;
    event.preventDefault();
    next.focus();
  });
  return { input, look };
}

/** Fill the page of the search, whose address may have the words: `?q=…`. */
export function fill(page) {
  const { input, look } = build(page, (words) => {
    const here = new URL(location);
    words ? here.searchParams.set("q", words) : here.searchParams.delete("q");
    history.replaceState(history.state, "", here);
  });
  input.value = new URLSearchParams(location.search).get("q") ?? "";
  if (input.value) look();
  input.focus();
}

let dialog;
/** Open the search over the page, with the words that were typed in the meantime. */
export function open(typed = "") {
  if (!dialog) {
    const close = element("button", { type: "button", className: "pst-navbar-icon", title: gettext("Close ( Esc )") }, gettext("Close"));
    const box = element("div", {}, close);
    dialog = element("dialog", { className: "search" }, box);
    dialog.setAttribute("aria-label", gettext("Search"));
    build(box);
    document.body.append(dialog);
    const leave = (event) => {
      const outside = event.target === dialog;
      if (outside || event.target === close || event.target.closest("ol a")) dialog.close();
    };
    dialog.addEventListener("click", leave);
    dialog.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.preventDefault(); // or a field that is not empty is emptied first
      dialog.close();
    });
  }
  dialog.showModal();
  const input = dialog.querySelector("input");
  input.focus();
  input.select();
  if (!typed) return;
  input.value = typed;
  input.dispatchEvent(new Event("input"));
}
