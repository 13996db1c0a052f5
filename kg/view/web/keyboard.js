// The keyboard in the picture: arrow keys follow edges, and, where there is none, go to the next box.

const DIRECTIONS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const WORDS = { ArrowLeft: "to the left", ArrowRight: "to the right", ArrowUp: "up", ArrowDown: "down" };
const HALF_COLUMN = 118; // boxes nearer than this are in one column
const keyPath = []; // the boxes passed by arrow keys, for Escape
let followedFrom = null; // the box at which the last edge was followed

function neighbours(number) {
  const ends = new Set(edgesAt[number].flatMap((edge) => [data.edges[edge].from, data.edges[edge].to]));
  ends.delete(number);
  return boxes.filter(({ id }) => ends.has(id));
}

const nearest = (some, distance) => some.reduce((best, node) => (!best || distance(node) < distance(best) ? node : best), null);

// The next box in a direction: sideways by an edge if there is one; up and down in the same column.
function nextBox(here, [right, down]) {
  const away = ({ x, y }) => [x - here.x, y - here.y];
  const others = boxes.filter(({ id }) => id !== here.id);
  if (right) {
    const aside = (some) => some.filter((node) => away(node)[0] * right >= HALF_COLUMN);
    const level = aside(others).filter((node) => Math.abs(away(node)[1]) < 40);
    const linked = nearest(aside(neighbours(here.id)), (node) => Math.abs(away(node)[1]) + Math.abs(away(node)[0]) / 10);
    return { node: linked ?? nearest(level, (node) => Math.abs(away(node)[0])), byEdge: linked !== null };
  }
  const beyond = (some) => some.filter((node) => away(node)[1] * down > 0);
  const column = (some) => beyond(some).filter((node) => Math.abs(away(node)[0]) < HALF_COLUMN);
  const fan = followedFrom === null ? [] : column(neighbours(followedFrom));
  const height = (node) => Math.abs(away(node)[1]);
  const best = nearest(fan, height) ?? nearest(column(others), height);
  return { node: best ?? nearest(beyond(others), (node) => height(node) + Math.abs(away(node)[0])), byEdge: false };
}

// What the picture is about, or else the box at its top left.
const firstBox = () => boxes.find(({ id }) => id === data.focus) ?? nearest(boxes, ({ x, y }) => x + y);

function onKey(event) {
  const direction = DIRECTIONS[event.key];
  if (event.ctrlKey || event.altKey || event.metaKey || !(direction || ["Enter", "Escape", "Home"].includes(event.key))) return;
  event.preventDefault();
  const here = boxes.find(({ id }) => id === selected);
  if (event.key === "Escape") onEscape();
  else if (event.key === "Enter" && here) {
    activate(here.id);
    if (isUnfolded(here.id)) bringIn(here.id);
    details.focus();
  } else if (event.key === "Home" || !here) goToFirst();
  else goFrom(here, direction, WORDS[event.key]);
}

function goToFirst() {
  const first = firstBox();
  followedFrom = null;
  keyPath.length = 0;
  if (first) selectByKey(first.id);
  else announce("No box is shown.");
}

function goFrom(here, direction, words) {
  const { node, byEdge } = nextBox(here, direction);
  if (!node) {
    announce(`No box further ${words}.`);
    return;
  }
  if (direction[0]) followedFrom = byEdge ? here.id : null;
  keyPath.push(here.id);
  selectByKey(node.id);
}

// Escape: from an edge to the node, back along the path of the arrow keys, else fold what is unfolded, else clear the selection.
function onEscape() {
  followedFrom = null;
  if (selectedEdge !== null) {
    if (selected === null) clearSelection();
    else showSelection(selected);
    return;
  }
  const before = keyPath.pop();
  if (before !== undefined && isShown(before)) selectByKey(before);
  else if (unfolded.length) selectByKey(foldLast());
  else {
    replaceEntry(null);
    clearSelection();
  }
}

function foldLast() {
  const last = unfolded.at(-1);
  fold(last);
  return last;
}
