// Interactive figures: data and library are loaded when a reader asks for one, or scrolls to it.
{
  const loaded = new Map();
  let count = 0;
  const library = (src) => {
    const load = (done, failed) => {
      const script = Object.assign(document.createElement("script"), { src, onload: done, onerror: failed });
      document.head.append(script);
    };
    if (!loaded.has(src)) loaded.set(src, new Promise(load));
    loaded.get(src).catch(() => loaded.delete(src)); // it is tried again
    return loaded.get(src);
  };
  // The colours of the page, where its theme has names for them: what a chart does not say has them.
  const coloursOf = (place) => {
    const of = (name) => {
      place.style.color = "";
      place.style.color = `var(--pst-color-${name}, #0000)`;
      return getComputedStyle(place).color;
    };
    const colours = { ground: of("background"), text: of("text-base"), line: of("border") };
    colours.marks = ["primary", "warning", "success", "danger", "text-muted"].map(of);
    place.style.color = "";
    return colours.ground === "rgba(0, 0, 0, 0)" ? null : colours;
  };
  const plotlyLayout = (place, layout = {}) => {
    const colours = layout.paper_bgcolor || layout.plot_bgcolor ? null : coloursOf(place);
    place.classList.toggle("is-themed", !!colours);
    if (!colours) return { autosize: true, ...layout };
    const { text, line, marks } = colours;
    const axes = new Set(["xaxis", "yaxis", ...Object.keys(layout).filter((name) => /^[xy]axis\d+$/.test(name))]);
    const axis = { gridcolor: line, linecolor: line, zerolinecolor: line };
    return {
      autosize: true, paper_bgcolor: "#0000", plot_bgcolor: "#0000", colorway: marks, ...layout,
      font: { color: text, ...layout.font },
      ...Object.fromEntries([...axes].map((name) => [name, { ...axis, ...layout[name] }])),
    };
  };
  const vegaConfig = (place, spec) => {
    const colours = spec.background || spec.config?.background ? null : coloursOf(place);
    place.classList.toggle("is-themed", !!colours);
    if (!colours) return {};
    const { text, line, marks } = colours;
    const words = { labelColor: text, titleColor: text };
    return {
      background: "transparent", view: { stroke: line }, title: { color: text, subtitleColor: text },
      axis: { ...words, domainColor: line, gridColor: line, tickColor: line }, legend: words, header: words,
      mark: { color: marks[0] }, text: { color: text }, range: { category: marks },
    };
  };
  const live = []; // what is drawn again in another colour scheme
  const draw = {
    // a chart is saved as SVG, since the Content-Security-Policy forbids the address of a bitmap
    plotly: (place, { data, layout, config }) => {
      const saved = { responsive: true, toImageButtonOptions: { format: "svg" }, ...config };
      return Plotly.newPlot(place, data, plotlyLayout(place, layout), saved);
    },
    // without code made from text, which the Content-Security-Policy forbids
    vega: (place, spec, src) =>
      vegaEmbed(place, spec, {
        ast: true, renderer: "svg", actions: false, config: vegaConfig(place, spec), loader: { baseURL: new URL(".", src).href },
      }),
    page: (place, data, src) => {
      const title = place.parentElement.ariaLabel ?? "";
      place.append(Object.assign(document.createElement("iframe"), { className: "embedded-page", src, title }));
    },
    bokeh: (place, item) => Bokeh.embed.embed_item({ ...item, target_id: place.id }, place.id),
  };
  const show = async (chart) => {
    if (chart.dataset.state) return;
    chart.dataset.state = "loading";
    const button = chart.querySelector(".chart-load");
    const asked = document.activeElement === button;
    chart.querySelector(".chart-failed")?.remove();
    button.disabled = true;
    const place = Object.assign(document.createElement("div"), { className: "chart-live", id: `chart-${++count}` });
    try {
      const src = new URL(chart.dataset.src, location);
      const { chart: kind, libraries } = chart.dataset;
      const data = kind === "page" || (await fetch(src).then((answer) => (answer.ok ? answer.json() : Promise.reject(answer))));
      for (const name of libraries.split(" ").filter(Boolean)) await library(name);
      chart.append(place);
      await draw[kind](place, data, src);
      chart.dataset.state = "live";
      if (place.classList.contains("is-themed")) live.push(() => draw[kind](place, data, src));
      place.tabIndex = -1;
      if (asked) place.focus({ preventScroll: true });
      button.remove();
    } catch (error) {
      console.error(error);
      place.remove();
      delete chart.dataset.state;
      button.disabled = false;
      const text = { className: "chart-failed", role: "status", textContent: chart.dataset.failed };
      button.after(Object.assign(document.createElement("p"), text));
    }
  };
  const again = () => live.forEach((redraw) => redraw());
  new MutationObserver(again).observe(document.documentElement, { attributeFilter: ["data-theme"] });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", again);
  const seen = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries)
        if (isIntersecting) {
          seen.unobserve(target);
          show(target);
        }
    },
    { rootMargin: "200px" },
  );
  for (const chart of document.querySelectorAll("[data-chart]")) {
    const button = chart.querySelector(".chart-load");
    if (!button) continue; // the library is missing
    button.addEventListener("click", () => show(chart));
    button.hidden = false;
    if (chart.dataset.load === "view") seen.observe(chart);
  }
}
