// The picture itself: boxes by vis-network; lines, the shapes of kinds, captions and marks are painted with them.

const FONT = '"kg", Figtree, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif';
const TEXT = 16; // the height of letters in a box
const shapes = Object.fromEntries(Object.entries(data.styles).map(([name, { shape }]) => [name, new Path2D(shape)]));
const most = data.nodes.reduce((found, { weight }) => Math.max(found, weight ?? 0), 1);
const NAMES = ["ground", "card", "sunk", "ink", "ink-2", "ink-3", "mark", "role", "learn", "kept", "gate", "on-accent"];

// The colours of the page as the system sets them, by the names of tokens.css.
function theme() {
  const style = getComputedStyle(document.documentElement);
  return Object.fromEntries(NAMES.map((name) => [name, style.getPropertyValue(`--${name}`).trim()]));
}

// How large the shape of a node is: its area grows with what depends on the node.
const sizeOf = ({ weight }) => (weight === undefined ? 0.85 : 0.85 + 0.65 * Math.sqrt(weight / most));

// The distance of a shape from the left side of its box.
const SHAPE_X = 21;

// The number in the shape of a node.
const numberOf = ({ weight, group }) => (weight && ["role", "skill"].includes(group) ? String(weight) : "");

function options(look) {
  const box = (background, border) => ({ background, border });
  const color = { ...box(look.card, look.mark), highlight: box(look.sunk, look.role), hover: box(look.sunk, look.mark) };
  return {
    autoResize: true,
    physics: false,
    layout: { improvedLayout: false },
    nodes: {
      borderWidth: 1,
      borderWidthSelected: 3,
      color,
      margin: { top: 5, bottom: 5, left: 40, right: 6 },
      widthConstraint: { minimum: 2 * data.half.width - 46 },
      heightConstraint: { minimum: 2 * data.half.height - 10, valign: "middle" },
      shapeProperties: { borderRadius: 10 },
      font: { color: look.ink, size: TEXT, face: FONT, align: "left" },
      labelHighlightBold: false,
    },
    groups: { useDefaultGroups: false, ...Object.fromEntries(Object.keys(data.styles).map((name) => [name, { color }])) },
    interaction: { hover: true, dragNodes: false, keyboard: false, tooltipDelay: 1e9, zoomSpeed: 0.6 },
  };
}

function draw() {
  const view = network && { position: network.getViewPosition(), scale: network.getScale() };
  if (network) network.destroy();
  const look = theme();
  network = new vis.Network(canvas, { nodes: shownNodes, edges: [] }, options(look));
  for (const part of canvas.querySelectorAll("[tabindex]")) part.removeAttribute("tabindex"); // the frame has the keys
  network.on("beforeDrawing", (context) => paintLines(context, look));
  network.on("afterDrawing", (context) => {
    paintCaptions(context, look);
    for (const node of boxes) paintMarks(context, look, node);
  });
  network.once("afterDrawing", () => performance.mark("drawn"));
  network.on("click", ({ nodes: [node], pointer }) => {
    const line = node === undefined ? lineAt(pointer.canvas) : undefined;
    if (node !== undefined) activate(node);
    else if (line !== undefined) showEdge(line);
    else highlight(); // a click on nothing changes nothing
  });
  network.on("hoverNode", () => canvas.classList.add("pointing"));
  network.on("blurNode", () => canvas.classList.remove("pointing"));
  if (view) network.moveTo(view);
  else showAll(READABLE);
  highlight();
  canvas.network = network;
}

// --- lines -----------------------------------------------------------------------------------------------------------

const headPath = ([x, y, direction]) => `M${x} ${y}L${x - 9 * direction} ${y - 4.5}V${y + 4.5}Z`;
const isChosen = (edge) => (selectedEdge === null ? selected !== null && shownEdgesAt(selected).includes(edge) : edge === selectedEdge);

function paintLines(context, look) {
  const chosen = new Set([...courses.keys()].filter(isChosen));
  for (const [edge, course] of [...courses].sort(([one], [other]) => chosen.has(one) - chosen.has(other))) {
    context.strokeStyle = context.fillStyle = chosen.has(edge) ? look.role : look.mark;
    context.lineWidth = chosen.has(edge) ? 2.5 : 1.3;
    context.setLineDash(data.edges[edge].dashes ? [6, 4] : []);
    context.stroke(new Path2D(course.path));
    context.setLineDash([]);
    context.fill(new Path2D(headPath(course.head)));
  }
}

