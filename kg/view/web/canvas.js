// The picture itself, drawn by vis-network; badges, headings and remarks are painted over it.

const FONT = 'Arial, "Liberation Sans", Helvetica, sans-serif';
const shapes = Object.fromEntries(Object.entries(data.styles).map(([name, { shape }]) => [name, new Path2D(shape)]));

// The colours of the page, as the system or the reader's choice sets them.
function theme() {
  const style = getComputedStyle(document.documentElement);
  const names = ["paper", "sheet", "ink", "quiet", "line", "accent", "chosen"];
  return Object.fromEntries(names.map((name) => [name, style.getPropertyValue(`--${name}`).trim()]));
}

function options(look) {
  const box = (background, border) => ({ background, border });
  const color = { ...box(look.sheet, look.line), highlight: box(look.chosen, look.accent), hover: box(look.chosen, look.line) };
  return {
    autoResize: true,
    physics: false,
    layout: { improvedLayout: false },
    nodes: {
      borderWidth: 1.5,
      borderWidthSelected: 3.5,
      color,
      margin: { top: 6, bottom: 6, left: 16, right: 10 },
      widthConstraint: { minimum: 154 },
      shapeProperties: { borderRadius: 5 },
      font: { color: look.ink, size: 15, face: FONT, align: "left" },
      labelHighlightBold: false,
    },
    groups: { useDefaultGroups: false, ...Object.fromEntries(Object.keys(data.styles).map((name) => [name, { color }])) },
    edges: {
      arrows: { to: { enabled: true, scaleFactor: 0.45 } },
      color: { color: look.line, highlight: look.accent, hover: look.accent, opacity: 0.85 },
      font: { color: look.ink, background: look.paper, size: 15, face: FONT, strokeWidth: 0, align: "top" },
      smooth: { enabled: true, type: "cubicBezier", forceDirection: "horizontal", roundness: 0.45 },
      width: 1.2,
      selectionWidth: 1.6,
      hoverWidth: 0.6,
    },
    interaction: { hover: true, dragNodes: false, keyboard: false, tooltipDelay: 1e9, zoomSpeed: 0.6 },
  };
}

// What sets the answer apart from what stands beside it.
function tint(look) {
  const dim = { background: look.paper, border: look.line };
  const quiet = { color: { ...dim, highlight: { background: look.chosen, border: look.accent } }, font: { color: look.quiet } };
  nodes.updateOnly(data.nodes.filter((node) => node.dim).map(({ id }) => ({ id, ...quiet, shapeProperties: { borderDashes: [5, 4] } })));
  const strong = { width: 3.5, color: { color: look.accent }, arrows: { to: { enabled: true, scaleFactor: 0.7 } } };
  edges.updateOnly(data.edges.filter((edge) => edge.isRouteStep).map(({ id }) => ({ id, ...strong })));
  edges.updateOnly(data.edges.filter((edge) => edge.dim).map(({ id }) => ({ id, width: 1, font: { color: look.quiet, align: "horizontal" } })));
}

function draw() {
  const view = network && { position: network.getViewPosition(), scale: network.getScale() };
  if (network) network.destroy();
  const look = theme();
  tint(look);
  network = new vis.Network(canvas, { nodes: shown, edges: lines }, options(look));
  for (const part of canvas.querySelectorAll("[tabindex]")) part.removeAttribute("tabindex"); // the frame has the keys
  network.on("afterDrawing", (context) => {
    paintHeadings(context, look);
    for (const node of boxes) paintMarks(context, look, node);
  });
  network.once("afterDrawing", () => performance.mark("drawn"));
  network.on("click", ({ nodes: [node], edges: [edge] }) => {
    if (node !== undefined) press(node);
    else if (edge !== undefined) explain(edge);
    else highlight(); // a click beside everything changes nothing
  });
  network.on("hoverNode", () => canvas.classList.add("pointing"));
  network.on("blurNode", () => canvas.classList.remove("pointing"));
  if (view) network.moveTo(view);
  else whole(READABLE);
  highlight();
  canvas.network = network;
}

function paintHeadings(context, look) {
  context.fillStyle = look.quiet;
  context.font = `600 16px ${FONT}`;
  context.textAlign = "left";
  context.textBaseline = "alphabetic";
  context.strokeStyle = look.paper;
  context.lineWidth = 5;
  for (const [text, x, y] of data.captions) {
    context.strokeText(text, headingX(x), y); // a line behind it leaves it readable
    context.fillText(text, headingX(x), y);
  }
}

