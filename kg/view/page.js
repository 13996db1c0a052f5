"use strict";
(() => {
  const byId = (id) => document.getElementById(id);
  const data = JSON.parse(byId("data").textContent);
  const canvas = byId("canvas");
  const search = byId("search");
  const found = byId("found");
  const details = byId("details");
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const hidden = new Set();
  const nodes = new vis.DataSet(data.nodes);
  const edges = new vis.DataSet(data.edges);
  const shown = new vis.DataView(nodes, { filter: (node) => !hidden.has(node.group) });
  const READABLE = 0.72; // below this size labels are too small to read
  const FONT = 'Arial, "Liberation Sans", Helvetica, sans-serif';
  let network = null;
  let chosen = null;

  // --- the picture ---------------------------------------------------------------------------------------------------

  function theme() {
    const style = getComputedStyle(document.documentElement);
    const colour = (name) => style.getPropertyValue(`--${name}`).trim();
    return Object.fromEntries(["paper", "sheet", "ink", "quiet", "line", "accent", "chosen"].map((n) => [n, colour(n)]));
  }

  function options(look) {
    const box = (background, border) => ({ background, border });
    const groups = {};
    for (const name of Object.keys(data.styles)) {
      groups[name] = {
        shape: "box",
        color: {
          ...box(look.sheet, look.line),
          highlight: box(look.chosen, look.accent),
          hover: box(look.chosen, look.line),
        },
      };
    }
    return {
      autoResize: true,
      physics: false,
      layout: { improvedLayout: false },
      groups,
      nodes: {
        borderWidth: 1.5,
        borderWidthSelected: 3.5,
        margin: { top: 6, bottom: 6, left: 16, right: 10 },
        widthConstraint: { minimum: 154, maximum: 166 },
        shapeProperties: { borderRadius: 5 },
        font: { color: look.ink, size: 15, face: FONT, align: "left" },
        labelHighlightBold: false,
      },
      edges: {
        arrows: { to: { enabled: true, scaleFactor: 0.45 } },
        color: { color: look.line, highlight: look.accent, hover: look.accent, opacity: 0.85 },
        smooth: { enabled: true, type: "cubicBezier", forceDirection: "horizontal", roundness: 0.45 },
        width: 1.2,
        selectionWidth: 1.6,
        hoverWidth: 0.6,
      },
      interaction: { hover: true, dragNodes: false, keyboard: false, tooltipDelay: 1e9, zoomSpeed: 0.6 },
    };
  }

  function draw() {
    const view = network && { position: network.getViewPosition(), scale: network.getScale() };
    if (network) network.destroy();
    const look = theme();
    network = new vis.Network(canvas, { nodes: shown, edges }, options(look));
    for (const part of canvas.querySelectorAll("[tabindex]")) part.tabIndex = -1; // the list beside it has the keys
    network.on("beforeDrawing", (context) => paintHeadings(context, look));
    network.on("afterDrawing", (context) => paintBadges(context, look));
    network.on("click", ({ nodes: [node], edges: [edge] }) => {
      if (node !== undefined) choose(node);
      else if (edge !== undefined) explain(edge);
    });
    network.on("hoverNode", () => canvas.classList.add("pointing"));
    network.on("blurNode", () => canvas.classList.remove("pointing"));
    if (view) network.moveTo(view);
    else whole(READABLE);
    if (chosen !== null && shown.get(chosen)) network.selectNodes([chosen]);
    canvas.network = network;
  }

  function paintHeadings(context, look) {
    context.fillStyle = look.quiet;
    context.font = `600 16px ${FONT}`;
    context.textAlign = "left";
    context.textBaseline = "alphabetic";
    for (const [text, x, y] of data.headings) context.fillText(text, x, y);
  }

  function paintBadges(context, look) {
    for (const node of shown.get()) {
      const box = network.getBoundingBox(node.id);
      const style = data.styles[node.group];
      const shape = new Path2D(style.shape);
      context.save();
      context.translate(box.left, (box.top + box.bottom) / 2);
      context.fillStyle = style.colour;
      context.strokeStyle = look.ink;
      context.lineWidth = 1.5;
      context.fill(shape);
      context.stroke(shape);
      context.restore();
      if (node.folded) paintFolded(context, look, `+${node.folded}`, box);
    }
  }

  function paintFolded(context, look, text, box) {
    context.font = `600 12px ${FONT}`;
    context.textAlign = "center";
    context.textBaseline = "middle";
    const width = context.measureText(text).width + 10;
    context.fillStyle = look.paper;
    context.strokeStyle = look.line;
    context.lineWidth = 1;
    context.beginPath();
    context.roundRect(box.right - width + 6, box.bottom - 8, width, 17, 8);
    context.fill();
    context.stroke();
    context.fillStyle = look.ink;
    context.fillText(text, box.right - width / 2 + 6, box.bottom + 1);
  }

  // The whole picture, or, where that is too small to read, as much around its middle as can be read.
  function whole(least) {
    const places = shown.get();
    if (!places.length) return;
    const [left, right] = [Math.min(...places.map(({ x }) => x)) - 114, Math.max(...places.map(({ x }) => x)) + 110];
    const heights = [...places.map(({ y }) => y), ...data.headings.map(([, , y]) => y + 10)];
    const [top, bottom] = [Math.min(...heights) - 34, Math.max(...heights) + 36];
    const [width, height] = [canvas.clientWidth, canvas.clientHeight];
    const fitting = Math.min(width / (right - left), height / (bottom - top), 1.2);
    const scale = Math.max(fitting, least);
    const position = { x: (left + right) / 2, y: (top + bottom) / 2 };
    if (fitting < least) {
      const { x, y } = data.nodes[data.focus ?? places[0].id];
      if (width < scale * (right - left)) position.x = x;
      if (height < scale * (bottom - top)) position.y = data.focus === null ? top + height / 2 / scale : y;
    }
    network.moveTo({ position, scale, animation: false });
  }

  function zoom(factor) {
    const scale = Math.min(Math.max(network.getScale() * factor, 0.1), 4);
    network.moveTo({ scale, animation: !calm.matches && { duration: 200 } });
  }

  // --- choosing ------------------------------------------------------------------------------------------------------

  function choose(number, move = false) {
    const node = data.nodes[number];
    if (hidden.has(node.group)) toggle(node.group, true);
    chosen = number;
    network.selectNodes([number]);
    if (move && !visible(node)) reveal(node);
    const card = byId(`card-${number}`).cloneNode(true);
    card.removeAttribute("id");
    const old = card.querySelector("h4");
    const heading = document.createElement("h3");
    heading.append(...old.childNodes);
    old.replaceWith(heading);
    details.replaceChildren(card);
    details.scrollTop = 0;
    const links = network.getConnectedEdges(number).length;
    const label = data.entries[number].label;
    say(`Chosen: ${label.length > 80 ? `${label.slice(0, 80)}…` : label}, ${data.styles[node.group].one}, ${links} ${links === 1 ? "link" : "links"}.`);
    for (const button of found.querySelectorAll("button")) mark(button);
    try {
      history.replaceState(null, "", `#${encodeURIComponent(node.key)}`);
    } catch {
      // a page in a notebook's frame has no address of its own
    }
  }

  function visible(node) {
    const { x, y } = network.canvasToDOM(node);
    return network.getScale() >= READABLE && x > 60 && y > 20 && x < canvas.clientWidth - 60 && y < canvas.clientHeight - 20;
  }

  function reveal({ x, y }) {
    const scale = Math.max(network.getScale(), READABLE);
    network.moveTo({ position: { x, y }, scale, animation: !calm.matches && { duration: 300 } });
  }

  function explain(edge) {
    chosen = null;
    const list = document.createElement("ul");
    for (const [sentence, source] of data.links[edge]) {
      const item = document.createElement("li");
      item.append(element("bdi", sentence), " ", element("span", source, "source"));
      list.append(item);
    }
    details.replaceChildren(element("h3", "Link"), list);
    say(data.links[edge][0][0]);
  }

  function element(name, text, kind) {
    const made = document.createElement(name);
    made.textContent = text;
    if (kind) made.className = kind;
    return made;
  }

  function say(text) {
    byId("status").textContent = text;
  }

  function toggle(group, visible) {
    if (visible) hidden.delete(group);
    else hidden.add(group);
    for (const box of document.querySelectorAll("[data-style]")) {
      if (box.dataset.style === group) box.checked = visible;
    }
    shown.refresh();
  }

  // --- the list ------------------------------------------------------------------------------------------------------

  const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const entries = data.entries.map((entry) => ({ ...entry, folded: [entry.label, ...entry.names].map(fold) }));

  function rank(entry, words) {
    const places = entry.folded.map((name) => {
      if (!words.every((word) => name.includes(word))) return 9;
      return name === words.join(" ") ? 0 : name.startsWith(words[0]) ? 1 : 2;
    });
    const best = Math.min(...places);
    return { entry, name: places.indexOf(best), rank: best };
  }

  function list() {
    const words = fold(search.value).split(/\s+/).filter(Boolean);
    const hits = words.length
      ? entries.map((entry) => rank(entry, words)).filter((hit) => hit.rank < 9)
      : entries.filter((entry) => !entry.within).map((entry) => ({ entry, name: 0, rank: 0 }));
    hits.sort((one, other) => one.rank - other.rank); // stable: the order of the picture within a rank
    found.replaceChildren(...hits.slice(0, 250).map(item));
    const first = found.querySelector("button");
    if (first) first.tabIndex = 0;
    if (words.length) say(hits.length ? `${hits.length} found.` : "Nothing by that name is in this picture.");
    else say(`${hits.length} things.`);
  }

  function item({ entry, name }) {
    const button = document.createElement("button");
    button.type = "button";
    button.tabIndex = -1;
    button.dataset.node = entry.node;
    button.append(element("bdi", entry.label));
    const remarks = [entry.within ? `${entry.kind}, in ${entry.within}` : data.styles[data.nodes[entry.node].group].one];
    if (name > 0 && name < entry.names.length) remarks.push(`also ${entry.names[name - 1]}`);
    button.append(" ", element("small", remarks.join(", ")));
    mark(button);
    const row = document.createElement("li");
    row.append(button);
    return row;
  }

  function mark(button) {
    if (Number(button.dataset.node) === chosen) button.setAttribute("aria-current", "true");
    else button.removeAttribute("aria-current");
  }

  function walk(event) {
    const buttons = [...found.querySelectorAll("button")];
    const at = buttons.indexOf(document.activeElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: buttons.length - 1 }[event.key];
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

  // --- what the reader does ------------------------------------------------------------------------------------------

  search.addEventListener("input", list);
  search.addEventListener("keydown", (event) => {
    const first = found.querySelector("button");
    if (event.key === "Enter" && search.value && first) choose(Number(first.dataset.node), true);
    else walk(event);
  });
  found.addEventListener("keydown", walk);
  found.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button) choose(Number(button.dataset.node), true);
  });
  details.addEventListener("click", (event) => {
    const link = event.target.closest("[data-node]");
    if (!link) return;
    event.preventDefault();
    choose(Number(link.dataset.node), true);
    details.focus();
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest('a[href^="#"]');
    if (!link || event.defaultPrevented) return;
    const target = byId(link.getAttribute("href").slice(1));
    if (!target) return;
    event.preventDefault(); // in a notebook's frame such a link would leave the page
    target.tabIndex = -1;
    target.focus({ preventScroll: true });
    target.scrollIntoView({ behavior: calm.matches ? "auto" : "smooth" });
  });
  for (const box of document.querySelectorAll("[data-style]")) {
    box.addEventListener("change", () => {
      toggle(box.dataset.style, box.checked);
      say(`${data.styles[box.dataset.style].one}: ${box.checked ? "shown" : "hidden"}.`);
    });
  }
  // Without Ctrl the wheel scrolls the page, as everywhere else on it.
  canvas.addEventListener("wheel", (event) => {
    if (!event.ctrlKey && !event.metaKey) event.stopPropagation();
  }, { capture: true });
  byId("nearer").addEventListener("click", () => zoom(1.3));
  byId("farther").addEventListener("click", () => zoom(1 / 1.3));
  byId("whole").addEventListener("click", () => whole(0));
  dark.addEventListener("change", draw);

  function asked() {
    let key = "";
    try {
      key = decodeURIComponent(location.hash.slice(1));
    } catch {
      return -1; // not an address that this page wrote
    }
    return data.nodes.findIndex((node) => node.key === key);
  }

  draw();
  list();
  const first = asked();
  if (first >= 0) choose(first, true);
  else if (data.focus !== null) choose(data.focus);
  addEventListener("hashchange", () => {
    const number = asked();
    if (number >= 0 && number !== chosen) choose(number, true);
  });
})();
