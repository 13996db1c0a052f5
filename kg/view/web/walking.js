// Walking the picture with the keyboard: along its lines, and, where none leads on, to the next box.

const SIDES = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const COLUMN = 118; // half the way to the next column: what is nearer stands in the same one
let came = null; // where the last line was followed from
let way = []; // what was walked through, for Escape

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
    const lined = neighbours(here.id).filter((node) => away(node)[0] * right >= COLUMN);
    const level = others.filter((node) => away(node)[0] * right >= COLUMN && Math.abs(away(node)[1]) < 40);
    const best = nearest(lined, (node) => Math.abs(away(node)[1]) + Math.abs(away(node)[0]) / 10);
    return { node: best ?? nearest(level, (node) => Math.abs(away(node)[0])), line: best !== null };
  }
  const beyond = (some) => some.filter((node) => away(node)[1] * down > 0);
  const column = (some) => beyond(some).filter((node) => Math.abs(away(node)[0]) < COLUMN);
  const fan = came === null ? [] : column(neighbours(came));
  const height = (node) => Math.abs(away(node)[1]);
  const best = nearest(fan, height) ?? nearest(column(others), height);
  return { node: best ?? nearest(beyond(others), (node) => height(node) + Math.abs(away(node)[0])), line: false };
}

function walk(event) {
  const side = SIDES[event.key];
  if (event.ctrlKey || event.altKey || event.metaKey || !(side || ["Enter", "Escape", "Home"].includes(event.key))) return;
  event.preventDefault();
  const here = boxes.find(({ id }) => id === chosen);
  if (event.key === "Enter" && here) {
    press(here.id);
    details.focus();
  } else if (event.key === "Escape") {
    goBack();
  } else if (!here || event.key === "Home") {
    came = null;
    if (boxes.length) choose((boxes.find(({ id }) => id === data.focus) ?? boxes[0]).id);
  } else if (side) {
    const { node, line } = next(here, side);
    if (!node) {
      say(`Nothing further ${{ ArrowLeft: "to the left", ArrowRight: "to the right", ArrowUp: "up", ArrowDown: "down" }[event.key]}.`);
      return;
    }
    if (side[0]) came = line ? here.id : null;
    way.push(here.id);
    choose(node.id);
  }
}

// Escape: to where one walked from, else fold what is unfolded, else choose nothing.
function goBack() {
  came = null;
  const before = way.pop();
  if (before !== undefined && isShown(before)) choose(before);
  else if (opened.length) choose(foldLast());
  else unchoose();
}

function foldLast() {
  const last = opened.at(-1);
  close(last);
  return last;
}
