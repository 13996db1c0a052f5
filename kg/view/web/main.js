// What the reader does, and the start.

search.addEventListener("input", list);
search.addEventListener("keydown", (event) => {
  const first = found.querySelector("button");
  if (event.key === "Enter" && search.value && first) {
    visit(Number(first.dataset.node));
    details.focus({ preventScroll: true });
  } else walkList(event);
});
found.addEventListener("keydown", walkList);
found.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (button) visit(Number(button.dataset.node));
});
details.addEventListener("keydown", (event) => {
  if (event.key === "Escape") canvas.focus();
});
canvas.addEventListener("keydown", walk);

// Links within the page: to a thing they choose it; in a notebook's frame they must not leave the page.
document.addEventListener("click", (event) => {
  const link = event.target.closest('a[href^="#"]');
  if (!link) return;
  const target = byId(link.getAttribute("href").slice(1));
  if (!target) return;
  event.preventDefault();
  const beside = details.contains(link); // before its panel tells of something else
  if (link.dataset.node !== undefined) visit(Number(link.dataset.node));
  if (beside && link.dataset.node !== undefined) {
    details.focus({ preventScroll: true });
    return;
  }
  if (target.id !== "picture" && target.tabIndex < 0) target.tabIndex = -1;
  (target.id === "picture" ? canvas : target).focus({ preventScroll: true });
  target.scrollIntoView({ behavior: calm.matches ? "auto" : "smooth" });
});
for (const box of legend) box.addEventListener("change", () => toggle(box.dataset.style));

// Without Ctrl the wheel scrolls the page, as everywhere else on it.
canvas.addEventListener("wheel", (event) => {
  if (!event.ctrlKey && !event.metaKey) event.stopPropagation();
}, { capture: true });

byId("nearer").addEventListener("click", () => zoom(1.3));
byId("farther").addEventListener("click", () => zoom(1 / 1.3));
byId("whole").addEventListener("click", () => whole(0));
for (const button of document.querySelectorAll("[data-pan]")) {
  button.addEventListener("click", () => pan(...button.dataset.pan.split(" ").map(Number)));
}
byId("back").addEventListener("click", () => step(-1));
byId("forward").addEventListener("click", () => step(1));
byId("svg").addEventListener("click", saveSvg);
byId("png").addEventListener("click", savePng);
byId("print").addEventListener("click", () => print());
addEventListener("beforeprint", toPaper);
addEventListener("afterprint", () => byId("sheet").replaceChildren());

addEventListener("popstate", (event) => {
  if (event.state) go(event.state.at, asked());
  else adopt();
});

const scheme = byId("theme");

function setTheme(name) {
  if (name) document.documentElement.dataset.theme = name;
  else delete document.documentElement.dataset.theme;
  scheme.value = name;
  if (network) draw();
}

function storedTheme() {
  try {
    return localStorage.getItem("kg-theme") ?? "";
  } catch {
    return ""; // a page in a frame may store nothing
  }
}

scheme.addEventListener("change", () => {
  setTheme(scheme.value);
  try {
    localStorage.setItem("kg-theme", scheme.value);
  } catch {
    return;
  }
});
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);

setTheme(["light", "dark"].includes(storedTheme()) ? storedTheme() : "");
refresh();
draw();

// The picture is drawn before the text below it is there; what needs that waits for it.
document.addEventListener("DOMContentLoaded", () => {
  introduce();
  list();
  arrive();
  performance.mark("ready");
});
