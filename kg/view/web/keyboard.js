// Walking the picture with the keyboard: along its lines, and, where none leads on, to the next box.

const SIDES = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const WORDS = { ArrowLeft: "to the left", ArrowRight: "to the right", ArrowUp: "up", ArrowDown: "down" };
const HALF_COLUMN = 118; // what is nearer than this stands in the same column
const way = []; // what was walked through, for Escape
let came = null; // where the last line was followed from

function neighbours(number) {
  const ends = new Set(touching[number].flatMap((edge) => [data.edges[edge].from, data.edges[edge].to]));
  ends.delete(number);
  return boxes.filter(({ id }) => ends.has(id));
}

const nearest = (some, weight) => some.reduce((best, node) => (!best || weight(node) < weight(best) ? node : best), null);

// The box to go to on one side: by a line if there is one, sideways; in the same column, up and down.
function next(here, [right, down]) {
  const away = ({ x, y }) => [x - here.x, y - here.y];
  const others = boxes.filter(({ id }) => id !== here.id);
  if (right) {
    const lined = neighbours(here.id).filter((node) => away(node)[0] * right >= HALF_COLUMN);
    const level = others.filter((node) => away(node)[0] * right >= HALF_COLUMN && Math.abs(away(node)[1]) < 40);
    const best = nearest(lined, (node) => Math.abs(away(node)[1]) + Math.abs(away(node)[0]) / 10);
    return { node: best ?? nearest(level, (node) => Math.abs(away(node)[0])), line: best !== null };
  }
  const beyond = (some) => some.filter((node) => away(node)[1] * down > 0);
  const column = (some) => beyond(some).filter((node) => Math.abs(away(node)[0]) < HALF_COLUMN);
  const fan = came === null ? [] : column(neighbours(came));
  const height = (node) => Math.abs(away(node)[1]);
  const best = nearest(fan, height) ?? nearest(column(others), height);
  return { node: best ?? nearest(beyond(others), (node) => height(node) + Math.abs(away(node)[0])), line: false };
}

// What the picture is about, or else the box at its top left.
const firstBox = () => boxes.find(({ id }) => id === data.focus) ?? nearest(boxes, ({ x, y }) => x + y);

function walk(event) {
  const side = SIDES[event.key];
  if (event.ctrlKey || event.altKey || event.metaKey || !(side || ["Enter", "Escape", "Home"].includes(event.key))) return;
  event.preventDefault();
  const here = boxes.find(({ id }) => id === chosen);
  if (event.key === "Escape") goBack();
  else if (event.key === "Enter" && here) {
    press(here.id);
    details.focus();
  } else if (event.key === "Home" || !here) start();
  else follow(here, side, WORDS[event.key]);
}

function start() {
  const first = firstBox();
  came = null;
  way.length = 0;
  if (first) stroll(first.id);
  else say("Nothing is shown.");
}

function follow(here, side, words) {
  const { node, line: lined } = next(here, side);
  if (!node) {
    say(`Nothing further ${words}.`);
    return;
  }
  if (side[0]) came = lined ? here.id : null;
  way.push(here.id);
  stroll(node.id);
}

// Escape: from a line to the thing, back to where one walked from, else fold what is unfolded, else choose nothing.
function goBack() {
  came = null;
  if (line !== null) {
    if (chosen === null) unchoose();
    else choose(chosen);
    return;
  }
  const before = way.pop();
  if (before !== undefined && isShown(before)) stroll(before);
  else if (opened.length) stroll(foldLast());
  else {
    replace(null);
    unchoose();
  }
}

function foldLast() {
  const last = opened.at(-1);
  close(last);
  return last;
}
