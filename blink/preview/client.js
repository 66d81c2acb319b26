// In every page of the preview: reloads it in place, and shows what is wrong with the sources.
(() => {
  const KEY = "blink-preview-scroll";
  const page = decodeURIComponent(location.pathname.slice(1)).replace(/(^|\/)$/, "$1index.html");
  const kept = JSON.parse(sessionStorage.getItem(KEY) || "null");
  sessionStorage.removeItem(KEY);
  if (kept && kept.page === page) {
    history.scrollRestoration = "manual";
    const back = () => scrollTo({ left: kept.x, top: kept.y, behavior: "instant" });
    addEventListener("DOMContentLoaded", back);
    addEventListener("load", back);
  }
  const reload = () => {
    sessionStorage.setItem(KEY, JSON.stringify({ page, x: scrollX, y: scrollY }));
    location.reload();
  };

  const host = document.createElement("div");
  host.id = "blink-preview";
  const show = (problems) => {
    host.remove();
    if (!problems.length) return;
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

  const events = new EventSource("/_preview/events");
  let run = null;
  events.addEventListener("hello", ({ data }) => {
    if (run !== null && run !== data) reload();
    run = data;
  });
  events.addEventListener("built", ({ data }) => {
    const pages = JSON.parse(data);
    if (pages === null || pages.includes(page)) reload();
  });
  events.addEventListener("problems", ({ data }) => show(JSON.parse(data)));
  addEventListener("pagehide", () => events.close());
})();
