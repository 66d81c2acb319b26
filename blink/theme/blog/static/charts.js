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
  const draw = {
    // a chart is saved as SVG, since the Content-Security-Policy forbids the address of a bitmap
    plotly: (place, { data, layout, config }) => {
      const saved = { responsive: true, toImageButtonOptions: { format: "svg" }, ...config };
      return Plotly.newPlot(place, data, { autosize: true, ...layout }, saved);
    },
    // without code made from text, which the Content-Security-Policy forbids
    vega: (place, spec, src) =>
      vegaEmbed(place, spec, { ast: true, renderer: "svg", actions: false, loader: { baseURL: new URL(".", src).href } }),
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
