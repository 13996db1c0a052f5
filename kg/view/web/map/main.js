// The beginning: the data is unpacked, the page made, and a frame drawn whenever something changed.

function recolour() {
  readColours();
  dots.clear();
  bitmaps.clear();
  makeTerrain();
  stale = true;
}

function frame(now) {
  if (moving && !moving(now)) moving = null;
  if (stale) {
    stale = false;
    draw();
  }
  requestAnimationFrame(frame);
}

function listen() {
  canvas.addEventListener("pointerdown", pressed);
  canvas.addEventListener("pointermove", dragged);
  canvas.addEventListener("pointerup", released);
  canvas.addEventListener("pointercancel", released);
  canvas.addEventListener("pointerleave", () => {
    state.hovered = null;
    stale = true;
  });
  canvas.addEventListener("wheel", wheeled, { passive: false });
  canvas.addEventListener("dblclick", (event) => zoomAt(2.2, ...placeIn(event), true));
  canvas.addEventListener("keydown", keyPressed);
  canvas.addEventListener("focus", () => canvas.classList.add("held"));
  canvas.addEventListener("blur", () => canvas.classList.remove("held"));
  details.addEventListener("keydown", (event) => event.key === "Escape" && canvas.focus({ preventScroll: true }));
  search.addEventListener("input", listFound);
  search.addEventListener("keydown", searchKeys);
  byId("nearer").addEventListener("click", () => zoomAt(1.7, view.width / 2, view.height / 2, true));
  byId("farther").addEventListener("click", () => zoomAt(1 / 1.7, view.width / 2, view.height / 2, true));
  byId("whole").addEventListener("click", () => showAll());
  for (const change of ["(prefers-color-scheme: dark)", "(forced-colors: active)"]) matchMedia(change).addEventListener("change", recolour);
  matchMedia("print").addEventListener("change", () => {
    recolour();
    resize();
    draw(); // paper does not wait for the next frame
  });
  new ResizeObserver(() => {
    resize();
    if (moving || zoom() > 1.01 || isChosen()) return;
    if (state.onRoute) go(framing(data.route.roles, 6, 90), false);
    else showAll(false);
  }).observe(canvas);
}

// A name at the end of the address: what is looked at when the page opens.
function chooseNamed() {
  let name = "";
  try {
    name = decodeURIComponent(location.hash.slice(1));
  } catch { /* not as this page writes it */ }
  const role = name ? data.label.indexOf(name) : -1;
  const skill = name && role < 0 ? data.skills.indexOf(name) : -1;
  if (role >= 0) choose(role);
  else if (skill >= 0) chooseSkill(skill);
  else if (name && data.groups.includes(name)) chooseGroup(data.groups.findIndex((each, group) => each === name && data.members[group].length));
}

async function start() {
  if (!globalThis.DecompressionStream || !Path2D.prototype.addPath) {
    byId("failed").hidden = false;
    return;
  }
  document.body.classList.add("drawn");
  await Promise.all([load(), document.fonts.ready]);
  if (!data.count) return document.body.classList.remove("drawn");
  document.body.classList.toggle("way", data.route !== null);
  readColours();
  makeLegend();
  showStart(false);
  resize();
  makeTerrain();
  showStart(false);
  listen();
  chooseNamed();
  draw();
  requestAnimationFrame(frame);
  canvas.dataset.ready = "";
  performance.mark("ready");
}

start();
