// The selection, in the picture, the panel, the list, the text and the address at once.

const inFrame = parent !== window; // in a notebook: there the page has no address, and the browser's history is not its own
const selectionHistory = []; // the selected nodes in order; null: no selection
let historyIndex = 0;
let selectedByKey = false; // whether the last entry is a walk by arrow keys, which continues in one entry

// Select a node as a new entry of the history.
function select(number) {
  keyPath.length = 0;
  selectedByKey = false;
  if (selectionHistory[historyIndex] !== number) addEntry(number);
  showSelection(number);
}

// Select the next node of a walk by arrow keys.
function selectByKey(number) {
  if (selectedByKey) replaceEntry(number);
  else addEntry(number);
  selectedByKey = true;
  showSelection(number);
}

// Select the node of a click or Enter: it unfolds, and folds when it is selected already.
function activate(number) {
  const folds = isUnfolded(number) && selected === number;
  if (foldedCounts.has(number)) keepInPlace(number, () => (folds ? fold(number) : unfold(number)));
  select(number);
}

function showSelection(number) {
  const outer = outerNodes(number);
  const kinds = [number, ...outer].map((each) => data.nodes[each].group);
  if (kinds.some((kind) => hidden.has(kind)) || !outer.every(isUnfolded)) {
    for (const kind of kinds) hidden.delete(kind);
    if (outer.every(isUnfolded)) refresh();
    else unfold(number);
  }
  selected = number;
  selectedEdge = null;
  highlight();
  if (!inSight(number)) reveal(number);
  showDetails(number);
  const folded = foldedCounts.has(number) ? `, ${counted(foldedCounts.get(number), "item")} ${isUnfolded(number) ? "expanded" : "collapsed"}` : "";
  announce(`Selected: ${short(labelOf(number))}, ${styleOf(number).one}, ${counted(shownEdgesAt(number).length, "line")}${folded}.`);
  markSelected();
}

// Select nothing, or what the picture is about.
function clearSelection() {
  selectedByKey = false;
  if (data.view === "neighbourhood" && isShown(data.focus)) {
    showSelection(data.focus);
    return;
  }
  selected = null;
  selectedEdge = null;
  highlight();
  showIntroduction();
  announce("No selection.");
  markSelected();
}

// Show the selection in the picture: an edge, or a node with its edges.
function highlight() {
  if (selectedEdge === null && selected !== null && isShown(selected)) network.selectNodes([selected], false);
  else network.unselectAll();
  network.redraw();
}

function markSelected() {
  byId("picture").classList.toggle("chosen", selected !== null && selected !== data.focus);
  for (const card of document.querySelectorAll("#text .card[aria-current]")) card.removeAttribute("aria-current");
  if (selected !== null) byId(`card-${selected}`).setAttribute("aria-current", "true");
  for (const button of byId("found").querySelectorAll("button")) markButton(button);
  byId("back").setAttribute("aria-disabled", String(historyIndex <= 0));
  byId("forward").setAttribute("aria-disabled", String(historyIndex >= selectionHistory.length - 1));
}

function markButton(button) {
  if (Number(button.dataset.node) === selected) button.setAttribute("aria-current", "true");
  else button.removeAttribute("aria-current");
}

// --- the panel -------------------------------------------------------------------------------------------------------

// Without a selection: the role on which most depends, and the answer that the picture draws.
function showIntroduction() {
  if (data.first !== null) showDetails(data.first);
  else details.replaceChildren();
  details.prepend(element("p", "Select a box, a line or a name for more.", "from"));
  const answer = byId("answer");
  if (!answer) return;
  const copy = answer.cloneNode(true);
  copy.removeAttribute("id");
  for (const table of copy.querySelectorAll(".wide, [id]")) table.remove();
  details.append(...copy.childNodes);
}

// A node: its card from the text, the routes from it, and its edges.
function showDetails(number) {
  const card = byId(`card-${number}`).cloneNode(true);
  card.removeAttribute("id");
  card.removeAttribute("aria-current");
  const old = card.querySelector("h4");
  const heading = document.createElement("h3");
  heading.append(...old.childNodes);
  old.replaceWith(heading);
  card.querySelector(".there")?.remove();
  if (foldedCounts.has(number)) heading.after(foldButton(number));
  const list = isUnfolded(number) && card.querySelector(".folded");
  if (list) list.firstChild.textContent = list.firstChild.textContent.replace("Collapsed here (+", "Expanded here (");
  const routes = document.querySelector(`#answer [data-about="${number}"]`);
  if (routes) card.append(element("h4", "Best routes from here"), routes.nextElementSibling.cloneNode(true));
  const near = shownEdgesAt(number);
  if (near.length) card.append(element("h4", `Lines in the picture (${near.length})`), edgeList(near));
  const link = element("a", "Find it in the text");
  link.href = `#card-${number}`;
  const paragraph = element("p", "", "from");
  paragraph.append(link);
  card.append(paragraph);
  details.replaceChildren(card);
  details.scrollTop = 0;
}

