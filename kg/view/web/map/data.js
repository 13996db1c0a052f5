// What the page is made of: the elements by id, and the columns that Python wrote, unpacked.

const byId = (id) => document.getElementById(id);
const plural = (count, noun) => `${count.toLocaleString("en")} ${noun}${count === 1 ? "" : "s"}`;
const counted = (numbers) => {
  const found = new Map();
  for (const number of numbers) found.set(number, (found.get(number) ?? 0) + 1);
  return [...found].sort(([one, many], [other, more]) => more - many || (one < other ? -1 : 1));
};

// An element with text, or with children; never markup from data.
function make(tag, options = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(options)) {
    if (name in made && name !== "role") made[name] = value;
    else made.setAttribute(name, value);
  }
  made.append(...children);
  return made;
}

async function unpacked(id) {
  const packed = Uint8Array.from(atob(byId(id).textContent), (letter) => letter.charCodeAt(0));
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate"));
  return JSON.parse(await new Response(stream).text());
}

let data; // the columns: data.label[role], data.x[role] ...
let rolesOf; // skill -> the roles that require it, and those for which it is optional

function summed(rows) {
  for (const row of rows) for (let place = 1; place < row.length; place++) row[place] += row[place - 1];
}

// A name without case and plural: what two sources may call one role.
const alikeName = (label) => label.toLowerCase().replace(/s$/, "");

// The title of the source of a role, without the brackets behind it.
const sourceName = (role) => data.sources[data.source[role]].replace(/ \(.*$/, "");

async function load() {
  data = await unpacked("drawn");
  data.count = data.label.length;
  summed(data.required);
  summed(data.optional);
  rolesOf = data.skills.map(() => ({ required: [], optional: [] }));
  for (const strength of ["required", "optional"]) {
    data[strength].forEach((skills, role) => skills.forEach((skill) => rolesOf[skill][strength].push(role)));
  }
  const repeated = new Map(counted(data.label.map(alikeName)));
  data.name = data.label.map((label, role) => (repeated.get(alikeName(label)) > 1 && data.sources.length > 1 ? `${label} (${sourceName(role)})` : label));
  data.order = [...data.label.keys()].sort((one, other) => data.importance[other] - data.importance[one] || one - other);
  data.silent = data.label.map((_, role) => !data.required[role].length && !data.optional[role].length);
  data.members = data.groups.map(() => []);
  data.group.forEach((group, role) => groupsFrom(group).forEach((each) => data.members[each].push(role)));
  if (data.route) data.route.roles = data.route.stations.map(({ role }) => role).filter((role) => role !== null);
}

// A group and all those that it is in.
const groupsFrom = (group) => (group < 0 ? [] : [group, ...groupsFrom(data.above[group])]);

// What is looked at: a role, a skill or a group that was chosen, the groups of a colour, the role under the pointer.
const state = { role: null, skill: null, group: null, family: null, hovered: null, onRoute: false };
