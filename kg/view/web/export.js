// The picture as a file or on paper: one SVG of all that is shown, which also makes the PNG and the print.

const SVG = "http://www.w3.org/2000/svg";
const MAX_PNG_SIDE = 8000; // pixels of a PNG to a side: browsers draw no larger ones

function svgElement(name, attributes, ...content) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...content);
  return made;
}

function pictureSvg(look) {
  const { left, right, top, bottom } = extent();
  const [width, height] = [Math.ceil(right - left), Math.ceil(bottom - top)];
  const root = svgElement("svg", { xmlns: SVG, width, height, viewBox: `${left} ${top} ${width} ${height}`, role: "img", "font-family": FONT });
  root.append(svgElement("title", {}, document.title), svgElement("rect", { x: left, y: top, width, height, fill: look.paper }));
  root.append(arrowHead("arrow", 9, look.line));
  const edgesDrawn = shownEdges.get();
  root.append(...edgesDrawn.map((edge) => edgeSvg(edge, look)));
  for (const [text, x, y] of data.captions) {
    root.append(svgElement("text", { x: captionX(x), y, "font-size": 16, "font-weight": 600, fill: look.quiet, stroke: look.paper, "stroke-width": 5, "paint-order": "stroke" }, text));
  }
  root.append(...boxes.map((node) => boxSvg(node, look)));
  return root;
}

function arrowHead(id, size, fill) {
  const head = svgElement("marker", { id, viewBox: "0 0 10 10", refX: 9, refY: 5, markerWidth: size, markerHeight: size, markerUnits: "userSpaceOnUse", orient: "auto" });
  head.append(svgElement("path", { d: "M0 1L10 5L0 9Z", fill }));
  return head;
}

// From side to side of two boxes in different columns; past the boxes between two boxes of one column.
function curve(one, other, bowed) {
  const centre = (box) => [(box.left + box.right) / 2, (box.top + box.bottom) / 2];
  const [[left, y1], [right, y2]] = [centre(one), centre(other)];
  if (bowed && Math.abs(right - left) >= 20) {
    const [x1, x2] = right > left ? [one.right, other.left - 9] : [one.left, other.right + 1];
    return `M${x1} ${y1}Q${(x1 + x2) / 2} ${(y1 + y2) / 2 - 0.4 * Math.abs(x2 - x1)} ${x2} ${y2}`;
  }
  if (other.left >= one.right || other.right <= one.left) {
    const [x1, x2] = other.left >= one.right ? [one.right, other.left - 9] : [one.left, other.right + 1];
    const bend = 0.45 * (x2 - x1);
    return `M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`;
  }
  if (Math.abs(right - left) < 20) return `M${one.right} ${y1}C${one.right + 60} ${y1} ${other.right + 60} ${y2} ${other.right + 1} ${y2}`;
  const [from, to] = y1 > y2 ? [one.top, other.bottom + 1] : [one.bottom, other.top - 1];
  const bend = (to - from) / 2;
  return `M${left} ${from}C${left} ${from + bend} ${right} ${to - bend} ${right} ${to}`;
}

function edgeSvg(edge, look) {
  const [one, other] = [edge.from, edge.to].map((number) => network.getBoundingBox(number));
  return svgElement("path", {
    d: curve(one, other, edge.smooth),
    fill: "none",
    stroke: look.line,
    "stroke-width": 1.2,
    "marker-end": "url(#arrow)",
    ...(edge.dashes && { "stroke-dasharray": "5 5" }),
  });
}

function boxSvg(node, look) {
  const { left, right, top, bottom } = network.getBoundingBox(node.id);
  const middle = (top + bottom) / 2;
  const lines = node.label.split("\n");
  const text = lines.map((line, row) => svgElement("text", {
    x: left + 17, y: middle + 5 + 15 * (row - (lines.length - 1) / 2), "font-size": 15, fill: look.ink,
  }, line));
  const shape = svgElement("path", { d: data.styles[node.group].shape, fill: data.styles[node.group].colour, stroke: look.ink, "stroke-width": 1.5, transform: `translate(${left} ${middle})` });
  const box = svgElement("rect", {
    x: left, y: top, width: right - left, height: bottom - top, rx: 5, fill: look.sheet,
    stroke: look.line, "stroke-width": 1.5,
  });
  const mark = markOf(node);
  const foot = mark ? [svgElement("text", {
    x: right, y: bottom + 5, "text-anchor": "end", "font-size": 12, "font-weight": 600, fill: look.ink,
    stroke: look.paper, "stroke-width": 4, "paint-order": "stroke",
  }, mark)] : [];
  return svgElement("g", {}, svgElement("title", {}, labelOf(node.id)), box, ...text, shape, ...foot);
}

const fileName = (ending) => `${document.title.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-|-$/g, "").slice(0, 80) || "picture"}.${ending}`;

function download(blob, ending) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = fileName(ending);
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  announce(`Saved as ${link.download}.`);
}

const serialize = (root) => new XMLSerializer().serializeToString(root);

function announceIfEmpty() {
  if (!boxes.length) announce("No box is shown, so there is nothing to save.");
  return !boxes.length;
}

function saveSvg() {
  if (announceIfEmpty()) return;
  download(new Blob([serialize(pictureSvg(theme()))], { type: "image/svg+xml" }), "svg");
}

async function savePng() {
  if (announceIfEmpty()) return;
  const root = pictureSvg(theme());
  const [width, height] = ["width", "height"].map((side) => Number(root.getAttribute(side)));
  const scale = Math.min(2, MAX_PNG_SIDE / width, MAX_PNG_SIDE / height);
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(serialize(root))}`;
  await image.decode();
  const paper = document.createElement("canvas");
  [paper.width, paper.height] = [Math.round(width * scale), Math.round(height * scale)];
  paper.getContext("2d").drawImage(image, 0, 0, paper.width, paper.height);
  paper.toBlob((blob) => {
    if (blob) download(blob, "png");
    else announce("The picture is too large for a PNG; save it as SVG.");
  }, "image/png");
}

// On paper the picture is light, whatever it is on the screen.
function preparePrint() {
  const root = document.documentElement;
  const before = root.dataset.theme;
  root.dataset.theme = "light";
  byId("sheet").replaceChildren(...(boxes.length ? [pictureSvg(theme())] : []));
  if (before === undefined) delete root.dataset.theme;
  else root.dataset.theme = before;
}
