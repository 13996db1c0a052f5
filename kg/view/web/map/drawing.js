// One frame of the map.

const dots = new Map();

function radius(role) {
  const base = data.count > 2000 ? 1 : 1.35;
  return base * (1.3 + 2.3 * (data.weight[role] / 99) ** 2.2) * zoom() ** 0.42 * (narrow() ? 0.85 : 1);
}

// A role is a disc; one that states no skills is a ring.
function dotBitmap(family, size, hollow) {
  const steps = Math.max(2, Math.round(size * view.ratio * 2));
  const key = (family * 1000 + steps) * 2 + Number(hollow);
  let drawn = dots.get(key);
  if (!drawn) {
    const rim = steps / 2 * 1.19;
    drawn = document.createElement("canvas");
    drawn.width = drawn.height = Math.ceil(2 * rim) + 2;
    const context = drawn.getContext("2d");
    const disc = (colour, alpha, reach) => {
      Object.assign(context, { fillStyle: colour, globalAlpha: alpha });
      context.beginPath();
      context.arc(drawn.width / 2, drawn.width / 2, reach, 0, 7);
      context.fill();
    };
    disc(colours.ground.text, 0.85, rim);
    disc(colours[`f${family}`].text, 1, steps / 2);
    if (hollow) disc(colours.ground.text, 1, Math.max(steps / 2 - 1.5 * view.ratio, steps / 4));
    dots.set(key, drawn);
  }
  return drawn;
}

// The roles that stand out: null where none do more than others.
function litRoles() {
  if (state.skill !== null) return new Set([...rolesOf[state.skill].required, ...rolesOf[state.skill].optional]);
  if (state.group !== null) return new Set(data.members[state.group]);
  if (state.role !== null) return new Set([state.role, ...data.near[state.role].slice(0, 5)]);
  return state.onRoute ? new Set(data.route.roles) : null;
}

function draw() {
  const lit = litRoles();
  const inFamily = (role) => state.family === null || data.family[role] === state.family;
  const isDim = (role) => (lit !== null && !lit.has(role)) || !inFamily(role);
  pen.setTransform(view.ratio, 0, 0, view.ratio, 0, 0);
  pen.fillStyle = colours.ground.text;
  pen.fillRect(0, 0, view.width, view.height);
  drawTerrain(lit !== null || state.family !== null);
  drawDots(isDim, lit);
  drawnNames = [];
  named = new Set();
  const taken = new Boxes();
  for (const box of obstacles()) taken.take(box);
  if (state.onRoute && state.role === null && state.skill === null && state.group === null) drawRoute(taken);
  if (state.role !== null) drawNearest(state.role, taken);
  if (state.hovered !== null) nameHovered(taken);
  if (state.group !== null) chosenGroupName(taken);
  if (state.skill !== null || state.group !== null) nameLit([...lit], taken);
  regionNames(taken, lit !== null);
  roleNames(taken, isDim);
  canvas.drawn = { names: drawnNames, lit, isDim, zoom: zoom(), place: (role) => [screenX(data.x[role]), screenY(data.y[role])] };
}

function drawTerrain(dimmed) {
  const [left, top] = [screenX(terrain.left), screenY(terrain.left)];
  const [scaleX, scaleY] = [camera.scale * view.stretchX, camera.scale * view.stretchY];
  pen.globalAlpha = dimmed ? 0.6 : 1;
  pen.imageSmoothingEnabled = true;
  pen.drawImage(terrain.cloud, left, top, terrain.width * scaleX, terrain.width * scaleY);
  pen.globalAlpha = 1 - fading(zoom(), 6, 14);
  if (pen.globalAlpha > 0.01) {
    const line = new Path2D();
    line.addPath(terrain.coast, new DOMMatrix([scaleX, 0, 0, scaleY, screenX(0), screenY(0)]));
    Object.assign(pen, { strokeStyle: colours.hairline.text, lineWidth: 1.1 });
    pen.stroke(line);
  }
  pen.globalAlpha = 1;
}

