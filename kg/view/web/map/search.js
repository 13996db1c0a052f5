// The search: every role, skill and group by every name, read when the first letter is typed.

const search = byId("search");
const found = byId("found");
const MOST_FOUND = 30;
let entries = null; // { kind, number, names: folded, one a line, the label first }
let otherNames = null; // the names but for the labels, as they are
let letters = {};
let reading = null; // names are unpacked once
let hits = [];
let marked = 0;
let spellings = null; // the names by entry and their words, made when a name is first not found

// As kg.store.names.fold: without case and accents, letters that have no accent to lose as people type them.
const normalized = (text) =>
  text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/[^\x00-\x7f]/gu, (letter) => letters[letter] ?? letter);

async function readNames() {
  otherNames = await unpacked("names");
  letters = otherNames.letters;
  const all = (labels, others, kind) => labels.map((label, number) => (
    { kind, number, names: normalized(others[number] ? `${label}\n${others[number]}` : label) }
  ));
  entries = [...all(data.label, otherNames.role, "role"), ...all(data.skills, otherNames.skill, "skill"), ...all(data.groups, data.groups.map(() => ""), "group").filter(({ number }) => data.members[number].length)];
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
  return { ...entry, weight: weightOf(entry), also: best.name ? otherNames[entry.kind][entry.number].split("\n")[best.name - 1] : "", score: best.score };
}

const weightOf = ({ kind, number }) => ({ role: () => data.importance[number], skill: () => rolesOf[number].required.length, group: () => data.members[number].length })[kind]();
const KINDS = ["role", "group", "skill"];

// The best names first; of equal ones roles, groups, skills, then the important ones, or those that most roles require.
const byFit = (one, other) =>
  other.score - one.score || (one.kind !== other.kind ? KINDS.indexOf(one.kind) - KINDS.indexOf(other.kind) : other.weight - one.weight) || one.number - other.number;

// Where no name has the words: names that are like them, the likest first.
function nearHits(words, whole) {
  spellings ??= new Spellings(entries.map((entry) => entry.names.split("\n")));
  return spellings.near(words, whole).map(({ item, name, score: best }) => {
    const entry = entries[item];
    return { ...entry, weight: weightOf(entry), score: best - (name ? 0.05 : 0), also: best && name ? otherNames[entry.kind][entry.number].split("\n")[name - 1] : "" };
  });
}

// Where no name has all words of a search: those that have most of them.
function partly(words) {
  return entries.map((entry) => {
    const [label] = entry.names.split("\n");
    const some = words.filter((word) => ` ${label}`.includes(` ${word}`)).length;
    return { ...entry, also: "", score: some, weight: weightOf(entry) };
  }).filter(({ score }) => score);
}

async function listFound() {
  if (search.value.trim() && !entries) await (reading ??= readNames());
  const words = normalized(search.value).split(/\s+/).filter(Boolean);
  const whole = words.join(" ");
  hits = words.length ? entries.map((entry) => scored(entry, words, whole)).filter(Boolean) : [];
  let what = "found";
  if (!hits.length && words.length && (hits = nearHits(words, whole)).length) what = "with a name near it; none has these letters";
  if (!hits.length && words.length > 1 && (hits = partly(words)).length) what = "have some of these words; no name has all";
  hits.sort(byFit);
  const all = hits.length;
  hits = hits.slice(0, MOST_FOUND);
  marked = 0;
  found.replaceChildren(...hits.map(foundItem));
  found.hidden = !hits.length;
  search.setAttribute("aria-expanded", String(hits.length > 0));
  markFound();
  byId("legend").hidden = hits.length > 0;
  byId("nothing").textContent = hits.length ? "No such name; near it:" : "Nothing by that name.";
  byId("nothing").hidden = what === "found" && (hits.length > 0 || !words.length);
  if (words.length) announce(all ? `${all.toLocaleString("en")} ${what}${all > MOST_FOUND ? `, the best ${MOST_FOUND} are listed` : ""}.` : "No role and no skill has this name.");
  stale = true;
}

function foundItem({ kind, number, also }, place) {
  const isRole = kind === "role";
  const label = { role: data.label, skill: data.skills, group: data.groups }[kind][number];
  const note = {
    role: () => [data.families[data.family[number]], ...(data.sources.length > 1 ? [sourceName(number)] : []), ...(data.silent[number] ? ["no skills stated"] : [])].join(", "),
    skill: () => `skill, required by ${plural(rolesOf[number].required.length, "role")}`,
    group: () => `group of ${plural(data.members[number].length, "role")}`,
  }[kind]();
  const words = make("span", {}, make("bdi", { textContent: label }), make("small", {}, note, ...(also ? ["; also ", make("bdi", { textContent: also })] : [])));
  const mark = isRole ? dot(number) : kind === "skill" ? make("span", { className: "square" }) : make("span", { className: `f${familyOf(number)}` }, make("span", { className: "dot" }));
  const item = make("li", { id: `found-${place}`, role: "option" }, mark, words);
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
  ({ role: choose, skill: chooseSkill, group: chooseGroup })[hit.kind](hit.number);
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
