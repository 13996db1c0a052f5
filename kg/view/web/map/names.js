// Names on the map. Each is drawn once, as a bitmap with a rim in the colour of the ground; none ever meets another.

const FONT = getComputedStyle(document.body).fontFamily;
const MOST_BITMAPS = 1500;
const SHOWN_LENGTH = 48;
const FEW = 60; // fewer roles are all named at once, as far as there is room
const SHIFTS = [[0, 0], ...[0.3, 0.45].flatMap((far) => [[0, -far], [0, far], [-far, 0], [far, 0], [-far, -far], [far, -far], [-far, far], [far, far]])]; // parts of a name's size
const bitmaps = new Map();
let drawnNames = []; // what this frame shows: its text and its box
let named = new Set(); // the roles whose names it shows
let kept = new Set(); // the roles whose names the last frame showed: they come first, so that names do not flicker

const shortened = (text) => (text.length > SHOWN_LENGTH ? `${text.slice(0, SHOWN_LENGTH - 1)}…` : text);

function nameBitmap(lines, weight, size, ink) {
  const key = `${weight} ${size} ${ink} ${lines.join("\n")}`;
  const known = bitmaps.get(key);
  if (known) return known;
  if (bitmaps.size > MOST_BITMAPS) bitmaps.clear();
  const drawn = document.createElement("canvas");
  const context = drawn.getContext("2d");
  const font = `${weight} ${size}px ${FONT}`;
  context.font = font;
  const wide = Math.max(...lines.map((line) => context.measureText(line).width));
  const row = size * 1.12;
  const [width, height] = [wide + 8, row * lines.length + 7];
  drawn.width = Math.ceil(width * view.ratio);
  drawn.height = Math.ceil(height * view.ratio);
  context.scale(view.ratio, view.ratio);
  Object.assign(context, { font, textBaseline: "middle", textAlign: "center", lineJoin: "round", lineWidth: 3.4, strokeStyle: colours.ground.text, fillStyle: ink });
  lines.forEach((line, number) => context.strokeText(line, width / 2, 3.5 + row * (number + 0.5)));
  lines.forEach((line, number) => context.fillText(line, width / 2, 3.5 + row * (number + 0.5)));
  const made = { drawn, width, height };
  bitmaps.set(key, made);
  return made;
}

// How large the bitmap of a name is going to be: names that find no room are never drawn.
const sizes = new Map();

function nameSize(text, weight, size) {
  const key = `${weight} ${size} ${text}`;
  let known = sizes.get(key);
  if (!known) {
    pen.font = `${weight} ${size}px ${FONT}`;
    known = [pen.measureText(text).width + 8, size * 1.12 + 7];
    sizes.set(key, known);
  }
  return known;
}

// Boxes on the screen that are taken (left, top, right, bottom), by the rows of the screen that they reach into.
class Boxes {
  constructor() {
    this.rows = Array.from({ length: Math.ceil(view.height / 32) + 1 }, () => []);
  }

  row(y) {
    return Math.max(0, Math.min(this.rows.length - 1, Math.floor(y / 32)));
  }

  isFree(box) {
    for (let row = this.row(box[1]); row <= this.row(box[3]); row++) {
      for (const other of this.rows[row]) {
        if (box[0] < other[2] && box[2] > other[0] && box[1] < other[3] && box[3] > other[1]) return false;
      }
    }
    return true;
  }

  take(box) {
    for (let row = this.row(box[1]); row <= this.row(box[3]); row++) this.rows[row].push(box);
  }
}

function onScreen([left, top, right, bottom]) {
  return left > 1 && top > 1 && right < view.width - 1 && bottom < view.height - 1;
}

// Draws a name in the first free spot beside a dot; whether there was one.
function nameBeside(role, taken, { weight, size, ink, alpha = 1, spots = 4, padding = 3 }) {
  if (named.has(role)) return false;
  const text = shortened(data.name[role]);
  const [width, height] = nameSize(text, weight, size);
  const [x, y, gap] = [screenX(data.x[role]), screenY(data.y[role]), radius(role) + 1];
  const places = [[x + gap, y - height / 2], [x - gap - width, y - height / 2], [x - width / 2, y - gap - height + 2], [x - width / 2, y + gap - 2]];
  if (spots > 4) for (const far of [10, 24, 40]) places.push([x + far, y + far / 2], [x + far, y - far / 2 - height], [x - far - width, y + far / 2], [x - far - width, y - far / 2 - height]);
  if (spots > 4) for (const far of [14, 34, 54, 74]) for (const down of [far, -far - height]) places.push([between(4, x - width / 2, view.width - width - 4), y + down]);
  for (const [left, top] of places) {
    const box = [left + 3 - padding, top + 3 - padding / 2, left + width - 3 + padding, top + height - 3 + padding / 2];
    if (!onScreen(box) || !taken.isFree(box)) continue;
    const own = [left + 3, top + 2, left + width - 3, top + height - 2];
    taken.take(own);
    drawnNames.push({ text, box: own, role });
    named.add(role);
    pen.globalAlpha = alpha;
    pen.drawImage(nameBitmap([text], weight, size, ink).drawn, left, top, width, height);
    pen.globalAlpha = 1;
    return true;
  }
  return false;
}

