// What the page knows: the network as Python wrote it, what is hidden, what is unfolded, what is chosen.

const byId = (id) => document.getElementById(id);
const data = JSON.parse(byId("data").textContent);
const canvas = byId("canvas");
const details = byId("details");
const calm = matchMedia("(prefers-reduced-motion: reduce)");
const READABLE = 0.7; // below this size labels are too small to read

const hidden = new Set(); // kinds that the legend hides
let opened = []; // what is unfolded: each holds the next
let chosen = null; // a thing
let line = null; // a line of the picture, when that is what is told
let network = null;

const nodes = new vis.DataSet(data.nodes);
const edges = new vis.DataSet(data.edges);
const shown = new vis.DataView(nodes, { filter: ({ id }) => isShown(id) });
const lines = new vis.DataView(edges, { filter: ({ from, to }) => isShown(from) && isShown(to) });
let boxes = []; // the nodes that are shown, with the places that they have now

const holds = new Map(); // a node -> how many are folded into it
for (const { foldedInto } of data.nodes) {
  if (foldedInto !== undefined) holds.set(foldedInto, (holds.get(foldedInto) ?? 0) + 1);
}

const touching = data.nodes.map(() => []); // a node -> the edges at it
for (const { id, from, to } of data.edges) {
  touching[from].push(id);
  touching[to].push(id);
}

const told = new Map(); // a line -> its statements, once they are asked for
const styleOf = (number) => data.styles[data.nodes[number].group];
const labelOf = (number) => data.names[number][0];
const short = (text) => (text.length > 80 ? `${text.slice(0, 80)}…` : text);
const counted = (count, noun) => `${count.toLocaleString("en")} ${noun}${count === 1 ? "" : "s"}`;

function isShown(number) {
  const { group, foldedInto } = data.nodes[number];
  return !hidden.has(group) && (foldedInto === undefined || (opened.includes(foldedInto) && isShown(foldedInto)));
}

// What a node is folded into, outermost first.
function holders(number) {
  const found = [];
  for (let at = data.nodes[number].foldedInto; at !== undefined; at = data.nodes[at].foldedInto) found.unshift(at);
  return found;
}

// Where something stands once the opened ones have taken their room; what is folded into one of these stays beside it.
function movedX(x, number = null) {
  const above = number === null ? [] : holders(number);
  let at = x;
  for (const holder of opened) {
    const { x: middle, unfoldSpace: room } = data.nodes[holder];
    if ((at - middle) * room > 0 && !above.includes(holder)) at += room;
  }
  return at;
}

// A heading stands at the left end of the boxes below it.
const headingX = (x) => movedX(x + data.halfBox) - data.halfBox;

function refresh() {
  boxes = data.nodes.filter(({ id }) => isShown(id)).map((node) => ({ ...node, x: movedX(node.x, node.id) }));
  nodes.updateOnly(boxes.filter(({ id, x }) => nodes.get(id).x !== x).map(({ id, x }) => ({ id, x })));
  shown.refresh();
  lines.refresh();
  countKinds();
}

function isOpen(number) {
  return opened.includes(number);
}

// Unfold a thing and all that it is folded into, of whatever kind; whatever else was unfolded closes.
function open(number) {
  opened = [...holders(number), number].filter((holder) => holds.has(holder));
  for (const { group, foldedInto } of data.nodes) {
    if (foldedInto === number) hidden.delete(group);
  }
  refresh();
}

function close(number) {
  opened = opened.slice(0, opened.indexOf(number));
  refresh();
}

// What a line stands for, as the table of the text has it: each statement as a sentence, and its source.
function statements(edge) {
  if (!told.size) {
    for (const row of document.querySelectorAll("tr[data-line]")) {
      const [start, words, end, source] = [...row.cells].map((cell) => cell.textContent);
      const known = told.get(Number(row.dataset.line)) ?? [];
      told.set(Number(row.dataset.line), [...known, [`${start} — ${words} — ${end}`, source]]);
    }
  }
  return told.get(edge);
}

function element(name, text, kind) {
  const made = document.createElement(name);
  made.textContent = text;
  if (kind) made.className = kind;
  return made;
}

function say(text) {
  byId("status").textContent = text;
}