function foldButton(number) {
  const button = element("button", `${isUnfolded(number) ? "Collapse" : "Expand"} ${counted(foldedCounts.get(number), "item")}`, "fold-button");
  button.type = "button";
  button.setAttribute("aria-expanded", String(isUnfolded(number)));
  button.addEventListener("click", () => {
    activate(number);
    bringIn(number);
    details.querySelector(".fold-button").focus();
  });
  return button;
}

const shownEdgesAt = (number) => edgesAt[number].filter((edge) => isShown(data.edges[edge].from) && isShown(data.edges[edge].to));

function edgeList(near) {
  const list = element("ul", "", "lines");
  for (const edge of near.slice(0, 100)) {
    const button = document.createElement("button");
    button.type = "button";
    button.append(element("bdi", short(statements(edge)[0][0])));
    button.addEventListener("click", () => {
      showEdge(edge);
      details.focus();
    });
    const item = document.createElement("li");
    item.append(button);
    list.append(item);
  }
  if (near.length > 100) list.append(element("li", `and ${near.length - 100} more, all of them in the text`));
  return list;
}

// An edge: its statements with the sources.
function showEdge(edge) {
  selectedEdge = edge;
  const { from, to } = data.edges[edge];
  const list = element("ul", "", "items");
  for (const [sentence, source] of statements(edge)) {
    const item = document.createElement("li");
    item.append(element("bdi", sentence), " ", element("span", source, "source"));
    list.append(item);
  }
  const ends = element("p", "Between ");
  ends.append(linkTo(from), " and ", linkTo(to), ".");
  details.replaceChildren(element("h3", "Line"), ends, list);
  details.scrollTop = 0;
  highlight();
  announce(`Line: ${short(statements(edge)[0][0])}, ${counted(statements(edge).length, "statement")}.`);
}

function linkTo(number) {
  const link = document.createElement("a");
  link.href = `#card-${number}`;
  link.dataset.node = number;
  link.append(element("bdi", short(labelOf(number))));
  return link;
}

// --- back and forward, and the address -------------------------------------------------------------------------------

function addEntry(number) {
  selectionHistory.splice(historyIndex + 1);
  selectionHistory.push(number);
  historyIndex = selectionHistory.length - 1;
  writeAddress("pushState");
}

function replaceEntry(number) {
  selectionHistory[historyIndex] = number;
  writeAddress("replaceState");
}

function writeAddress(method) {
  if (inFrame) return;
  const number = selectionHistory[historyIndex] ?? null;
  const address = number === null ? location.href.split("#")[0] : `#${encodeURIComponent(data.nodes[number].key)}`;
  try {
    history[method]({ historyIndex }, "", address);
  } catch {
    return; // a browser may refuse very many entries; the page's own history is complete
  }
}

function goToEntry(index, number) {
  historyIndex = index;
  selectionHistory[index] = number;
  keyPath.length = 0;
  selectedByKey = false;
  if (number === null) clearSelection();
  else showSelection(number);
}

function goBy(entries) {
  const index = historyIndex + entries;
  if (index < 0 || index >= selectionHistory.length) return;
  if (inFrame) goToEntry(index, selectionHistory[index]);
  else history.go(entries);
}

// The node that the part of an address after "#" names, null where there is none.
function nodeOf(part) {
  try {
    const key = decodeURIComponent(part);
    return data.nodes.find((node) => node.key === key)?.id ?? null;
  } catch {
    return null; // not an address that this page wrote
  }
}

// An address that the reader wrote is an entry of the history.
function followAddress() {
  selectionHistory.splice(historyIndex + 1);
  goToEntry(historyIndex + 1, nodeOf(location.hash.slice(1)));
  history.replaceState({ historyIndex }, "", location.href);
}

// The first selection; after a reload the browser still knows the index in the history.
function openAtAddress() {
  const index = inFrame ? 0 : (history.state?.historyIndex ?? 0);
  while (selectionHistory.length < index) selectionHistory.push(null); // lost by the reload; the address names each when the reader gets there
  const number = inFrame ? null : nodeOf(location.hash.slice(1));
  const glance = document.querySelector(".glance"); // stands above the picture on a wide screen
  if (number !== null && glance && innerWidth > 900) glance.nextElementSibling.scrollIntoView();
  if (number !== null || data.view === "neighbourhood") goToEntry(index, number);
  else selectionHistory[(historyIndex = index)] = null;
  if (!inFrame) history.replaceState({ historyIndex }, "", location.href);
}
