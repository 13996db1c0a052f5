// The ground: a cloud in the colours of the groups, denser where roles are, and a coast around each island.

const CELLS = 256;
const EDGE = 0.06; // how far the ground reaches beyond the map, as a part of it
const terrain = { cloud: null, coast: null };
const colours = {}; // tokens by name, as numbers red, green, blue and as text

function readColours() {
  const probe = make("span", { hidden: true });
  document.body.append(probe);
  const names = ["ground", "card", "ink", "ink-2", "hairline", "mark", "way", "on-way", "learn", ...data.families.map((_, family) => `f${family}`)];
  for (const name of names) {
    probe.style.color = `var(--${name})`;
    const text = getComputedStyle(probe).color;
    colours[name] = { text, parts: (text.match(/[\d.]+/g) ?? ["0", "0", "0"]).slice(0, 3).map(Number) };
  }
  probe.remove();
  colours.cloud = parseFloat(getComputedStyle(document.documentElement).getPropertyValue("--cloud")) || 0.3;
}

const mixed = (one, other, part) => `rgb(${one.parts.map((value, place) => Math.round(value * part + other.parts[place] * (1 - part))).join(" ")})`;

// Three box blurs are nearly a Gaussian.
function blurred(values, reach) {
  const rows = new Float32Array(CELLS * CELLS);
  const line = (from, to, start, step) => {
    let sum = 0;
    for (let at = -reach; at < CELLS; at++) {
      if (at + reach < CELLS) sum += from[start + (at + reach) * step];
      if (at - reach - 1 >= 0) sum -= from[start + (at - reach - 1) * step];
      if (at >= 0) to[start + at * step] = sum / (2 * reach + 1);
    }
  };
  for (let pass = 0; pass < 3; pass++) {
    for (let y = 0; y < CELLS; y++) line(values, rows, y * CELLS, 1);
    for (let x = 0; x < CELLS; x++) line(rows, values, x, CELLS);
  }
  return values;
}

function makeTerrain() {
  const cell = (data.size * (1 + 2 * EDGE)) / CELLS, off = data.size * EDGE;
  const every = new Float32Array(CELLS * CELLS);
  const families = data.families.map(() => null);
  for (let role = 0; role < data.count; role++) {
    const at = Math.floor((data.y[role] + off) / cell) * CELLS + Math.floor((data.x[role] + off) / cell);
    every[at] += 3000 / data.count;
    families[data.family[role]] ??= new Float32Array(CELLS * CELLS);
    families[data.family[role]][at] += 1;
  }
  const reach = data.count > 2000 ? 2 : 3;
  blurred(every, reach);
  terrain.cloud = cloud(every, families.map((values) => values && blurred(values, reach + 1)));
  terrain.coast = coast(every, 0.018, cell, off);
  terrain.left = -off;
  terrain.width = data.size + 2 * off;
}

function cloud(every, families) {
  const picture = new ImageData(CELLS, CELLS);
  for (let at = 0; at < CELLS * CELLS; at++) {
    let sum = 0;
    const colour = [0, 0, 0];
    families.forEach((values, family) => {
      if (!values || values[at] <= 0) return;
      const weight = values[at] ** 2;
      sum += weight;
      colours[`f${family}`].parts.forEach((part, place) => (colour[place] += weight * part));
    });
    if (sum > 0) colour.forEach((part, place) => (picture.data[at * 4 + place] = part / sum));
    picture.data[at * 4 + 3] = 255 * Math.min(colours.cloud, colours.cloud * 1.3 * Math.max(every[at], 0) ** 0.55);
  }
  const drawn = make("canvas", { width: CELLS, height: CELLS });
  drawn.getContext("2d").putImageData(picture, 0, 0);
  return drawn;
}

// The line at one height, by marching squares.
function coast(every, height, cell, off) {
  const line = new Path2D();
  const SIDES = { 1: "LT", 2: "TR", 3: "LR", 4: "RB", 5: "LTRB", 6: "TB", 7: "LB", 8: "BL", 9: "BT", 10: "TRBL", 11: "BR", 12: "RL", 13: "RT", 14: "TL" };
  const place = (at) => (at + 0.5) * cell - off;
  for (let y = 0; y < CELLS - 1; y++) {
    for (let x = 0; x < CELLS - 1; x++) {
      const [a, b, c, d] = [every[y * CELLS + x], every[y * CELLS + x + 1], every[(y + 1) * CELLS + x + 1], every[(y + 1) * CELLS + x]];
      const sides = SIDES[(a > height) | ((b > height) << 1) | ((c > height) << 2) | ((d > height) << 3)];
      if (!sides) continue;
      const part = (from, to) => (height - from) / (to - from);
      const at = { T: () => [x + part(a, b), y], R: () => [x + 1, y + part(b, c)], B: () => [x + part(d, c), y + 1], L: () => [x, y + part(a, d)] };
      [...sides].forEach((side, number) => {
        const [atX, atY] = at[side]();
        if (number % 2) line.lineTo(place(atX), place(atY));
        else line.moveTo(place(atX), place(atY));
      });
    }
  }
  return line;
}
