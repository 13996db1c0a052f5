// Where the map is on the screen: a place of it in the middle, and how large. Axes of such a map mean nothing, so it is
// stretched to fill the frame.

const canvas = byId("map");
const pen = canvas.getContext("2d", { alpha: false });
const stillness = matchMedia("(prefers-reduced-motion: reduce)");
const MOST_ZOOM = 60;

const camera = { scale: 1, x: 0, y: 0 };
const view = { width: 1, height: 1, ratio: 1, whole: 1, stretchX: 1, stretchY: 1, margins: [0, 0, 0, 0] };
let moving = null; // an animation: a function of the time, which returns whether it goes on
let stale = true;

const zoom = () => camera.scale / view.whole;
const screenX = (x) => (x - camera.x) * camera.scale * view.stretchX + view.width / 2;
const screenY = (y) => (y - camera.y) * camera.scale * view.stretchY + view.height / 2;
const mapX = (x) => camera.x + (x - view.width / 2) / camera.scale / view.stretchX;
const mapY = (y) => camera.y + (y - view.height / 2) / camera.scale / view.stretchY;
const narrow = () => view.width < 700;
const between = (low, value, high) => Math.max(low, Math.min(high, value));

// The part of the canvas that no panel covers.
function margins() {
  const frame = canvas.getBoundingClientRect();
  const found = [16, 16, 16, 16]; // left, top, right, bottom
  const left = byId("head").getBoundingClientRect();
  const right = byId("details").getBoundingClientRect();
  if (left.left < frame.right && left.bottom > frame.top && left.top < frame.bottom && left.width < frame.width / 2) {
    found[0] = left.right - frame.left + 24;
    found[2] = right.width ? Math.max(frame.right - right.left + 16, 16) : 16 + byId("zoom").offsetWidth;
  }
  return found;
}

function resize() {
  const whole = zoom();
  const { width, height } = canvas.getBoundingClientRect();
  Object.assign(view, { width, height, ratio: Math.min(devicePixelRatio || 1, 3), margins: margins() });
  canvas.width = Math.round(width * view.ratio);
  canvas.height = Math.round(height * view.ratio);
  const [left, top, right, bottom] = view.margins;
  const [wide, high] = [width - left - right, height - top - bottom];
  const box = bounds([...data.label.keys()]);
  const across = Math.max(box.right - box.left, 1), down = Math.max(box.bottom - box.top, 1);
  const stretch = Math.sqrt(between(0.42, (wide / across) / (high / down), 1.7));
  Object.assign(view, { stretchX: stretch, stretchY: 1 / stretch });
  view.whole = 0.94 * Math.min(wide / across / view.stretchX, high / down / view.stretchY);
  camera.scale = view.whole * (Number.isFinite(whole) ? whole : 1);
  bitmaps.clear();
  stale = true;
}

function bounds(roles) {
  const box = { left: Infinity, right: -Infinity, top: Infinity, bottom: -Infinity };
  for (const role of roles) {
    box.left = Math.min(box.left, data.x[role]);
    box.right = Math.max(box.right, data.x[role]);
    box.top = Math.min(box.top, data.y[role]);
    box.bottom = Math.max(box.bottom, data.y[role]);
  }
  return box;
}

// The camera that shows these roles in the part that no panel covers.
function framing(roles, most, room = roles.length < data.count ? 40 : 0) {
  const box = bounds(roles);
  const [left, top, right, bottom] = view.margins.map((margin) => margin + room);
  const scale = Math.min(
    view.whole * most,
    (view.width - left - right) / Math.max(box.right - box.left, 1) / view.stretchX,
    (view.height - top - bottom) / Math.max(box.bottom - box.top, 1) / view.stretchY,
  );
  return {
    scale,
    x: (box.left + box.right) / 2 - (left - right) / 2 / scale / view.stretchX,
    y: (box.top + box.bottom) / 2 - (top - bottom) / 2 / scale / view.stretchY,
  };
}

const showAll = (animated = true) => go(framing([...data.label.keys()], 1), animated);
const showRoles = (roles, most = 8) => roles.length && go(framing(roles, most));

function go(target, animated = true, time = 700) {
  if (!animated || stillness.matches) {
    Object.assign(camera, target);
    moving = null;
    stale = true;
    return;
  }
  const from = { ...camera };
  const began = performance.now();
  moving = (now) => {
    const part = between(0, (now - began) / time, 1);
    const eased = part < 0.5 ? 4 * part ** 3 : 1 - (2 - 2 * part) ** 3 / 2;
    camera.scale = from.scale * (target.scale / from.scale) ** eased;
    // the place moves as the scale does, so that nothing rushes past
    const even = Math.abs(target.scale / from.scale - 1) < 1e-6
      ? eased
      : (1 / from.scale - 1 / camera.scale) / (1 / from.scale - 1 / target.scale);
    camera.x = from.x + (target.x - from.x) * even;
    camera.y = from.y + (target.y - from.y) * even;
    stale = true;
    return part < 1;
  };
}

function zoomAt(factor, x, y, animated = false) {
  const scale = between(view.whole * 0.6, camera.scale * factor, view.whole * MOST_ZOOM);
  const [atX, atY] = [mapX(x), mapY(y)];
  go({
    scale,
    x: atX - (x - view.width / 2) / scale / view.stretchX,
    y: atY - (y - view.height / 2) / scale / view.stretchY,
  }, animated, 220);
}

function pan(x, y, animated = false) {
  go({ scale: camera.scale, x: camera.x + x / camera.scale / view.stretchX, y: camera.y + y / camera.scale / view.stretchY }, animated, 160);
}

// Whether a role is where no panel covers it.
function inSight(role) {
  const [left, top, right, bottom] = view.margins;
  const [x, y] = [screenX(data.x[role]), screenY(data.y[role])];
  return x > left && x < view.width - right && y > top && y < view.height - bottom;
}
