// The course of each line: through the gaps between boxes, never under a box at which it does not end.

const MARGIN = 3; // the room between a line and a box that it passes
const BOW = 34; // how far a line between two boxes of one column stands off from them, at most three quarters of it

const NARROW_GAP = 60; // with less room between two columns, on a narrow page, curves would run into one another
const [LANES, LANE] = [3, 6]; // so many lines run beside each other there, at this distance
const CORNER = 5;

// The boxes by column, from left to right: the x of each column and the ys of its boxes, from top to bottom.
function columnsOf(boxes) {
  const columns = new Map();
  for (const { x, y } of boxes) columns.set(x, [...(columns.get(x) ?? []), y]);
  return [...columns].map(([x, ys]) => ({ x, ys: ys.sort((one, other) => one - other) })).sort((one, other) => one.x - other.x);
}

// The y nearest to a wanted at which a line passes between two boxes of a column, or above or below all of them.
function freeY(ys, wanted, halfHeight) {
  const room = halfHeight + MARGIN;
  let best = Infinity;
  for (let row = 0; row <= ys.length; row++) {
    const [low, high] = [row ? ys[row - 1] + room : -Infinity, row < ys.length ? ys[row] - room : Infinity];
    const nearest = Math.min(Math.max(wanted, low), high);
    if (low <= high && Math.abs(nearest - wanted) < Math.abs(best - wanted)) best = nearest;
  }
  return best;
}

// The points from the box on the left to that on the right: both sides of every column between them.
function pointsBetween(left, right, columns, half) {
  const points = [[left.x + half.width, left.y]];
  for (const { x, ys } of columns) {
    if (x <= left.x || x >= right.x) continue;
    const [fromX, fromY] = points.at(-1);
    const y = freeY(ys, fromY + ((right.y - fromY) * (x - fromX)) / (right.x - fromX), half.height);
    points.push([x - half.width, y], [x + half.width, y]);
  }
  return [...points, [right.x - half.width, right.y]];
}

// Between two columns of a narrow page all lines of a box leave it as one, run along the gap, and turn off to their ends.
function alongGap(one, other, columns, half) {
  const middle = (columns[0].x + columns[1].x) / 2;
  const row = columns.find(({ x }) => x === one.x).ys.indexOf(one.y);
  const lane = middle + ((row % LANES) - (LANES - 1) / 2) * LANE;
  const [from, to] = [one, other].map(({ x }) => x + (x < middle ? half.width : -half.width));
  const [out, head, down] = [Math.sign(lane - from), Math.sign(to - lane), Math.sign(other.y - one.y)];
  const turn = Math.min(CORNER, Math.abs(other.y - one.y) / 2);
  const points = [
    [from, one.y], [lane - out * turn, one.y], [lane, one.y + down * turn],
    [lane, other.y - down * turn], [lane + head * turn, other.y], [to, other.y],
  ];
  const corners = [[lane - out * turn, one.y], [lane, one.y], [lane, other.y], [lane, other.y], [to, other.y]];
  const curves = corners.map(([x, y], place) => `C${x} ${y} ${x} ${y} ${points[place + 1].join(" ")}`);
  return { path: `M${points[0].join(" ")}${curves.join("")}`, head: [to, other.y, head] };
}

// A line as an SVG path, with the point and the direction, 1 or -1, of its head.
function courseOf(one, other, columns, half) {
  if (columns.length === 2 && columns[1].x - columns[0].x - 2 * half.width < NARROW_GAP) return alongGap(one, other, columns, half);
  if (one.x === other.x) {
    const out = columns.length > 1 && one.x === columns.at(-1).x ? -1 : 1; // the last column bows to the one before it
    const [side, bow] = [one.x + out * half.width, one.x + out * (half.width + BOW)];
    return { path: `M${side} ${one.y}C${bow} ${one.y} ${bow} ${other.y} ${side} ${other.y}`, head: [side, other.y, -out] };
  }
  const backwards = other.x < one.x;
  const points = pointsBetween(...(backwards ? [other, one] : [one, other]), columns, half);
  if (backwards) points.reverse();
  const curves = points.slice(1).map(([x, y], place) => {
    const [fromX, fromY] = points[place];
    const middle = (fromX + x) / 2;
    return `C${middle} ${fromY} ${middle} ${y} ${x} ${y}`;
  });
  return { path: `M${points[0].join(" ")}${curves.join("")}`, head: [...points.at(-1), backwards ? -1 : 1] };
}

// The courses of the lines of which both ends are among the boxes, by the ids of the lines; half: of a box's size.
function coursesOf(boxes, lines, half) {
  const [byId, columns] = [new Map(boxes.map((box) => [box.id, box])), columnsOf(boxes)];
  const drawn = lines.filter(({ from, to }) => byId.has(from) && byId.has(to));
  return new Map(drawn.map(({ id, from, to }) => [id, courseOf(byId.get(from), byId.get(to), columns, half)]));
}
