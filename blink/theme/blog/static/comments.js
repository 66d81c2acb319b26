// Comments: nothing is asked of giscus.app before the reader asks for them.
const ask = document.getElementById("load-comments");
const section = ask.closest("section");
ask.addEventListener("click", () => {
  const script = document.createElement("script");
  script.src = "https://giscus.app/client.js";
  script.async = true;
  script.crossOrigin = "anonymous";
  const theme = document.documentElement.dataset.theme || "preferred_color_scheme";
  const language = document.documentElement.lang; // giscus knows countries in Chinese only
  const lang = language.startsWith("zh-") ? language : language.split("-")[0];
  Object.assign(script.dataset, ask.dataset, { theme, lang });
  section.append(script); // it puts the comments where it stands
  ask.remove();
});
section.hidden = false;
