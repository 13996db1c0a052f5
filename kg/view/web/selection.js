// What is chosen, everywhere at once: in the picture, the panel, the list, the text, the address.

const framed = parent !== window; // in a notebook: there the page has no address, and the browser's history is not its own
const trail = []; // what was chosen, in order; null: nothing
let at = 0;
let strolling = false; // whether the last entry is a walk by arrow keys, which goes on in the same entry

// Choose a thing as a step of the reader's: it can be gone back to.
function visit(number) {
  way.length = 0;
  strolling = false;
  if (trail[at] !== number) enter(number);
  choose(number);
}

// Choose the next thing of a walk.
function stroll(number) {
  if (strolling) replace(number);
  else enter(number);
  strolling = true;
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
  const needed = [number, ...holders(number)].map((each) => data.nodes[each].group);
  if (needed.some((kind) => hidden.has(kind)) || !holders(number).every(isOpen)) {
    for (const kind of needed) hidden.delete(kind);
    if (holders(number).every(isOpen)) refresh();
    else open(number);
  }
  chosen = number;
  line = null;
  highlight();
  if (!inSight(number) || isOpen(number)) reveal(number);
  tell(number);
  const folded = holds.has(number) ? `, ${counted(holds.get(number), "thing")} ${isOpen(number) ? "unfolded" : "folded"}` : "";
  say(`Chosen: ${short(labelOf(number))}, ${data.styles[node.group].one}, ${counted(linesAt(number).length, "line")}${folded}.`);
  markChosen();
}

// Choose nothing, or what the picture is about.
function unchoose() {
  strolling = false;
  if (data.view === "neighbourhood" && isShown(data.focus)) {
    choose(data.focus);
    return;
  }
  chosen = null;
  line = null;
  highlight();
  introduce();
  say("Nothing is chosen.");
  markChosen();
}

// Show in the picture what is chosen: a line, or a thing with its lines; very many at once would hide what they lead to.
function highlight() {
  if (line !== null && lines.get(line)) network.setSelection({ nodes: [], edges: [line] }, { highlightEdges: false });
  else if (chosen !== null && isShown(chosen)) network.selectNodes([chosen], linesAt(chosen).length <= 60);
  else network.unselectAll();
}

function markChosen() {
  for (const card of document.querySelectorAll("#text .card[aria-current]")) card.removeAttribute("aria-current");
  if (chosen !== null) byId(`card-${chosen}`).setAttribute("aria-current", "true");
  for (const button of byId("found").querySelectorAll("button")) mark(button);
  byId("back").setAttribute("aria-disabled", String(at <= 0));
  byId("forward").setAttribute("aria-disabled", String(at >= trail.length - 1));
}

function mark(button) {
  if (Number(button.dataset.node) === chosen) button.setAttribute("aria-current", "true");
  else button.removeAttribute("aria-current");
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
  const ways = document.querySelector(`#answer [data-about="${number}"]`);
  if (ways) card.append(element("h4", "Ways from here"), ways.nextElementSibling.cloneNode(true));
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
  if (near.length > 100) list.append(element("li", `and ${near.length - 100} more, all of them in the text`));
  return list;
}

// A line of the picture: everything that it stands for, with the sources.
function explain(edge) {
  line = edge;
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
  highlight();
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

function enter(number) {
  trail.splice(at + 1);
  trail.push(number);
  at = trail.length - 1;
  write("pushState");
}

function replace(number) {
  trail[at] = number;
  write("replaceState");
}

function write(how) {
  if (framed) return;
  const number = trail[at] ?? null;
  const address = number === null ? location.href.split("#")[0] : `#${encodeURIComponent(data.nodes[number].key)}`;
  try {
    history[how]({ at }, "", address);
  } catch {
    return; // a browser may refuse very many entries; the trail goes on
  }
}

function go(place, number) {
  at = place;
  trail[at] = number;
  way.length = 0;
  strolling = false;
  if (number === null) unchoose();
  else choose(number);
}

function step(by) {
  if (at + by < 0 || at + by >= trail.length) return;
  if (framed) go(at + by, trail[at + by]);
  else history.go(by);
}

// The thing that the address asks for, null where there is none.
function asked() {
  try {
    const key = decodeURIComponent(location.hash.slice(1));
    return data.nodes.find((node) => node.key === key)?.id ?? null;
  } catch {
    return null; // not an address that this page wrote
  }
}

// An address that the reader wrote is an entry of its own.
function adopt() {
  trail.splice(at + 1);
  go(at + 1, asked());
  history.replaceState({ at }, "", location.href);
}

// Where the reader comes in; after a reload the browser still knows how far along the trail that was.
function arrive() {
  const place = framed ? 0 : (history.state?.at ?? 0);
  while (trail.length < place) trail.push(null); // unknown since the reload; the address tells when it is come to
  const number = framed ? null : asked();
  if (number !== null || data.view === "neighbourhood") go(place, number);
  else trail[(at = place)] = null;
  if (!framed) history.replaceState({ at }, "", location.href);
}