function drawDots(isDim, lit) {
  const faint = state.family !== null && lit === null ? 0.1 : 0.3;
  for (let place = data.count - 1; place >= 0; place--) {
    const role = data.order[place];
    const [x, y] = [screenX(data.x[role]), screenY(data.y[role])];
    if (x < -20 || y < -20 || x > view.width + 20 || y > view.height + 20) continue;
    const drawn = dotBitmap(data.family[role], radius(role) + (data.silent[role] ? 0.6 : 0) + (lit && state.role === null && !isDim(role) ? 1.2 : 0), data.silent[role]);
    const size = drawn.width / view.ratio;
    pen.globalAlpha = isDim(role) ? faint : 1;
    const [left, top] = [x, y].map((middle) => Math.round((middle - size / 2) * view.ratio * 2) / view.ratio / 2); // sharp ones are drawn faster
    pen.drawImage(drawn, left, top, size, size);
  }
  pen.globalAlpha = 1;
}

// Panels that lie on the canvas, and the buttons: no name goes below them.
function obstacles() {
  const frame = canvas.getBoundingClientRect();
  return [byId("head"), byId("legend"), byId("details"), byId("zoom")]
    .map((panel) => panel.getBoundingClientRect())
    .filter((box) => box.width && box.right > frame.left && box.left < frame.right && box.bottom > frame.top && box.top < frame.bottom)
    .map((box) => [box.left - frame.left - 4, box.top - frame.top - 4, box.right - frame.left + 4, box.bottom - frame.top + 4]);
}

function ring(role, extra, colour, width) {
  Object.assign(pen, { strokeStyle: colour, lineWidth: width });
  pen.beginPath();
  pen.arc(screenX(data.x[role]), screenY(data.y[role]), radius(role) + extra, 0, 7);
  pen.stroke();
}

function drawNearest(role, taken) {
  const near = data.near[role].slice(0, 5);
  const colour = colours[`f${data.family[role]}`].text;
  Object.assign(pen, { strokeStyle: colour, lineWidth: 1.6, globalAlpha: 0.75 });
  for (const other of near) {
    pen.beginPath();
    pen.moveTo(screenX(data.x[role]), screenY(data.y[role]));
    pen.lineTo(screenX(data.x[other]), screenY(data.y[other]));
    pen.stroke();
  }
  pen.globalAlpha = 1;
  for (const other of near) ring(other, 2.5, colours[`f${data.family[other]}`].text, 1.6);
  ring(role, 4.5, colours.ink.text, 2);
  for (const each of [role, ...near]) takeDot(each, 4, taken);
  nameBeside(role, taken, { weight: 700, size: 15, ink: colours.ink.text, spots: 16 });
  for (const other of near) nameBeside(other, taken, { weight: 600, size: 13, ink: colours.ink.text, spots: 16 });
}

function takeDot(role, extra, taken) {
  const [x, y, reach] = [screenX(data.x[role]), screenY(data.y[role]), radius(role) + extra];
  taken.take([x - reach, y - reach, x + reach, y + reach]);
}

function nameHovered(taken) {
  ring(state.hovered, 3, colours.ink.text, 1.6);
  if (state.hovered !== state.role) nameBeside(state.hovered, taken, { weight: 650, size: 14, ink: colours.ink.text, spots: 16 });
}

// Of the roles of a skill the important ones are named first, as many as have room.
function nameLit(roles, taken) {
  const ordered = roles.sort((one, other) => data.importance[other] - data.importance[one] || one - other);
  for (const role of ordered.slice(0, narrow() ? 14 : 40)) {
    nameBeside(role, taken, { weight: 600, size: 12.5, ink: colours.ink.text, padding: 4 });
  }
}

// --- the route -------------------------------------------------------------------------------------------------------