const regionLines = (name, most) => name.split(" ").reduce((lines, word) => {
  const last = lines.at(-1);
  if (last && `${last} ${word}`.length <= most) return [...lines.slice(0, -1), `${last} ${word}`];
  return [...lines, word];
}, []);

const fading = (value, from, to) => between(0, (value - from) / (to - from), 1);

function regionNames(taken, dimmed) {
  const at = zoom();
  const seen = new Set();
  for (const [x, y, roles, level, family, name, group] of data.regions) {
    const alpha = level === 1 ? 1 - fading(at, 2.6, 4.2) : fading(at, 2, 3.2) * (1 - fading(at, 8, 13));
    if (alpha < 0.05 || seen.has(name)) continue;
    const size = level === 1 ? 13.5 + Math.min(narrow() ? 3 : 7.5, 0.62 * Math.sqrt(roles)) : 12.5 + Math.min(2.5, 0.3 * Math.sqrt(roles));
    const ink = mixed(colours[`f${family}`], colours.ink, 0.5);
    const strength = alpha * (dimmed || (state.family !== null && family !== state.family) ? 0.35 : 0.86);
    const full = Math.round(narrow() ? size * 0.88 : size);
    for (const each of full > 12 ? [full, 12] : [full]) { // a smaller name finds room beside others
      if (!nameOver([x, y], name, group, nameBitmap(regionLines(name, level === 1 ? 15 : 20), 640, each, ink), taken, strength)) continue;
      seen.add(name);
      break;
    }
  }
}

// Draws the name of a region where it covers its middle, so that it lies on its own roles; whether there is room.
function nameOver([x, y], text, group, { drawn, width, height }, taken, alpha) {
  for (const [right, down] of SHIFTS) {
    const [left, top] = [screenX(x) + (right - 0.5) * width, screenY(y) + (down - 0.5) * height];
    const box = [left + 2, top + 2, left + width - 2, top + height - 2];
    if (!onScreen(box) || !taken.isFree(box)) continue;
    taken.take(box);
    drawnNames.push({ text, box, region: true, group });
    pen.globalAlpha = alpha;
    pen.drawImage(drawn, left, top, width, height);
    pen.globalAlpha = 1;
    return true;
  }
  return false;
}

// The group that was chosen, in the middle of its roles.
function chosenGroupName(taken) {
  const region = data.regions.find(([, , , , , , group]) => group === state.group);
  const members = data.members[state.group];
  const [x, y] = region ?? [data.x[members[0]], data.y[members[0]]];
  const name = data.groups[state.group];
  nameOver([x, y], name, state.group, nameBitmap(regionLines(name, 20), 700, 16, colours.ink.text), taken, 1);
}

// More names the nearer one comes: the important ones first, those of the last frame before others.
function roleNames(taken, isDim) {
  const behind = state.role !== null || state.group !== null || state.onRoute; // what is near says where one is, faintly
  const at = zoom();
  const most = data.count < FEW ? FEW : Math.min(230, (view.width * view.height) / 9000) * Math.min(1, 0.2 + 0.28 * Math.log2(Math.max(at, 1)));
  const least = at > 9 || data.count < FEW ? 0 : 100 - 34 * Math.log2(1.3 * Math.max(at, 1));
  const size = narrow() ? 12 : 12.5;
  const padding = data.count < FEW ? 2 : Math.max(2, 15 - 3.2 * at);
  const shown = new Set();
  const visible = data.order.filter((role) => {
    const [x, y] = [screenX(data.x[role]), screenY(data.y[role])];
    return x > 0 && x < view.width && y > 0 && y < view.height && data.importance[role] >= least && (behind || !isDim(role));
  });
  for (const role of [...visible.filter((each) => kept.has(each)), ...visible.filter((each) => !kept.has(each))]) {
    if (shown.size >= most) break;
    if (nameBeside(role, taken, { weight: 500, size, ink: colours.ink.text, padding, alpha: isDim(role) ? 0.5 : 1 })) shown.add(role);
  }
  kept = shown;
}
