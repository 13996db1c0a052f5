// The picture itself, drawn by vis-network; the shapes of kinds, captions and marks are painted over it.

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

function draw() {
  const view = network && { position: network.getViewPosition(), scale: network.getScale() };
  if (network) network.destroy();
  const look = theme();
  network = new vis.Network(canvas, { nodes: shownNodes, edges: shownEdges }, options(look));
  for (const part of canvas.querySelectorAll("[tabindex]")) part.removeAttribute("tabindex"); // the frame has the keys
  network.on("afterDrawing", (context) => {
    paintCaptions(context, look);
    for (const node of boxes) paintMarks(context, look, node);
  });
  network.once("afterDrawing", () => performance.mark("drawn"));
  network.on("click", ({ nodes: [node], edges: [edge] }) => {
    if (node !== undefined) activate(node);
    else if (edge !== undefined) showEdge(edge);
    else highlight(); // a click on nothing changes nothing
  });
  network.on("hoverNode", () => canvas.classList.add("pointing"));
  network.on("blurNode", () => canvas.classList.remove("pointing"));
  if (view) network.moveTo(view);
  else showAll(READABLE);
  highlight();
  canvas.network = network;
}

function paintCaptions(context, look) {
  context.fillStyle = look.quiet;
  context.font = `600 16px ${FONT}`;
  context.textAlign = "left";
  context.textBaseline = "alphabetic";
  context.strokeStyle = look.paper;
  context.lineWidth = 5;
  for (const [text, x, y] of data.captions) {
    context.strokeText(text, captionX(x), y); // readable where an edge passes behind it
    context.fillText(text, captionX(x), y);
  }
}

// The mark at the foot of a box: how many nodes are folded into it.
function markOf(node) {
  const folded = foldedCounts.get(node.id);
  return folded && `${isUnfolded(node.id) ? "−" : "+"}${folded}`;
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

// The rectangle around everything shown.
function extent() {
  const captions = data.captions.map(([, x, y]) => [captionX(x) + data.halfBox, y]);
  const xs = [...boxes.map(({ x }) => x), ...captions.map(([x]) => x)];
  const tops = [...boxes.map(({ y }) => y - 34), ...captions.map(([, y]) => y - 24)];
  const feet = [...boxes.map(({ y }) => y + 36), ...captions.map(([, y]) => y + 10)];
  const min = (values) => values.reduce((one, other) => Math.min(one, other), Infinity);
  const max = (values) => values.reduce((one, other) => Math.max(one, other), -Infinity);
  return { left: min(xs) - 114, right: max(xs) + 110, top: min(tops), bottom: max(feet) };
}

// Show the whole picture, or, below a least scale, as much around its middle as fits.
function showAll(minScale) {
  if (!boxes.length) return;
  const { left, right, top, bottom } = extent();
  const [width, height] = [canvas.clientWidth, canvas.clientHeight];
  const fitting = Math.min(width / (right - left), height / (bottom - top), 1.2);
  const scale = Math.max(fitting, minScale);
  const position = { x: (left + right) / 2, y: (top + bottom) / 2 };
  if (fitting < minScale) {
    const focus = boxes.find(({ id }) => id === data.focus) ?? boxes[0];
    const [tooWide, tooHigh] = [width < scale * (right - left), height < scale * (bottom - top)];
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

// Bring a box, and what is unfolded from it, into view.
function reveal(number) {
  const { x, y } = boxes.find(({ id }) => id === number);
  const scale = Math.max(network.getScale(), READABLE);
  const space = isUnfolded(number) ? data.nodes[number].unfoldSpace : 0;
  const width = canvas.clientWidth / scale - 240;
  const aside = Math.sign(space) * Math.min(Math.abs(space), Math.max(width, 0)) / 2;
  network.moveTo({ position: { x: x + aside, y }, scale, animation: animated(300) });
}

function inSight(number) {
  const { x, y } = network.canvasToDOM(boxes.find(({ id }) => id === number));
  const [width, height] = [canvas.clientWidth, canvas.clientHeight];
  return network.getScale() >= READABLE && x > 60 && y > 20 && x < width - 60 && y < height - 20;
}
