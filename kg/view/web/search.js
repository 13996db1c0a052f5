// The list beside the picture: search by every name of a thing; and the legend, which hides kinds.

const search = byId("search");
const found = byId("found");
const LISTED = 250;

const folded = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
const entries = data.names.map((names, node) => ({ node, names: names.map(folded) }));

const namesakes = new Map(); // a label -> how many things have it
for (const [label] of data.names) namesakes.set(label, (namesakes.get(label) ?? 0) + 1);

function rank(entry, words) {
  const places = entry.names.map((name) => {
    if (!words.every((word) => name.includes(word))) return 9;
    return name === words.join(" ") ? 0 : name.startsWith(words[0]) ? 1 : 2;
  });
  const best = Math.min(...places);
  return { node: entry.node, name: places.indexOf(best), rank: best };
}

function list() {
  const words = folded(search.value).split(/\s+/).filter(Boolean);
  const hits = words.length
    ? entries.map((entry) => rank(entry, words)).filter((hit) => hit.rank < 9)
    : data.nodes.filter(({ foldedInto }) => foldedInto === undefined).map(({ id }) => ({ node: id, name: 0, rank: 0 }));
  hits.sort((one, other) => one.rank - other.rank); // stable: the order of the picture within a rank
  found.replaceChildren(...hits.slice(0, LISTED).map(row));
  const first = found.querySelector("button");
  if (first) first.tabIndex = 0;
  const more = hits.length > LISTED ? `, the first ${LISTED} are listed` : "";
  if (words.length) say(hits.length ? `${hits.length} found${more}.` : "Nothing by that name is in this picture.");
  else say(`${counted(hits.length, "thing")} listed${more}; the search finds all ${data.nodes.length.toLocaleString("en")}.`);
}

function row({ node, name }) {
  const button = document.createElement("button");
  button.type = "button";
  button.tabIndex = -1;
  button.dataset.node = node;
  button.append(element("bdi", labelOf(node)));
  const { foldedInto } = data.nodes[node];
  const remarks = [styleOf(node).one];
  if (foldedInto !== undefined) remarks.push(`in ${short(labelOf(foldedInto))}`);
  if (namesakes.get(labelOf(node)) > 1) remarks.push(data.nodes[node].key);
  if (name > 0 && name < data.names[node].length - 1) remarks.push(`also ${data.names[node][name]}`);
  button.append(" ", element("small", remarks.join(", ")));
  mark(button);
  const item = document.createElement("li");
  item.append(button);
  return item;
}

function walkList(event) {
  const buttons = [...found.querySelectorAll("button")];
  const here = buttons.indexOf(document.activeElement);
  const to = { ArrowDown: here + 1, ArrowUp: here - 1, Home: 0, End: buttons.length - 1 }[event.key];
  if (to === undefined || !buttons.length || (event.target === search && event.key !== "ArrowDown")) return;
  event.preventDefault();
  if (to < 0) {
    search.focus();
    return;
  }
  const next = buttons[Math.min(to, buttons.length - 1)];
  for (const button of buttons) button.tabIndex = button === next ? 0 : -1;
  next.focus();
}

// --- the legend ------------------------------------------------------------------------------------------------------

const legend = [...document.querySelectorAll("[data-style]")];
const kindSizes = new Map();
for (const { group } of data.nodes) kindSizes.set(group, (kindSizes.get(group) ?? 0) + 1);

function countKinds() {
  const drawn = new Map();
  for (const { group } of boxes) drawn.set(group, (drawn.get(group) ?? 0) + 1);
  for (const box of legend) {
    const [some, every] = [drawn.get(box.dataset.style) ?? 0, kindSizes.get(box.dataset.style)];
    box.checked = !hidden.has(box.dataset.style);
    box.closest("label").querySelector(".count").textContent = some === every ? `${every}` : `${some} of ${every}`;
  }
}

function toggle(kind) {
  if (hidden.has(kind)) hidden.delete(kind);
  else hidden.add(kind);
  refresh();
  if (chosen !== null && !isShown(chosen)) {
    replace(null);
    unchoose();
  } else if (line !== null && !lines.get(line)) goBack(); // to the thing whose line it was
  highlight();
  say(`${data.styles[kind].many}: ${hidden.has(kind) ? "hidden" : "shown"}.`);
}