// What a box is marked with at its foot: a remark, and how many are folded into it.
function markOf(node) {
  const folded = holds.get(node.id);
  return [node.badge, folded && `${isOpen(node.id) ? "−" : "+"}${folded}`].filter(Boolean).join(" ");
}

function paintMarks(context, look, node) {
  const box = network.getBoundingBox(node.id);
  if (!box) return;
  context.save();
  context.translate(box.left, (box.top + box.bottom) / 2);
  context.fillStyle = data.styles[node.group].colour;
  context.strokeStyle = look.ink;
  context.lineWidth = 1.5;
  context.fill(shapes[node.group]);
  context.stroke(shapes[node.group]);
  context.restore();
  const mark = markOf(node);
  if (mark) paintMark(context, look, mark, box);
}

function paintMark(context, look, text, box) {
  context.font = `600 12px ${FONT}`;
  context.textAlign = "center";
  context.textBaseline = "middle";
  const width = context.measureText(text).width + 10;
  context.fillStyle = look.paper;
  context.strokeStyle = look.line;
  context.lineWidth = 1;
  context.beginPath();
  context.roundRect(box.right - width + 6, box.bottom - 8, width, 17, 8);
  context.fill();
  context.stroke();
  context.fillStyle = look.ink;
  context.fillText(text, box.right - width / 2 + 6, box.bottom + 1);
}

// The rectangle that everything shown stands in.
function extent() {
  const headings = data.captions.map(([, x, y]) => [headingX(x) + data.halfBox, y]);
  const xs = [...boxes.map(({ x }) => x), ...headings.map(([x]) => x)];
  const tops = [...boxes.map(({ y }) => y - 34), ...headings.map(([, y]) => y - 24)];
  const feet = [...boxes.map(({ y }) => y + 36), ...headings.map(([, y]) => y + 10)];
  const least = (values) => values.reduce((one, other) => Math.min(one, other), Infinity);
  const most = (values) => values.reduce((one, other) => Math.max(one, other), -Infinity);
  return { left: least(xs) - 114, right: most(xs) + 110, top: least(tops), bottom: most(feet) };
}

// The whole picture, or, where that is too small to read, as much around its middle as can be read.
function whole(least) {
  if (!boxes.length) return;
  const { left, right, top, bottom } = extent();
  const [width, height] = [canvas.clientWidth, canvas.clientHeight];
  const fitting = Math.min(width / (right - left), height / (bottom - top), 1.2);
  const scale = Math.max(fitting, least);
  const position = { x: (left + right) / 2, y: (top + bottom) / 2 };
  if (fitting < least) {
    const focus = boxes.find(({ id }) => id === data.focus) ?? boxes[0];
    const [tight, low] = [width < scale * (right - left), height < scale * (bottom - top)];
    if (tight) position.x = data.view === "neighbourhood" ? focus.x : left + width / 2 / scale;
    if (low) position.y = data.view === "neighbourhood" ? focus.y : top + height / 2 / scale;
    if (low && data.view === "route") position.y = focus.y + height / 4 / scale;
  }
  network.moveTo({ position, scale, animation: false });
}

const animated = (duration) => !calm.matches && { duration };

function zoom(factor) {
  const scale = Math.min(Math.max(network.getScale() * factor, 0.1), 4);
  network.moveTo({ scale, animation: animated(200) });
}

// Look further by a third of what is seen.
function pan(right, down) {
  const { x, y } = network.getViewPosition();
  const step = 3 * network.getScale();
  const position = { x: x + (right * canvas.clientWidth) / step, y: y + (down * canvas.clientHeight) / step };
  network.moveTo({ position, animation: animated(200) });
}

// Bring a box, and what is unfolded from it, into sight.
function reveal(number) {
  const { x, y } = boxes.find(({ id }) => id === number);
  const scale = Math.max(network.getScale(), READABLE);
  const room = isOpen(number) ? data.nodes[number].unfoldSpace : 0;
  const seen = canvas.clientWidth / scale - 240;
  const aside = Math.sign(room) * Math.min(Math.abs(room), Math.max(seen, 0)) / 2;
  network.moveTo({ position: { x: x + aside, y }, scale, animation: animated(300) });
}

function inSight(number) {
  const { x, y } = network.canvasToDOM(boxes.find(({ id }) => id === number));
  const [width, height] = [canvas.clientWidth, canvas.clientHeight];
  return network.getScale() >= READABLE && x > 60 && y > 20 && x < width - 60 && y < height - 20;
}