// The stations on the screen, pushed apart where they are too near for their badges.
function stationPlaces(roles) {
  const places = roles.map((role) => [screenX(data.x[role]), screenY(data.y[role])]);
  for (let pass = 0; pass < 30; pass++) {
    for (let one = 0; one < places.length; one++) {
      for (let other = one + 1; other < places.length; other++) {
        let [x, y] = [places[other][0] - places[one][0], places[other][1] - places[one][1]];
        const apart = Math.hypot(x, y);
        if (apart >= 34) continue;
        if (apart < 1) [x, y] = [1, 0.4];
        const push = (34 - apart) / 2 / Math.max(Math.hypot(x, y), 1);
        places[one] = [places[one][0] - x * push, places[one][1] - y * push];
        places[other] = [places[other][0] + x * push, places[other][1] + y * push];
      }
    }
  }
  return places;
}

function drawRoute(taken) {
  const { roles, stations } = data.route;
  const places = stationPlaces(roles);
  const line = new Path2D();
  const curves = [];
  places.forEach(([x, y], number) => {
    if (!number) return line.moveTo(x, y);
    const [fromX, fromY] = places[number - 1];
    const bend = number % 2 ? 0.14 : -0.14;
    const middle = [(fromX + x) / 2 - (y - fromY) * bend, (fromY + y) / 2 + (x - fromX) * bend];
    line.quadraticCurveTo(...middle, x, y);
    curves.push([[fromX, fromY], middle, [x, y]]);
  });
  Object.assign(pen, { lineCap: "round", lineJoin: "round", strokeStyle: colours.ground.text, lineWidth: 10 });
  pen.stroke(line);
  Object.assign(pen, { strokeStyle: colours.way.text, lineWidth: 4.5 });
  pen.stroke(line);
  const numbers = stations.map((station, number) => ({ ...station, number })).filter(({ role }) => role !== null);
  places.forEach(([x, y], place) => {
    badge(x, y, numbers[place].number);
    taken.take([x - 16, y - 16, x + 16, y + 16]);
  });
  places.forEach((place, number) => stationName(place, roles[number], taken));
  for (const curve of curves) takeCurve(...curve, taken);
}

// No name lies on the line, but those of the stations, which stand on cards.
function takeCurve(from, middle, to, taken) {
  const steps = Math.ceil(Math.hypot(to[0] - from[0], to[1] - from[1]) / 10) + 1;
  for (let step = 0; step <= steps; step++) {
    const part = step / steps;
    const [x, y] = [0, 1].map((axis) => (1 - part) ** 2 * from[axis] + 2 * part * (1 - part) * middle[axis] + part ** 2 * to[axis]);
    taken.take([x - 6, y - 6, x + 6, y + 6]);
  }
}

function badge(x, y, number) {
  for (const [reach, colour] of [[15, colours.ground.text], [12.5, colours.way.text]]) {
    pen.fillStyle = colour;
    pen.beginPath();
    pen.arc(x, y, reach, 0, 7);
    pen.fill();
  }
  Object.assign(pen, { fillStyle: colours["on-way"].text, font: `700 13px ${FONT}`, textAlign: "center", textBaseline: "middle" });
  pen.fillText(number ? String(number) : "●", x, y + 0.5);
}

function stationName([x, y], role, taken) {
  const text = shortened(data.label[role]);
  pen.font = `600 14px ${FONT}`;
  const [width, height] = [pen.measureText(text).width + 18, 26];
  const spots = [[19, -13], [-19 - width, -13], [-width / 2, -19 - height], [-width / 2, 19], [14, 14], [14, -14 - height], [-14 - width, 14], [-14 - width, -14 - height], [24, 32], [-24 - width, 32], [24, -58], [-24 - width, -58]];
  for (const [right, down] of spots) {
    const [left, top] = [x + right, y + down];
    const box = [left, top, left + width, top + height];
    if (!onScreen(box) || !taken.isFree(box)) continue;
    taken.take(box);
    drawnNames.push({ text, box, role });
    named.add(role);
    Object.assign(pen, { fillStyle: colours.card.text, strokeStyle: colours.mark.text, lineWidth: 1 });
    pen.beginPath();
    pen.roundRect(left, top, width, height, 8);
    pen.fill();
    pen.stroke();
    Object.assign(pen, { fillStyle: colours.ink.text, textAlign: "left", textBaseline: "middle" });
    pen.fillText(text, left + 9, top + height / 2 + 0.5);
    return;
  }
}
