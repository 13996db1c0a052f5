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
  root.append(svgElement("title", {}, document.title), svgElement("rect", { x: left, y: top, width, height, fill: look.ground }));
  root.append(...[...courses].map(([edge, course]) => lineSvg(course, data.edges[edge], look)));
  for (const [text, x, y] of captions) {
    root.append(svgElement("text", { x, y, "font-size": TEXT, "font-weight": 600, fill: look["ink-2"], stroke: look.ground, "stroke-width": 5, "paint-order": "stroke" }, text));
  }
  root.append(...boxes.map((node) => boxSvg(node, look)));
  return root;
}

function lineSvg({ path, head }, { dashes }, look) {
  const line = { d: path, fill: "none", stroke: look.mark, "stroke-width": 1.3, ...(dashes && { "stroke-dasharray": "6 4" }) };
  return svgElement("g", {}, svgElement("path", line), svgElement("path", { d: headPath(head), fill: look.mark }));
}

function boxSvg(node, look) {
  const { width, height } = data.half;
  const [left, top] = [node.x - width, node.y - height];
  const box = svgElement("rect", { x: left, y: top, width: 2 * width, height: 2 * height, rx: 10, fill: look.card, stroke: look.mark });
  const lines = node.label.split("\n");
  const text = lines.map((line, row) => svgElement("text", {
    x: left + 40, y: node.y + 5.5 + TEXT * (row - (lines.length - 1) / 2), "font-size": TEXT, fill: look.ink,
  }, line));
  const shape = svgElement("path", {
    d: data.styles[node.group].shape, fill: look[data.styles[node.group].accent],
    transform: `translate(${left + SHAPE_X} ${node.y}) scale(${sizeOf(node)})`,
  });
  return svgElement("g", {}, svgElement("title", {}, labelOf(node.id)), box, ...text, shape, ...marksSvg(node, look));
}

// The number in the shape of a box, and the mark at its foot.
function marksSvg(node, look) {
  const { width, height } = data.half;
  const marks = [];
  const bold = { "font-weight": 680 };
  if (numberOf(node)) marks.push(svgElement("text", { ...bold, x: node.x - width + SHAPE_X, y: node.y + 4.5, "text-anchor": "middle", "font-size": 12, fill: look["on-accent"] }, numberOf(node)));
  if (markOf(node)) marks.push(svgElement("text", {
    ...bold, x: node.x + width - 4, y: node.y + height + 4, "text-anchor": "end", "font-size": TEXT, fill: look.ink,
    stroke: look.ground, "stroke-width": 4, "paint-order": "stroke",
  }, markOf(node)));
  return marks;
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

// On paper the picture takes the colours of the page, which are light there. Roles at a glance are printed in its place.
function preparePrint() {
  const onPaper = Object.fromEntries(NAMES.map((name) => [name, `var(--${name})`]));
  byId("sheet").replaceChildren(...(boxes.length && !document.querySelector(".glance") ? [pictureSvg(onPaper)] : []));
}
