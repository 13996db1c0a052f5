// The panel: the role, the skill, the group or the route that is looked at; there is none where nothing is.

const details = byId("details");
const FIRST_ROLES = 12;
const FIRST_NEAR = 5;

const announce = (text) => (byId("status").textContent = text);
const dot = (role) => make("span", { className: `f${data.family[role]}` }, make("span", { className: "dot" }));
const similarity = (thousandths) => (thousandths / 1000).toFixed(2);
const stated = (value, words) => (value === null || value < 0 || value === "" ? "not stated" : words(value));

function roleButton(role, note = "") {
  const button = make("button", { type: "button" }, dot(role), make("bdi", { textContent: data.label[role] }), make("small", { textContent: note }));
  button.addEventListener("click", () => choose(role));
  return make("li", {}, button);
}

function skillButton(skill, note) {
  const button = make("button", { type: "button" }, make("span", { className: "square" }), make("bdi", { textContent: data.skills[skill] }), make("small", { textContent: note }));
  button.addEventListener("click", () => chooseSkill(skill));
  return make("li", {}, button);
}

function listed(title, items) {
  return make("section", {}, make("h3", { textContent: title }), make("ul", {}, ...items));
}

// A list that is made when it is opened.
function folded(title, items) {
  const list = make("details", {}, make("summary", { textContent: title }));
  list.addEventListener("toggle", () => list.open && list.children.length === 1 && list.append(make("ul", {}, ...items())), { once: true });
  return list;
}

function facts(rows) {
  return make("dl", {}, ...rows.flatMap(([name, value]) => [make("dt", { textContent: name }), make("dd", { textContent: value })]));
}

const others = (skill, role) => rolesOf[skill].required.length - Number(data.required[role].includes(skill));

// Two of the rarest skills of a role, and three of the rarest that some other roles share.
function distinctive(role) {
  const byRarity = [...data.required[role]].sort((one, other) => others(one, role) - others(other, role) || one - other);
  const shared = byRarity.filter((skill) => others(skill, role) >= 2);
  return [...new Set([...byRarity.slice(0, 2), ...shared.slice(0, 3)])];
}

const inRoles = (skill, role) => (others(skill, role) ? `in ${plural(others(skill, role) + 1, "role")}` : "only here");

function showRole(role) {
  const group = data.group[role] < 0 ? "" : data.groups[data.group[role]];
  const family = data.families[data.family[role]];
  const skills = data.required[role], optional = data.optional[role];
  const rows = [
    ["Pay", stated(data.pay[role], String)],
    ["Preparation", stated(data.level[role], (level) => `level ${level}`)],
    ["People", stated(data.people[role], (text) => text.replace(" people", ""))],
    ["Skills", skills.length ? `${skills.length.toLocaleString("en")} required${optional.length ? `, ${optional.length} optional` : ""}` : optional.length ? `${optional.length} optional` : "not stated"],
  ];
  const parts = [];
  parts.push(
    make("div", {}, make("p", { className: "kind" }, dot(role), make("span", { textContent: group && group !== family ? `${family} ·` : family }), ...(group && group !== family ? [ownGroup(data.group[role])] : [])), make("h2", {}, make("bdi", { textContent: data.label[role] })), ...(data.sources.length > 1 ? [make("p", { className: "source", textContent: sourceName(role) })] : [])),
    facts(rows),
  );
  const near = data.near[role].map((other, place) => () => roleButton(other, similarity(data.alike[role][place])));
  if (data.group[role] >= 0) parts.push(...nearestGroups(data.group[role], "Groups nearest to its own", 3));
  if (near.length) parts.push(listed("Nearest roles", near.slice(0, FIRST_NEAR).map((item) => item())));
  if (skills.length) parts.push(listed("What tells it apart", distinctive(role).map((skill) => skillButton(skill, inRoles(skill, role)))));
  if (near.length > FIRST_NEAR) parts.push(folded(`${near.length - FIRST_NEAR} more near roles`, () => near.slice(FIRST_NEAR).map((item) => item())));
  if (data.mapped[role].length) parts.push(twins(role));
  if (skills.length + optional.length > 5) parts.push(folded(`All ${plural(skills.length + optional.length, "skill")}`, () => [...skills.map((skill) => skillButton(skill, "")), ...optional.map((skill) => skillButton(skill, "optional"))]));
  parts.push(sourceOf(role));
  parts.push(backButton());
  fill(...parts);
}

