// In every page of the preview: reloads the page, and shows warnings and errors in the sources.
(() => {
  const { version } = document.currentScript.dataset;
  const host = document.createElement("div");
  host.id = "blink-preview";
  const show = (problems) => {
    host.remove();
    if (!problems.length || "hasProblems" in document.body.dataset) return;
    const root = host.shadowRoot || host.attachShadow({ mode: "open" });
    root.innerHTML = `<style>
      div { position: fixed; inset: auto 0 0 0; z-index: 2147483647; max-height: 50vh; overflow: auto;
        padding: .75rem 1rem; font: 14px/1.5 ui-monospace, monospace; color: #1b1b1b;
        background: #fff4e5; border-top: 3px solid #c2410c; overflow-wrap: anywhere; }
      b { color: #9a3412; } p { margin: .25rem 0; } .error b { color: #b91c1c; }
      @media (prefers-color-scheme: dark) { div { color: #f3f3f3; background: #2a1a10; }
        b { color: #fdba74; } .error b { color: #fca5a5; } }
    </style><div role="alert"></div>`;
    const box = root.querySelector("div");
    for (const { file, line, message, level } of problems) {
      const row = document.createElement("p");
      row.className = level;
      const place = document.createElement("b");
      place.textContent = file ? (line ? `${file}:${line} ` : `${file} `) : "";
      row.append(place, `${level}: ${message}`);
      box.append(row);
    }
    document.documentElement.append(host);
  };

  // A browser has six connections to a host, and each open page would take one, so only a visible
  // page listens. By the version it learns whether it changed in the meantime.
  let events = null;
  const listen = () => {
    events?.close();
    events = null;
    if (document.hidden) return;
    const page = encodeURIComponent(decodeURIComponent(location.pathname));
    events = new EventSource(`/_preview/events?page=${page}`);
    events.addEventListener("version", ({ data }) => data === version || location.reload());
    events.addEventListener("problems", ({ data }) => show(JSON.parse(data)));
  };
  addEventListener("pageshow", listen);
  document.addEventListener("visibilitychange", listen);
  addEventListener("pagehide", () => events?.close());
})();
