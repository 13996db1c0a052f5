// What is chosen, everywhere at once: in the picture, the panel, the list, the text, the address.

const trail = []; // what was chosen, in order
let at = -1;

// Choose a thing as a step of the reader's: it can be gone back to.
function visit(number) {
  if (trail[at] !== number) {
    trail.splice(at + 1);
    trail.push(number);
    at = trail.length - 1;
    remember("pushState");
  }
  choose(number);
}

// Choose what a click or Enter is on: it unfolds, and folds when it is chosen already.
function press(number) {
  if (holds.has(number)) {
    if (isOpen(number) && chosen === number) close(number);
    else open(number);
  }
  visit(number);
}

function choose(number) {
  const node = data.nodes[number];
  hidden.delete(node.group);
  for (const holder of holders(number)) hidden.delete(data.nodes[holder].group);
  if (!holders(number).every(isOpen)) open(number);
  else if (!boxes.some(({ id }) => id === number)) refresh();
  chosen = number;
  network.selectNodes([number], linesAt(number).length <= 60); // more lines at once hide what they lead to
  if (!inSight(number) || isOpen(number)) reveal(number);
  tell(number);
  const folded = holds.has(number) ? `, ${counted(holds.get(number), "thing")} ${isOpen(number) ? "unfolded" : "folded"}` : "";
  say(`Chosen: ${short(labelOf(number))}, ${styleOf(number).one}, ${counted(linesAt(number).length, "line")}${folded}.`);
  markChosen();
}

function markChosen() {
  for (const card of document.querySelectorAll("#text .card[aria-current]")) card.removeAttribute("aria-current");
  if (chosen !== null) byId(`card-${chosen}`).setAttribute("aria-current", "true");
  for (const button of byId("found").querySelectorAll("button")) mark(button);
  byId("back").disabled = at < 0;
  byId("forward").disabled = at >= trail.length - 1;
}

function mark(button) {
  if (Number(button.dataset.node) === chosen) button.setAttribute("aria-current", "true");
  else button.removeAttribute("aria-current");
}

function unchoose() {
  chosen = null;
  network.unselectAll();
  introduce();
  say("Nothing is chosen.");
  markChosen();
}

// --- the panel -------------------------------------------------------------------------------------------------------

// Before anything is chosen: the answer that the picture draws, or what to do.
function introduce() {
  const answer = byId("answer");
  if (!answer) {
    details.replaceChildren(element("p", "Choose a box in the picture or a name in the list."));
    return;
  }
  const copy = answer.cloneNode(true);
  copy.removeAttribute("id");
  for (const table of copy.querySelectorAll(".wide, [id]")) table.remove();
  const words = element("p", "Choose a box, an arrow or a name for more.", "from");
  details.replaceChildren(words, ...copy.childNodes);
  details.scrollTop = 0;
}

function tell(number) {
  const card = byId(`card-${number}`).cloneNode(true);
  card.removeAttribute("id");
  card.removeAttribute("aria-current");
  const old = card.querySelector("h4");
  const heading = document.createElement("h3");
  heading.append(...old.childNodes);
  old.replaceWith(heading);
  card.querySelector(".there")?.remove();
  if (holds.has(number)) heading.after(opener(number));
  const near = linesAt(number);
  if (near.length) card.append(element("h4", `Lines in the picture (${near.length})`), lineList(near));
  const link = element("a", "Find it in the text");
  link.href = `#card-${number}`;
  const paragraph = element("p", "", "from");
  paragraph.append(link);
  card.append(paragraph);
  details.replaceChildren(card);
  details.scrollTop = 0;
}

function opener(number) {
  const button = element("button", `${isOpen(number) ? "Fold" : "Unfold"} ${counted(holds.get(number), "thing")}`, "opener");
  button.type = "button";
  button.setAttribute("aria-expanded", String(isOpen(number)));
  button.addEventListener("click", () => {
    press(number);
    details.querySelector(".opener").focus();
  });
  return button;
}

const linesAt = (number) => touching[number].filter((edge) => isShown(data.edges[edge].from) && isShown(data.edges[edge].to));

function lineList(near) {
  const list = element("ul", "", "lines");
  for (const edge of near.slice(0, 100)) {
    const button = document.createElement("button");
    button.type = "button";
    button.append(element("bdi", short(statements(edge)[0][0])));
    button.addEventListener("click", () => {
      explain(edge);
      details.focus();
    });
    const row = document.createElement("li");
    row.append(button);
    list.append(row);
  }
  return list;
}

// A line of the picture: everything that it stands for, with the sources.
function explain(edge) {
  const { from, to } = data.edges[edge];
  const list = element("ul", "", "told");
  for (const [sentence, source] of statements(edge)) {
    const item = document.createElement("li");
    item.append(element("bdi", sentence), " ", element("span", source, "source"));
    list.append(item);
  }
  const ends = element("p", "Between ");
  ends.append(linkTo(from), " and ", linkTo(to), ".");
  details.replaceChildren(element("h3", "Line"), ends, list);
  details.scrollTop = 0;
  network.setSelection({ nodes: [], edges: [edge] }, { highlightEdges: false });
  say(`Line: ${short(statements(edge)[0][0])}, ${counted(statements(edge).length, "statement")}.`);
}

function linkTo(number) {
  const link = document.createElement("a");
  link.href = `#card-${number}`;
  link.dataset.node = number;
  link.append(element("bdi", short(labelOf(number))));
  return link;
}

// --- back and forward, and the address -------------------------------------------------------------------------------

// A page in a notebook's frame has no address of its own; there the trail alone remembers.
function remember(how) {
  const address = at < 0 ? location.pathname : `#${encodeURIComponent(data.nodes[trail[at]].key)}`;
  try {
    history[how]({ at }, "", address);
  } catch {
    return;
  }
}

function go(place) {
  at = Math.min(Math.max(place, -1), trail.length - 1);
  if (at < 0) unchoose();
  else choose(trail[at]);
}

function step(by) {
  if (at + by < -1 || at + by >= trail.length) return;
  go(at + by);
  remember("replaceState");
}

// The thing that the address asks for, -1 where there is none.
function asked() {
  try {
    const key = decodeURIComponent(location.hash.slice(1));
    return data.nodes.findIndex((node) => node.key === key);
  } catch {
    return -1; // not an address that this page wrote
  }
}