function ownGroup(group) {
  const button = make("button", { type: "button", className: "own", textContent: data.groups[group] });
  button.addEventListener("click", () => chooseGroup(group));
  return button;
}

function groupButton(group, note) {
  const button = make("button", { type: "button" }, make("span", { className: `f${familyOf(group)}` }, make("span", { className: "dot" })), make("bdi", { textContent: data.groups[group] }), make("small", { textContent: note }));
  button.addEventListener("click", () => chooseGroup(group));
  return make("li", {}, button);
}

const familyOf = (group) => data.family[data.members[group][0]] ?? data.noFamily;

// The groups nearest to one, the number of each is how alike their roles are; nothing where none is known.
function nearestGroups(group, title, most = Infinity) {
  const near = data.nearGroups[group].slice(0, most);
  return near.length ? [listed(title, near.map(([other, alike]) => groupButton(other, similarity(alike))))] : [];
}

function showGroup(group) {
  const members = [...data.members[group]].sort((one, other) => data.importance[other] - data.importance[one] || one - other);
  const [, ...above] = groupsFrom(group);
  const silent = members.filter((role) => data.silent[role]).length;
  const parts = [
    make("div", {}, make("p", { className: "kind" }, make("span", { className: `f${familyOf(group)}` }, make("span", { className: "dot" })), "Group"), make("h2", {}, make("bdi", { textContent: data.groups[group] }))),
    facts([["Roles", members.length.toLocaleString("en")], ...(silent ? [["No skills stated", plural(silent, "role")]] : [])]),
    ...nearestGroups(group, "Nearest groups"),
  ];
  if (data.nearGroups[group].length) parts.push(make("p", { className: "source", textContent: "The number says how alike they are, 0 to 1: of each role here, the similarity to the role there that is most like it, on average." }));
  if (above.length) parts.push(listed("Part of", above.map((each) => groupButton(each, plural(data.members[each].length, "role")))));
  parts.push(listed(members.length > FIRST_ROLES ? `The first ${FIRST_ROLES} roles` : "Roles", members.slice(0, FIRST_ROLES).map((role) => roleButton(role))));
  if (members.length > FIRST_ROLES) parts.push(folded(`${members.length - FIRST_ROLES} more`, () => members.slice(FIRST_ROLES).map((role) => roleButton(role))));
  fill(...parts, backButton());
}

// The roles that a mapping names as the same or nearly so: those of another source can be far from it.
function twins(role) {
  const items = (some) => some.map((other) => roleButton(other, data.sources.length > 1 ? sourceName(other) : ""));
  const all = data.mapped[role];
  return all.length > 3 ? folded(`Mapped to ${all.length} roles`, () => items(all)) : listed("Mapped to", items(all));
}

