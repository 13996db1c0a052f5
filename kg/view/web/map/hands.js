// Pointer and keyboard on the map. One finger scrolls the page, until the map has been touched and has the focus; two
// fingers always move and zoom it. The wheel zooms with Ctrl, or when the map has the focus.

const pointers = new Map();
let moved = 0;
let spread = 0;
let speed = [0, 0];
let hintTimer = 0;
let hinted = false; // whether the page has asked for a click that does nothing but take the wheel
let takesWheel = false; // whether this click is it

const isHeld = () => document.activeElement === canvas;

function roleAt(x, y) {
  let best = null, least = Infinity;
  for (const role of data.order) {
    const apart = Math.hypot(screenX(data.x[role]) - x, screenY(data.y[role]) - y) - radius(role);
    if (apart < least && apart < (narrow() ? 16 : 7)) [best, least] = [role, apart];
  }
  return best;
}

// The group whose name is there.
function groupAt(x, y) {
  const at = drawnNames.find(({ region, box: [left, top, right, bottom] }) => region && x > left && x < right && y > top && y < bottom);
  return at ? at.group : null;
}

const placeIn = (event) => {
  const frame = canvas.getBoundingClientRect();
  return [event.clientX - frame.left, event.clientY - frame.top];
};

function pressed(event) {
  if (event.pointerType === "mouse" && event.button !== 0) return;
  const wasHeld = isHeld();
  takesWheel = hinted && !wasHeld && event.pointerType === "mouse";
  if (event.pointerType === "mouse") canvas.focus({ preventScroll: true });
  pointers.set(event.pointerId, { at: placeIn(event), moves: event.pointerType === "mouse" || wasHeld });
  [moved, spread, speed, moving] = [0, 0, [0, 0], null];
}

function dragged(event) {
  const pointer = pointers.get(event.pointerId);
  const at = placeIn(event);
  if (!pointer) return hovered(event, at);
  const by = [at[0] - pointer.at[0], at[1] - pointer.at[1]];
  pointer.at = at;
  moved += Math.hypot(...by);
  if (pointers.size === 1) {
    if (!pointer.moves || moved < 4) return;
    canvas.setPointerCapture(event.pointerId);
    canvas.classList.add("dragged");
    pan(-by[0], -by[1]);
    speed = by;
    return;
  }
  const [one, other] = [...pointers.values()].map((each) => each.at);
  const apart = Math.hypot(one[0] - other[0], one[1] - other[1]);
  pan(-by[0] / 2, -by[1] / 2);
  if (spread) zoomAt(apart / spread, (one[0] + other[0]) / 2, (one[1] + other[1]) / 2);
  spread = apart;
}

function hovered(event, [x, y]) {
  if (event.pointerType !== "mouse") return;
  const role = roleAt(x, y);
  canvas.classList.toggle("over-role", role !== null || groupAt(x, y) !== null);
  if (role === state.hovered) return;
  state.hovered = role;
  stale = true;
}

function released(event) {
  if (!pointers.delete(event.pointerId)) return;
  canvas.classList.remove("dragged");
  spread = 0;
  if (event.type === "pointercancel") return;
  if (moved < 6 && takesWheel) hinted = false;
  else if (moved < 6) {
    const [role, group] = [roleAt(...placeIn(event)), groupAt(...placeIn(event))];
    if (role !== null) choose(role, { fly: false });
    else if (group !== null) chooseGroup(group);
    else if (isChosen()) clearChoice();
  } else if (Math.hypot(...speed) > 3 && !stillness.matches) {
    moving = () => {
      speed = speed.map((part) => part * 0.9);
      camera.x -= speed[0] / camera.scale / view.stretchX;
      camera.y -= speed[1] / camera.scale / view.stretchY;
      stale = true;
      return Math.hypot(...speed) > 0.4;
    };
  }
}

// What was chosen is let go; the map stays where it is.
function clearChoice() {
  Object.assign(state, { role: null, skill: null, group: null, hovered: null });
  if (state.onRoute) showRoute();
  else fill();
  remember("");
  stale = true;
}

function wheeled(event) {
  if (!event.ctrlKey && !event.metaKey && !isHeld()) return hint();
  event.preventDefault();
  moving = null;
  zoomAt(Math.exp(-event.deltaY * (event.deltaMode ? 0.05 : event.ctrlKey ? 0.008 : 0.0018)), ...placeIn(event));
}

function hint() {
  hinted = true;
  byId("hint").textContent = "Click the map first, or hold Ctrl, to zoom";
  byId("hint").hidden = false;
  clearTimeout(hintTimer);
  hintTimer = setTimeout(() => (byId("hint").hidden = true), 1600);
}

// --- keys ------------------------------------------------------------------------------------------------------------

const DIRECTIONS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

// The nearest role that lies in a direction rather than beside it.
function roleTowards([right, down]) {
  const from = state.role ?? nearestTo(view.width / 2, view.height / 2);
  if (state.role === null) return from;
  const [x, y] = [screenX(data.x[from]), screenY(data.y[from])];
  let best = from, least = Infinity;
  for (let role = 0; role < data.count; role++) {
    const [byX, byY] = [screenX(data.x[role]) - x, screenY(data.y[role]) - y];
    const [ahead, aside] = [byX * right + byY * down, Math.abs(byX * down) + Math.abs(byY * right)];
    if (role === from || ahead <= 0 || aside > ahead) continue;
    if (ahead + 2 * aside < least) [best, least] = [role, ahead + 2 * aside];
  }
  return best;
}

function nearestTo(x, y) {
  let best = 0, least = Infinity;
  for (let role = 0; role < data.count; role++) {
    const apart = Math.hypot(screenX(data.x[role]) - x, screenY(data.y[role]) - y);
    if (apart < least) [best, least] = [role, apart];
  }
  return best;
}

function keyPressed(event) {
  if (event.altKey || event.ctrlKey || event.metaKey) return;
  const direction = DIRECTIONS[event.key];
  const middle = [view.width / 2, view.height / 2];
  const actions = {
    "+": () => zoomAt(1.6, ...middle, true),
    "=": () => zoomAt(1.6, ...middle, true),
    "-": () => zoomAt(1 / 1.6, ...middle, true),
    0: () => showAll(),
    "/": () => search.focus(),
    n: () => state.role !== null && data.near[state.role].length && choose(data.near[state.role][0], { fly: false }),
    Enter: () => details.focus(),
    Escape: () => clear(),
  };
  if (direction && event.shiftKey) pan(90 * direction[0], 90 * direction[1], true);
  else if (direction) choose(roleTowards(direction), { fly: false });
  else if (actions[event.key]) actions[event.key]();
  else return;
  event.preventDefault();
}
