// Connects the controls of the page to the functions above, and starts it.

search.addEventListener("input", listMatches);
search.addEventListener("keydown", (event) => {
  const first = found.querySelector("button");
  if (event.key === "Enter" && search.value && first) {
    selectFound(first);
  } else moveInList(event);
});
found.addEventListener("keydown", moveInList);
found.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (button) selectFound(button);
});
details.addEventListener("keydown", (event) => {
  if (event.key === "Escape") canvas.focus();
});
canvas.addEventListener("keydown", onKey);

// A link to a card selects its node; in a notebook's frame links must not leave the page.
document.addEventListener("click", (event) => {
  const link = event.target.closest('a[href^="#"]');
  if (!link) return;
  const key = link.getAttribute("href").slice(1);
  if (link.closest(".glance") && nodeOf(key) !== null) {
    event.preventDefault();
    selectFound({ dataset: { node: nodeOf(key) } });
    return;
  }
  const target = byId(key);
  if (!target) return;
  event.preventDefault();
  const inPanel = details.contains(link); // read before the panel shows another node
  if (link.dataset.node !== undefined) select(Number(link.dataset.node));
  if (inPanel && link.dataset.node !== undefined) {
    details.focus({ preventScroll: true });
    return;
  }
  const folded = target.closest("#text details");
  if (folded) folded.open = true;
  if (target.id !== "picture" && target.tabIndex < 0) target.tabIndex = -1;
  (target.id === "picture" ? canvas : target).focus({ preventScroll: true });
  target.scrollIntoView({ behavior: reducedMotion.matches ? "auto" : "smooth" });
});
for (const box of legend) box.addEventListener("change", () => toggleKind(box.dataset.style));

// Without Ctrl the wheel scrolls the page, as everywhere else on it.
canvas.addEventListener("wheel", (event) => {
  if (!event.ctrlKey && !event.metaKey) event.stopPropagation();
}, { capture: true });

byId("nearer").addEventListener("click", () => zoom(1.3));
byId("farther").addEventListener("click", () => zoom(1 / 1.3));
byId("whole").addEventListener("click", () => showAll(0));
for (const button of document.querySelectorAll("[data-pan]")) {
  button.addEventListener("click", () => pan(...button.dataset.pan.split(" ").map(Number)));
}
byId("back").addEventListener("click", () => goBy(-1));
byId("forward").addEventListener("click", () => goBy(1));
byId("svg").addEventListener("click", saveSvg);
byId("png").addEventListener("click", savePng);
byId("print").addEventListener("click", () => print());
addEventListener("beforeprint", preparePrint);
addEventListener("afterprint", () => byId("sheet").replaceChildren());

// In a frame of another width the picture is fitted again.
let fittedWidth = canvas.clientWidth;
new ResizeObserver(() => {
  if (!network || canvas.clientWidth === fittedWidth) return;
  fittedWidth = canvas.clientWidth;
  refresh();
  showAll(READABLE);
  if (selected !== null && isShown(selected) && !inSight(selected)) reveal(selected);
}).observe(canvas);

addEventListener("popstate", (event) => {
  if (event.state) goToEntry(event.state.historyIndex, nodeOf(location.hash.slice(1)));
  else followAddress();
});

matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);

matchMedia("(forced-colors: active)").addEventListener("change", draw);

refresh();
draw();
document.fonts.load(`${TEXT}px "kg"`).then(draw);

// The picture is drawn before the text below it is loaded; what needs the text waits for it.
document.addEventListener("DOMContentLoaded", () => {
  showIntroduction();
  listMatches();
  openAtAddress();
  performance.mark("ready");
});
