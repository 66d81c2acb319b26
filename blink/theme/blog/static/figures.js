// A picture opens large over its page. Without this script its link leads to the file.
const showLarge = (dialog) => {
  const picture = new Image();
  const words = dialog.querySelector("p");
  words.before(picture);
  const steps = dialog.querySelectorAll("[data-step]");
  let links = [];
  let at = 0;
  const show = (index) => {
    at = (index + links.length) % links.length;
    const link = links[at];
    const small = link.querySelector("img");
    picture.className = small.className;
    picture.src = link.href;
    picture.alt = small.alt;
    const caption = link.closest("figure")?.querySelector(".caption-text, .legend");
    words.textContent = caption?.textContent ?? "";
  };
  for (const link of document.querySelectorAll("a.picture"))
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return; // another tab or window
      event.preventDefault();
      links = [...document.querySelectorAll("a.picture")].filter((one) => one.checkVisibility());
      for (const button of steps) button.hidden = links.length < 2;
      show(links.indexOf(link));
      dialog.showModal();
    });
  dialog.addEventListener("click", ({ target }) => {
    const button = target.closest("button");
    if (button?.dataset.step) show(at + Number(button.dataset.step));
    else if (target !== words) dialog.close();
  });
  dialog.addEventListener("keydown", ({ key }) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[key];
    if (step) show(at + (getComputedStyle(dialog).direction === "rtl" ? -step : step));
  });
  dialog.addEventListener("close", () => {
    picture.removeAttribute("src");
    links[at].focus();
  });
};

const dialog = document.getElementById("large-picture");
if (dialog) showLarge(dialog);
