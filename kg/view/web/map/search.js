// The search: every role and skill by every name, read when the first letter is typed.

const search = byId("search");
const found = byId("found");
const MOST_FOUND = 30;
let entries = null; // { kind, number, names: folded, one a line, the label first }
let otherNames = null; // the names but for the labels, as they are
let letters = {};
let reading = null; // names are unpacked once
let hits = [];
let marked = 0;

// As kg.store.names.fold: without case and accents, letters that have no accent to lose as people type them.
const normalized = (text) =>
  text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/[^\x00-\x7f]/gu, (letter) => letters[letter] ?? letter);

async function readNames() {
  otherNames = await unpacked("names");
  letters = otherNames.letters;
  const all = (labels, others, kind) => labels.map((label, number) => (
    { kind, number, names: normalized(others[number] ? `${label}\n${others[number]}` : label) }
  ));
  entries = [...all(data.label, otherNames.role, "role"), ...all(data.skills, otherNames.skill, "skill")];
}

// How well a name fits: whole, at its beginning, at the beginning of words, or anywhere; -1 where a word is not in it.
function fit(name, words, whole) {
  if (name === whole) return 100;
  if (!words.every((word) => name.includes(word))) return -1;
  if (name.startsWith(whole)) return name[whole.length] === " " ? 76 : 66;
  return words.every((word) => ` ${name}`.includes(` ${word}`)) ? 50 : 30;
}

function scored(entry, words, whole) {
  if (!words.every((word) => entry.names.includes(word))) return null;
  let best = { score: -1, name: 0 };
  entry.names.split("\n").forEach((name, place) => {
    const score = fit(name, words, whole) - (place ? 12 : 0);
    if (score > best.score) best = { score, name: place };
  });
  if (best.score < 0) return null;
  const weight = entry.kind === "role" ? data.importance[entry.number] : rolesOf[entry.number].required.length;
  return { ...entry, also: best.name ? otherNames[entry.kind][entry.number].split("\n")[best.name - 1] : "", score: best.score, weight };
}

// The best names first; of equal ones roles before skills, then the important ones, or those that most roles require.
const byFit = (one, other) =>
  other.score - one.score || (one.kind !== other.kind ? (one.kind === "role" ? -1 : 1) : other.weight - one.weight) || one.number - other.number;

// Where no name has all words of a search: those that have most of them.
function partly(words) {
  return entries.map((entry) => {
    const [label] = entry.names.split("\n");
    const some = words.filter((word) => ` ${label}`.includes(` ${word}`)).length;
    return { ...entry, also: "", score: some, weight: entry.kind === "role" ? data.importance[entry.number] : rolesOf[entry.number].required.length };
  }).filter(({ score }) => score);
}

async function listFound() {
  if (search.value.trim() && !entries) await (reading ??= readNames());
  const words = normalized(search.value).split(/\s+/).filter(Boolean);
  const whole = words.join(" ");
  hits = words.length ? entries.map((entry) => scored(entry, words, whole)).filter(Boolean) : [];
  const inPart = !hits.length && words.length > 1;
  if (inPart) hits = partly(words);
  hits.sort(byFit);
  const all = hits.length;
  hits = hits.slice(0, MOST_FOUND);
  marked = 0;
  found.replaceChildren(...hits.map(foundItem));
  found.hidden = !hits.length;
  search.setAttribute("aria-expanded", String(hits.length > 0));
  markFound();
  byId("legend").hidden = hits.length > 0;
  byId("nothing").hidden = hits.length > 0 || !words.length;
  const what = inPart ? "have some of these words; no name has all" : "found";
  if (words.length) announce(all ? `${all.toLocaleString("en")} ${what}${all > MOST_FOUND ? `, the best ${MOST_FOUND} are listed` : ""}.` : "No role and no skill has this name.");
  stale = true;
}

function foundItem({ kind, number, also }, place) {
  const isRole = kind === "role";
  const label = isRole ? data.label[number] : data.skills[number];
  const note = isRole ? [data.families[data.family[number]], ...(data.sources.length > 1 ? [sourceName(number)] : [])].join(", ") : `skill, required by ${plural(rolesOf[number].required.length, "role")}`;
  const words = make("span", {}, make("bdi", { textContent: label }), make("small", {}, note, ...(also ? ["; also ", make("bdi", { textContent: also })] : [])));
  const item = make("li", { id: `found-${place}`, role: "option" }, isRole ? dot(number) : make("span", { className: "square" }), words);
  item.addEventListener("click", () => take(place));
  return item;
}

function markFound() {
  [...found.children].forEach((item, place) => item.setAttribute("aria-selected", String(place === marked)));
  if (hits.length) search.setAttribute("aria-activedescendant", `found-${marked}`);
  else search.removeAttribute("aria-activedescendant");
  found.children[marked]?.scrollIntoView({ block: "nearest" });
}

function take(place) {
  const hit = hits[place];
  if (!hit) return;
  search.value = "";
  listFound();
  if (hit.kind === "role") choose(hit.number);
  else chooseSkill(hit.number);
  canvas.focus({ preventScroll: true });
}

function searchKeys(event) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step && hits.length) {
    marked = (marked + step + hits.length) % hits.length;
    markFound();
    event.preventDefault();
  } else if (event.key === "Enter") take(marked);
  else if (event.key === "Escape") {
    search.value = "";
    listFound();
    canvas.focus({ preventScroll: true });
    event.preventDefault();
  }
}