// The line at a point of the picture, or one near to it.
function lineAt({ x, y }) {
  const context = new OffscreenCanvas(1, 1).getContext("2d");
  context.lineWidth = 10 / network.getScale();
  return [...courses].find(([, { path }]) => context.isPointInStroke(new Path2D(path), x, y))?.[0];
}

// --- captions and marks ----------------------------------------------------------------------------------------------

function paintCaptions(context, look) {
  context.fillStyle = look["ink-2"];
  context.font = `600 ${TEXT}px ${FONT}`;
  context.textAlign = "left";
  context.textBaseline = "alphabetic";
  context.strokeStyle = look.ground;
  context.lineWidth = 5;
  for (const [text, x, y] of captions) {
    context.strokeText(text, x, y); // readable where a line passes behind it
    context.fillText(text, x, y);
  }
}

// The mark at the foot of a box: how many nodes are folded into it.
function markOf(node) {
  const folded = foldedCounts.get(node.id);
  return folded && `${isUnfolded(node.id) ? "−" : "+"}${folded}`;
}

function paintMarks(context, look, node) {
  const [left, bottom] = [node.x - data.half.width, node.y + data.half.height];
  context.save();
  context.translate(left + SHAPE_X, node.y);
  context.fillStyle = look[data.styles[node.group].accent];
  context.save();
  context.scale(sizeOf(node), sizeOf(node));
  context.fill(shapes[node.group]);
  context.restore();
  context.font = `680 12px ${FONT}`;
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.fillStyle = look["on-accent"];
  context.fillText(numberOf(node), 0, 0.5);
  context.restore();
  const mark = markOf(node);
  if (mark) paintMark(context, look, mark, node.x + data.half.width, bottom);
}

function paintMark(context, look, text, right, bottom) {
  context.font = `600 ${TEXT}px ${FONT}`;
  context.textAlign = "center";
  context.textBaseline = "middle";
  const width = context.measureText(text).width + 12;
  context.fillStyle = look.ground;
  context.strokeStyle = look.mark;
  context.lineWidth = 1;
  context.beginPath();
  context.roundRect(right - width + 4, bottom - 11, width, 20, 10);
  context.fill();
  context.stroke();
  context.fillStyle = look.ink;
  context.fillText(text, right - width / 2 + 4, bottom - 0.5);
}

// --- what is in view -------------------------------------------------------------------------------------------------

// The rectangle around everything shown.
function extent() {
  const min = (values) => values.reduce((one, other) => Math.min(one, other), Infinity);
  const max = (values) => values.reduce((one, other) => Math.max(one, other), -Infinity);
  const xs = [...boxes.map(({ x }) => x), ...captions.map(([, x]) => x + data.half.width)];
  const tops = [...boxes.map(({ y }) => y - 30), ...captions.map(([, , y]) => y - 20)];
  const feet = [...boxes.map(({ y }) => y + 36), ...captions.map(([, , y]) => y + 10)];
  const bowed = boxes.some(({ x }) => x === max(xs)) && [...courses.values()].some(({ head: [x] }) => x > max(xs)) ? BOW : 0;
  return { left: min(xs) - data.half.width - 12, right: max(xs) + data.half.width + 12 + bowed, top: min(tops), bottom: max(feet) };
}

const isNarrow = () => innerWidth <= 900;

// Make the frame as high as the picture is at a scale; a high picture is as high as the window, but on a phone.
function fitFrame(height) {
  const least = isNarrow() ? 240 : 320;
  const highest = isTall() ? 6000 : isNarrow() ? 1600 : Math.max(innerHeight * 1.3, 900);
  canvas.parentElement.style.height = `${Math.round(Math.min(Math.max(height, least), highest))}px`;
  network.setSize("100%", "100%");
  network.redraw();
}

