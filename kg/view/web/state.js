// The state of the page: the network as Python wrote it, what is hidden, what is unfolded, what is selected.

const byId = (id) => document.getElementById(id);
const data = JSON.parse(byId("data").textContent);
const canvas = byId("canvas");
const details = byId("details");
const reducedMotion = matchMedia("(prefers-reduced-motion: reduce)");
const READABLE = 0.75; // below this scale labels are under 12 pixels
const [NARROW_COLUMN, NARROW_ROW] = [236, 56]; // from box to box on a narrow page

const hidden = new Set(); // kinds that the legend hides
let unfolded = []; // the unfolded nodes, each folded into the one before it
let selected = null; // the selected node
let selectedEdge = null; // the selected edge, when the panel shows one
let network = null;

const nodes = new vis.DataSet(data.nodes);
const shownNodes = new vis.DataView(nodes, { filter: ({ id }) => isShown(id) });
let boxes = []; // the nodes that are shown, with their current positions
let captions = []; // the captions, each with its current position
let courses = new Map(); // the lines that are shown, by their ids

const foldedCounts = new Map(); // node -> how many nodes are folded into it
for (const { foldedInto } of data.nodes) {
  if (foldedInto !== undefined) foldedCounts.set(foldedInto, (foldedCounts.get(foldedInto) ?? 0) + 1);
}

const edgesAt = data.nodes.map(() => []); // node -> its edges
for (const { id, from, to } of data.edges) {
  edgesAt[from].push(id);
  edgesAt[to].push(id);
}

const statementsByEdge = new Map(); // read from the table of the text when first needed
const styleOf = (number) => data.styles[data.nodes[number].group];
const labelOf = (number) => data.names[number][0];
const short = (text) => (text.length > 80 ? `${text.slice(0, 80)}…` : text);
const counted = (count, noun) => `${count.toLocaleString("en")} ${noun}${count === 1 ? "" : "s"}`;

function isShown(number) {
  const { group, foldedInto } = data.nodes[number];
  return !hidden.has(group) && (foldedInto === undefined || (unfolded.includes(foldedInto) && isShown(foldedInto)));
}

// The nodes that a node is folded into, outermost first.
function outerNodes(number) {
  const found = [];
  for (let outer = data.nodes[number].foldedInto; outer !== undefined; outer = data.nodes[outer].foldedInto) found.unshift(outer);
  return found;
}

// The x of a node, or of any point, once the unfolded nodes have taken their space; what is folded into one of these does not move.
function movedX(x, number = null) {
  const outer = number === null ? [] : outerNodes(number);
  let moved = x;
  for (const open of unfolded) {
    const { x: middle, unfoldSpace } = data.nodes[open];
    if ((moved - middle) * unfoldSpace > 0 && !outer.includes(open)) moved += unfoldSpace;
  }
  return moved;
}

// A caption begins at the left end of the boxes below it.
const captionX = (x) => movedX(x + data.half.width) - data.half.width;

// Beside each other, as Python places the boxes.
function arrangeWide() {
  boxes = data.nodes.filter(({ id }) => isShown(id)).map((node) => ({ ...node, x: movedX(node.x, node.id) }));
  captions = data.captions.map(([text, x, y]) => [text, captionX(x), y]);
}

// On a narrow page the bands are below each other, two boxes to a row; what is unfolded follows the row of its box.
function arrangeNarrow() {
  [boxes, captions] = [[], []];
  let foot = 0;
  const place = (ids) => {
    for (let first = 0; first < ids.length; first += 2) {
      const row = ids.slice(first, first + 2);
      boxes.push(...row.map((id, column) => ({ ...data.nodes[id], x: column * NARROW_COLUMN, y: foot })));
      foot += NARROW_ROW;
      for (const open of row.filter(isUnfolded)) place(data.nodes.filter(({ id, foldedInto }) => foldedInto === open && isShown(id)).map(({ id }) => id));
    }
  };
  for (const [text, ids] of data.bands) {
    const shown = ids.filter(isShown);
    if (text && shown.length) captions.push([text, -data.half.width, foot - 34 + NARROW_ROW]);
    if (text && shown.length) foot += NARROW_ROW + 10;
    place(shown);
  }
}

const isTall = () => innerWidth < 600;

function refresh() {
  (isTall() ? arrangeNarrow : arrangeWide)();
  const moved = boxes.filter(({ id, x, y }) => nodes.get(id).x !== x || nodes.get(id).y !== y);
  nodes.updateOnly(moved.map(({ id, x, y }) => ({ id, x, y })));
  courses = coursesOf(boxes, data.edges, data.half);
  shownNodes.refresh();
  countKinds();
}

function isUnfolded(number) {
  return unfolded.includes(number);
}

// Unfold a node and all that it is folded into, of any kind; every other unfolded node is folded.
function unfold(number) {
  unfolded = [...outerNodes(number), number].filter((outer) => foldedCounts.has(outer));
  for (const { group, foldedInto } of data.nodes) {
    if (foldedInto === number) hidden.delete(group);
  }
  refresh();
}

function fold(number) {
  unfolded = unfolded.slice(0, unfolded.indexOf(number));
  refresh();
}

// The statements of an edge, from the table of the text: each as a sentence, and its source.
function statements(edge) {
  if (!statementsByEdge.size) {
    for (const row of document.querySelectorAll("tr[data-line]")) {
      const [start, words, end, source] = [...row.cells].map((cell) => cell.textContent);
      const known = statementsByEdge.get(Number(row.dataset.line)) ?? [];
      statementsByEdge.set(Number(row.dataset.line), [...known, [`${start} — ${words} — ${end}`, source]]);
    }
  }
  return statementsByEdge.get(edge);
}

function element(name, text, className) {
  const made = document.createElement(name);
  made.textContent = text;
  if (className) made.className = className;
  return made;
}

// Put a text into the live region, which screen readers read out.
function announce(text) {
  byId("status").textContent = text;
}