function sourceOf(role) {
  const code = data.code[role] ? `, code ${data.code[role]}` : "";
  const line = make("p", { className: "source", textContent: `Source: ${data.sources[data.source[role]]}${code}` });
  if (/^https?:\/\//.test(data.iri[role])) line.append(" ", make("a", { href: data.iri[role], rel: "noreferrer", textContent: "its address" }));
  return line;
}

function showSkill(skill) {
  const { required, optional } = rolesOf[skill];
  const all = [...required, ...optional].sort((one, other) => data.importance[other] - data.importance[one] || one - other);
  const isOptional = new Set(optional);
  const item = (role) => roleButton(role, isOptional.has(role) ? "optional" : "");
  const parts = [
    make("div", {}, make("p", { className: "kind" }, make("span", { className: "square" }), "Skill"), make("h2", {}, make("bdi", { textContent: data.skills[skill] }))),
    facts([["Required by", plural(required.length, "role")], ["Optional in", plural(optional.length, "role")]]),
  ];
  if (all.length) {
    const most = counted(all.map((role) => data.family[role])).slice(0, 4);
    parts.push(listed("In which groups", most.map(([family, count]) => make("li", { className: `f${family}` }, make("span", { className: "dot" }), `${data.families[family]}: ${count}`))));
    parts.push(listed(all.length > FIRST_ROLES ? `The first ${FIRST_ROLES} roles` : "Roles", all.slice(0, FIRST_ROLES).map(item)));
    if (all.length > FIRST_ROLES) parts.push(folded(`${all.length - FIRST_ROLES} more`, () => all.slice(FIRST_ROLES).map(item)));
  } else parts.push(make("p", { textContent: "No role on this map asks for it." }));
  fill(...parts, backButton());
}

function showRoute() {
  const steps = data.route.stations.map(({ role, label, words }, number) => {
    const name = role === null ? make("b", { textContent: label }) : make("button", { type: "button", textContent: label });
    if (role !== null) name.addEventListener("click", () => choose(role));
    return make("li", {}, make("span", { textContent: number || "●" }), make("div", {}, name, make("p", { textContent: words })));
  });
  fill(make("h2", { textContent: "Step by step" }), make("ol", { className: "steps" }, ...steps));
}

function backButton() {
  const button = make("button", { type: "button", className: "action", textContent: data.route ? "Back to the route" : "Back to the whole map" });
  button.addEventListener("click", () => clear());
  return button;
}

function fill(...parts) {
  details.hidden = !parts.length;
  details.replaceChildren(...parts);
  details.scrollTop = 0;
}

// --- choosing --------------------------------------------------------------------------------------------------------

function choose(role, { fly = true } = {}) {
  Object.assign(state, { role, skill: null, group: null, hovered: null });
  showRole(role);
  announce(`${data.label[role]}, ${data.families[data.family[role]]}; nearest: ${data.near[role].slice(0, 3).map((other) => data.label[other]).join(", ") || "none"}.`);
  view.margins = margins();
  if (fly || !inSight(role)) {
    const near = data.near[role].slice(0, 5);
    go(framing([role, ...near], Math.max(zoom(), 6)));
  }
  remember(data.label[role]);
  stale = true;
}

function chooseSkill(skill) {
  Object.assign(state, { skill, role: null, group: null, hovered: null });
  const { required, optional } = rolesOf[skill];
  showSkill(skill);
  announce(`${data.skills[skill]}: required by ${plural(required.length, "role")}, optional in ${optional.length}.`);
  view.margins = margins();
  if (required.length + optional.length) showRoles([...required, ...optional], 5);
  remember(data.skills[skill]);
  stale = true;
}

function chooseGroup(group) {
  Object.assign(state, { group, role: null, skill: null, hovered: null });
  showGroup(group);
  const near = data.nearGroups[group].slice(0, 3).map(([other]) => data.groups[other]).join(", ");
  announce(`${data.groups[group]}, ${plural(data.members[group].length, "role")}; nearest: ${near || "none"}.`);
  view.margins = margins();
  showRoles(data.members[group], 8);
  remember(data.groups[group]);
  stale = true;
}

function clear() {
  const away = zoom() > 1.01 || isChosen();
  Object.assign(state, { role: null, skill: null, group: null, family: null, hovered: null });
  remember("");
  showStart(away);
  markFamilies();
}

const isChosen = () => state.role !== null || state.skill !== null || state.group !== null;

// What the page opens with: the route, or the whole map.
function showStart(animated) {
  state.onRoute = data.route !== null && data.route.roles.length > 0;
  if (state.onRoute) {
    showRoute();
    view.margins = margins();
    go(framing(data.route.roles, 6, narrow() ? 40 : 90), animated);
  } else {
    fill();
    view.margins = margins();
    showAll(animated);
  }
  stale = true;
}

function remember(name) {
  try {
    history.replaceState(null, "", name ? `#${encodeURIComponent(name)}` : location.pathname + location.search);
  } catch { /* a page without an address, as in a notebook */ }
}

// --- the legend ------------------------------------------------------------------------------------------------------

function makeLegend() {
  const counts = counted(data.family).sort(([one], [other]) => one - other);
  byId("families").replaceChildren(...counts.map(([family, count]) => {
    const button = make("button", { type: "button", className: `f${family}`, "aria-pressed": "false", "data-family": family },
      make("span", { className: "dot" }), make("span", { textContent: data.families[family] }), make("span", { textContent: count.toLocaleString("en") }));
    button.addEventListener("click", () => {
      state.family = state.family === family ? null : family;
      markFamilies();
      stale = true;
    });
    return make("li", {}, button);
  }));
}

function markFamilies() {
  for (const button of byId("families").querySelectorAll("button")) {
    button.setAttribute("aria-pressed", String(Number(button.dataset.family) === state.family));
  }
}
