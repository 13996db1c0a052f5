// The list beside the picture, searched by every name of a node; and the legend, which hides kinds.

const search = byId("search");
const found = byId("found");
const MAX_LISTED = 250;

// As kg.store.names.fold: without case and accents, letters that have no accent to lose as people type them.
const normalized = (text) =>
  text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/[^\x00-\x7f]/gu, (letter) => data.letters[letter] ?? letter);
const entries = data.names.map((names, node) => ({ node, names: names.map(normalized) }));

let spellings = null; // made when a name is first not found

// Where no name has the words of a search: nodes with a name like them, the likest first.
function nearHits(words) {
  spellings ??= new Spellings(entries.map(({ names }) => names.slice(0, -1))); // the last is an id
  const near = spellings.near(words, words.join(" ")).sort((one, other) => other.score - one.score || one.item - other.item);
  return near.map(({ item, name }) => ({ node: item, name, rank: 0 }));
}

const labelCounts = new Map(); // label -> how many nodes have it
for (const [label] of data.names) labelCounts.set(label, (labelCounts.get(label) ?? 0) + 1);

// The best name of a node for the words of a search, ranked 0 to 2; 9 where none has all of them.
function bestName(entry, words) {
  const ranks = entry.names.map((name) => {
    if (!words.every((word) => name.includes(word))) return 9;
    return name === words.join(" ") ? 0 : name.startsWith(words[0]) ? 1 : 2;
  });
  const rank = Math.min(...ranks);
  return { node: entry.node, name: ranks.indexOf(rank), rank };
}

function listMatches() {
  const words = normalized(search.value).split(/\s+/).filter(Boolean);
  let hits = words.length
    ? entries.map((entry) => bestName(entry, words)).filter((hit) => hit.rank < 9)
    : data.nodes.filter(({ foldedInto }) => foldedInto === undefined).map(({ id }) => ({ node: id, name: 0, rank: 0 }));
  hits.sort((one, other) => one.rank - other.rank); // stable: the order of the picture within a rank
  const isNear = !hits.length;
  if (isNear) hits = nearHits(words);
  found.replaceChildren(...hits.slice(0, MAX_LISTED).map(listItem));
  const first = found.querySelector("button");
  if (first) first.tabIndex = 0;
  const more = hits.length > MAX_LISTED ? `, the first ${MAX_LISTED} are listed` : "";
  if (isNear && hits.length) announce(`No such name; ${hits.length} near it${more}.`);
  else if (words.length) announce(hits.length ? `${hits.length} found${more}.` : "No match in this picture.");
  else announce(`${counted(hits.length, "item")} listed${more}; the search covers all ${data.nodes.length.toLocaleString("en")}.`);
}

function listItem({ node, name }) {
  const button = document.createElement("button");
  button.type = "button";
  button.tabIndex = -1;
  button.dataset.node = node;
  button.append(element("bdi", labelOf(node)));
  const { foldedInto, key } = data.nodes[node];
  const notes = [styleOf(node).one];
  if (data.nodes[node].group === "skill" && data.nodes[node].weight) notes.push(`required by ${counted(data.nodes[node].weight, "role")}`);
  if (foldedInto !== undefined) notes.push(`in ${short(labelOf(foldedInto))}`);
  if (labelCounts.get(labelOf(node)) > 1) notes.push(key);
  if (name > 0 && name < data.names[node].length - 1) notes.push(`also ${data.names[node][name]}`);
  button.append(" ", element("small", notes.join(", ")));
  markButton(button);
  const item = document.createElement("li");
  item.append(button);
  return item;
}

// Select what a button of the list names, and bring its box and its facts into the window.
function selectFound({ dataset: { node } }) {
  const number = Number(node);
  select(number);
  details.focus({ preventScroll: true });
  bringIntoWindow(number);
}

function moveInList(event) {
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
  const shown = new Map();
  for (const { group } of boxes) shown.set(group, (shown.get(group) ?? 0) + 1);
  for (const box of legend) {
    const [some, every] = [shown.get(box.dataset.style) ?? 0, kindSizes.get(box.dataset.style)];
    box.checked = !hidden.has(box.dataset.style);
    box.closest("label").querySelector(".count").textContent = some === every ? `${every}` : `${some} of ${every}`;
  }
}

function toggleKind(kind) {
  if (hidden.has(kind)) hidden.delete(kind);
  else hidden.add(kind);
  refresh();
  if (selected !== null && !isShown(selected)) {
    replaceEntry(null);
    clearSelection();
  } else if (selectedEdge !== null && !courses.has(selectedEdge)) onEscape(); // to the node that the edge was selected from
  highlight();
  announce(`${data.styles[kind].many}: ${hidden.has(kind) ? "hidden" : "shown"}.`);
}
