// What the pages do beyond forms and links: suggestions below a field, and ticks of a plan that stay in the browser.
"use strict";

(() => {
  const WAIT = 120;
  const MOST = 8;
  const INDEX = document.documentElement.dataset.index; // of pages that are files: all names, looked through here
  let names = null;
  let fields = 0;

  const folded = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

  /** What has a name that begins with a text, then what has it elsewhere. */
  async function lookUp(text) {
    const start = new URL(INDEX, window.location.href);
    names ??= fetch(start).then((response) => response.json());
    const wanted = folded(text);
    const ranked = (await names).flatMap(([label, kind, path, ...others]) => {
      const places = [label, ...others].map((name) => folded(name).indexOf(wanted)).filter((place) => place >= 0);
      return places.length ? [{ label, kind, path: new URL(path, start).href, rank: Math.min(...places) > 0 }] : [];
    });
    return ranked.sort((one, other) => one.rank - other.rank || one.label.length - other.label.length).slice(0, MOST);
  }

  /** What the server suggests for a text. */
  async function suggestions(text, kinds) {
    const values = new URLSearchParams([["q", text], ...kinds.map((kind) => ["kind", kind])]);
    const response = await fetch(`/suggest?${values}`);
    return response.ok ? response.json() : [];
  }

  /** A list of names below a field: arrow keys go through it, Enter takes one, Escape closes it. */
  function suggest(input) {
    const list = document.createElement("ul");
    list.id = `suggested-${++fields}`;
    list.className = "suggested";
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", "Suggestions");
    list.hidden = true;
    input.parentElement.append(list);
    for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-controls", list.id], ["aria-expanded", "false"]]) {
      input.setAttribute(name, value);
    }
    let chosen = -1;
    let timer = 0;
    let asked = "";

    function show(open) {
      list.hidden = !open;
      input.setAttribute("aria-expanded", String(open));
      if (!open) {
        chosen = -1;
        input.removeAttribute("aria-activedescendant");
      }
    }

    function choose(position) {
      chosen = position;
      [...list.children].forEach((item, at) => item.setAttribute("aria-selected", String(at === position)));
      if (position >= 0) {
        input.setAttribute("aria-activedescendant", list.children[position].id);
      } else {
        input.removeAttribute("aria-activedescendant");
      }
    }

    function take(item) {
      if (input.dataset.suggest === "go") {
        window.location.assign(item.dataset.path);
      } else {
        const before = input.value.lastIndexOf(",");
        input.value = (before < 0 ? "" : `${input.value.slice(0, before)}, `) + item.dataset.label;
        show(false);
        input.focus();
      }
    }

    function fill(found) {
      list.replaceChildren(...found.map((each, at) => {
        const item = document.createElement("li");
        item.id = `${list.id}-${at}`;
        item.setAttribute("role", "option");
        item.setAttribute("aria-selected", "false");
        item.dataset.path = each.path;
        item.dataset.label = each.label;
        const kind = document.createElement("small");
        kind.textContent = each.kind;
        item.append(each.label, kind);
        item.addEventListener("mousedown", (event) => {
          event.preventDefault();
          take(item);
        });
        return item;
      }));
      chosen = -1;
      show(found.length > 0);
    }

    async function ask() {
      const text = input.value.slice(input.value.lastIndexOf(",") + 1).trim();
      asked = text;
      if (text.length < 2) {
        show(false);
        return;
      }
      const kinds = (input.dataset.kinds || "").split(" ").filter(Boolean);
      try {
        const found = await (INDEX ? lookUp(text) : suggestions(text, kinds));
        if (asked === text && document.activeElement === input) {
          fill(found);
        }
      } catch {
        show(false); // the server does not answer: the form still works
      }
    }

    input.addEventListener("input", () => {
      clearTimeout(timer);
      show(false); // what is listed belongs to another text
      timer = setTimeout(ask, WAIT);
    });
    input.addEventListener("blur", () => show(false));
    if (INDEX) {
      input.form.addEventListener("submit", (event) => {
        event.preventDefault();
        lookUp(input.value.trim()).then(([first]) => first && window.location.assign(first.path));
      });
    }
    input.addEventListener("keydown", (event) => {
      const count = list.children.length;
      if (event.key === "Escape" && !list.hidden) {
        show(false);
        event.preventDefault();
      } else if (event.key === "Enter" && chosen >= 0 && !list.hidden) {
        event.preventDefault();
        take(list.children[chosen]);
      } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && count && !list.hidden) {
        event.preventDefault();
        const step = event.key === "ArrowDown" ? 1 : -1;
        choose(((chosen + step + 1 + count + 1) % (count + 1)) - 1);
      }
    });
  }

  /** The ticks of a plan, kept in the browser under its two ends. */
  function keepTicks(plan) {
    const key = `plan ${plan.dataset.plan}`;
    const boxes = [...plan.querySelectorAll("[data-tick]")];
    const progress = document.querySelector("[data-progress]");
    const { hours, week } = progress.dataset; // the reader's pace, where it is given
    let done = new Set();
    try {
      done = new Set(JSON.parse(localStorage.getItem(key) || "[]"));
    } catch {
      done = new Set(); // storage is switched off: ticks last as long as the page
    }
    const tell = () => {
      const ticked = boxes.filter((box) => box.checked).length;
      const next = boxes.find((box) => !box.checked);
      const rest = next ? ` Next: ${next.parentElement.querySelector("b").textContent}.` : "";
      const months = ((boxes.length - ticked) * hours * 12) / (week * 52);
      const time = hours && next ? ` ${Number(months.toFixed(1))} months to go at your pace.` : "";
      progress.textContent = `${ticked} of ${boxes.length} done.${time}${rest}`;
    };
    for (const box of boxes) {
      box.checked = done.has(box.dataset.tick);
      box.addEventListener("change", () => {
        done[box.checked ? "add" : "delete"](box.dataset.tick);
        try {
          localStorage.setItem(key, JSON.stringify([...done]));
        } catch {
          // as above
        }
        tell();
      });
    }
    tell();
  }

  /** An editor in place of a field for a query; Tab leaves it, Ctrl-Enter runs the query. */
  function edit(field) {
    window.Yasqe.defaults.autocompleters = []; // they ask servers elsewhere
    const place = document.createElement("div");
    place.className = "editor";
    field.after(place);
    const send = () => field.form.requestSubmit();
    const editor = new window.Yasqe(place, {
      createShareableLink: null,
      persistenceId: null,
      showQueryButton: false,
      resizeable: false,
      editorHeight: "auto",
      value: field.value,
      extraKeys: { Tab: false, "Shift-Tab": false, "Ctrl-Enter": send, "Cmd-Enter": send },
    });
    const mode = editor.getMode();
    const { startState } = mode;
    mode.startState = (...from) => {
      const state = startState(...from);
      Object.assign(state.prefixes, JSON.parse(field.dataset.prefixes)); // a query need not declare them
      return state;
    };
    editor.setValue(field.value);
    editor.on("change", () => {
      field.value = editor.getValue();
    });
    editor.getInputField().setAttribute("aria-label", field.labels[0].textContent);
    field.hidden = true;
    field.form.querySelector("[data-keys]").hidden = false;
  }

  document.querySelectorAll("[data-suggest]").forEach(suggest);
  document.querySelectorAll("[data-plan]").forEach(keepTicks);
  if (window.Yasqe) {
    document.querySelectorAll("[data-editor]").forEach(edit);
  }
})();