// Show the whole picture, or, below a least scale, as much of it as fits.
function showAll(minScale) {
  if (!boxes.length) return;
  const { left, right, top, bottom } = extent();
  const width = canvas.clientWidth;
  const byWidth = Math.min(width / (right - left), 1.15);
  fitFrame(Math.max(byWidth, minScale) * (bottom - top) + 52);
  const height = canvas.clientHeight - 52; // the buttons stand below
  const fitting = Math.min(byWidth, height / (bottom - top));
  const scale = Math.max(fitting, minScale);
  const position = { x: (left + right) / 2, y: (top + bottom) / 2 + 26 / scale };
  if (fitting < minScale) {
    const focus = boxes.find(({ id }) => id === data.focus) ?? boxes[0];
    const [tooWide, tooHigh] = [width < scale * (right - left), height < scale * (bottom - top) - 1];
    if (tooWide) position.x = data.view === "neighbourhood" ? focus.x : left + width / 2 / scale;
    if (tooHigh) position.y = data.view === "neighbourhood" ? focus.y : top + height / 2 / scale;
  }
  network.moveTo({ position, scale, animation: false });
}

const animated = (duration) => !reducedMotion.matches && { duration };

function zoom(factor) {
  const scale = Math.min(Math.max(network.getScale() * factor, 0.1), 4);
  network.moveTo({ scale, animation: animated(200) });
}

// Move the view by a third of its size.
function pan(right, down) {
  const { x, y } = network.getViewPosition();
  const step = 3 * network.getScale();
  const position = { x: x + (right * canvas.clientWidth) / step, y: y + (down * canvas.clientHeight) / step };
  network.moveTo({ position, animation: animated(200) });
}

const placeOf = (number) => boxes.find(({ id }) => id === number);

// Change the picture, and keep a box where it is on the screen.
function keepInPlace(number, change) {
  const [before, view] = [placeOf(number), network.getViewPosition()];
  change();
  const after = placeOf(number);
  if (!before || !after) return;
  network.moveTo({ position: { x: view.x + after.x - before.x, y: view.y + after.y - before.y }, animation: false });
}

// Bring a box, and what is unfolded from it, into view.
function reveal(number) {
  const { x, y } = placeOf(number);
  const scale = Math.max(network.getScale(), READABLE);
  const space = isUnfolded(number) && !isTall() ? data.nodes[number].unfoldSpace : 0;
  const width = canvas.clientWidth / scale - 240;
  const aside = Math.sign(space) * Math.min(Math.abs(space), Math.max(width, 0)) / 2;
  network.moveTo({ position: { x: x + aside, y }, scale, animation: animated(300) });
}

// By how much a view from low to high moves so that it holds what lies from first to last, or its beginning.
const shift = (first, last, low, high) => (first < low ? first - low : Math.max(Math.min(last - high, first - low), 0));

// Move the view as little as brings a box and what is unfolded from it into it: not after a click, which keeps the box
// under the pointer.
function bringIn(number) {
  const open = boxes.filter(({ id, foldedInto }) => id === number || (foldedInto === number && !isTall()));
  const { x, y } = network.getViewPosition();
  const [width, height] = [canvas.clientWidth, canvas.clientHeight].map((size) => size / 2 / network.getScale());
  const ends = (values, room) => [Math.min(...values) - room, Math.max(...values) + room];
  const right = shift(...ends(open.map((box) => box.x), data.half.width + 12), x - width, x + width);
  const down = shift(...ends(open.map((box) => box.y), data.half.height + 16), y - height, y + height);
  if (right || down) network.moveTo({ position: { x: x + right, y: y + down }, animation: animated(300) });
}

// Scroll the page to the picture, or as far below its top as a box stands that would be outside the window else.
function bringIntoWindow(number) {
  const { top, height } = canvas.getBoundingClientRect();
  const y = inSight(number) ? network.canvasToDOM(placeOf(number)).y : height / 2; // where reveal is moving it
  const below = Math.max(y - 0.4 * innerHeight, 0);
  scrollBy(0, top + below - parseFloat(getComputedStyle(document.documentElement).scrollPaddingTop));
}

function inSight(number) {
  const { x, y } = network.canvasToDOM(placeOf(number));
  const [width, height] = [canvas.clientWidth, canvas.clientHeight];
  return network.getScale() >= READABLE && x > 60 && y > 20 && x < width - 60 && y < height - 20;
}
