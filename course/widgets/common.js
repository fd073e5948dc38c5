// What all widgets share. Python puts this file in front of the widget's own script, so that each
// widget is one ES module and nothing is fetched from anywhere.

const SVG = "http://www.w3.org/2000/svg";

// Make an element: h("button.big", { onclick }, "Stop"). A key that JupyterLab would take for a
// shortcut (D D deletes a cell) stays with the widget where data-lm-suppress-shortcuts is set.
function h(name, attributes = {}, ...children) {
  const [tag, ...classes] = name.split(".");
  const node = document.createElement(tag);
  if (classes.length) node.className = classes.join(" ");
  if (["button", "select", "input"].includes(tag) || "tabIndex" in attributes)
    node.setAttribute("data-lm-suppress-shortcuts", "true");
  assign(node, attributes);
  node.append(...children.filter((child) => child != null));
  return node;
}

function s(tag, attributes = {}, ...children) {
  const node = document.createElementNS(SVG, tag);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.append(...children);
  return node;
}

function assign(node, attributes) {
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on") || key === "tabIndex") node[key] = value;
    else if (value == null || value === false) node.removeAttribute(key);
    else node.setAttribute(key, value);
  }
}

// Set a text only where it differs, so that a selection or a screen reader is not disturbed.
function write(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

// Keep one node per item, in order, reusing nodes by key: focus survives a new frame.
function keyed(parent, items, make, update) {
  const old = new Map([...parent.children].map((node) => [node.dataset.key, node]));
  items.forEach((item, index) => {
    const node = old.get(item.key) ?? make(item);
    node.dataset.key = item.key;
    old.delete(item.key);
    if (parent.children[index] !== node) parent.insertBefore(node, parent.children[index] ?? null);
    update(node, item);
  });
  for (const node of old.values()) node.remove();
}

// Draw the eye to a node for a moment (the style sheet leaves it out under reduced motion).
function flash(node) {
  node.classList.remove("course-flash");
  void node.offsetWidth; // let the animation begin again
  node.classList.add("course-flash");
  node.onanimationend = () => node.classList.remove("course-flash");
}

// A small shape for a state: the colour is never the only sign.
const SHAPES = {
  "ready or running": "M3 1.5L13 7L3 12.5Z",
  "ready, running or blocked": "M7 1A6 6 0 1 1 7 13A6 6 0 1 1 7 1Z",
  blocked: "M2 1H12L7 7L12 13H2L7 7Z",
  stopped: "M2 2H12V12H2Z",
  zombie: "M3 1L7 5L11 1L13 3L9 7L13 11L11 13L7 9L3 13L1 11L5 7L1 3Z",
  created: "M7 0L14 7L7 14L0 7Z",
};
const HOLLOW = "M7 1A6 6 0 1 1 7 13A6 6 0 1 1 7 1Z";

function chip() {
  const path = s("path", { d: HOLLOW });
  const icon = s("svg", { viewBox: "0 0 14 14", width: 12, height: 12, "aria-hidden": "true" }, path);
  const word = h("span");
  const node = h("span.course-chip", {}, icon, word);
  node.show = (state, colour) => {
    write(word, state);
    node.style.setProperty("--state", colour);
    path.setAttribute("d", SHAPES[state] ?? HOLLOW);
    path.setAttribute("fill", SHAPES[state] ? colour : "none");
    path.setAttribute("stroke", SHAPES[state] ? "none" : colour);
    path.setAttribute("stroke-width", 2);
  };
  return node;
}

// A button that can say why it does nothing now; it keeps the focus, unlike a disabled one.
function button(label, action, attributes = {}) {
  const node = h("button.course-button", { type: "button", ...attributes }, label);
  node.onclick = () => {
    if (node.getAttribute("aria-disabled") !== "true") action(node);
  };
  node.enable = (possible) => {
    const off = String(!possible);
    if (node.getAttribute("aria-disabled") !== off) node.setAttribute("aria-disabled", off);
  };
  return node;
}

// The frame around a live widget: title, pause and rate, a status line, a spoken log.
// `paint(frame, alive)` is called for every frame, and when the kernel is lost or found.
function live(model, el, { title, paint }) {
  const view = Math.random().toString(36).slice(2);
  let heardAt = 0;
  let alive = false;
  let spoken = null;

  const pause = button("Pause", () => send({ do: "pause", paused: !model.get("frame").live.paused }));
  const rate = h("select.course-rate", { "aria-label": "Seconds between two readings" });
  rate.onchange = () => send({ do: "rate", seconds: Number(rate.value) });
  const actions = h("div.course-actions");
  const status = h("p.course-status", {});
  const voice = h("div.course-spoken", { "aria-live": "polite", role: "status" });
  const log = h("ul.course-log", { "aria-label": "What happened last" });
  const body = h("div.course-body");
  const root = h(
    "section.course-widget",
    { "aria-label": title, "data-lm-suppress-shortcuts": "true" },
    h("header.course-head", {}, h("h3.course-title", {}, title), actions),
    body,
    h("footer.course-foot", {}, status, h("div.course-clock", {}, pause, rate)),
    log,
    voice,
  );
  el.append(root);

  function send(request) {
    try {
      Promise.resolve(model.send(request)).catch(() => {});
    } catch {
      // no kernel: the status line says so
    }
  }

  function say(sentence) {
    write(voice, sentence);
  }

  function show() {
    const frame = model.get("frame");
    if (!frame?.live) return;
    const { running, paused, seconds, rates } = frame.live;
    const usable = alive && running;
    const options = rates.map((value) => `every ${value} s`);
    if (rate.children.length !== options.length)
      rate.replaceChildren(...rates.map((value, i) => h("option", { value }, options[i])));
    rate.value = String(seconds);
    rate.disabled = !usable;
    pause.enable(usable);
    write(pause, paused ? "Go on" : "Pause");
    root.dataset.live = !usable ? "no" : paused ? "paused" : "yes";
    write(
      status,
      !running
        ? frame.finished || "This view was stopped; this is its last reading. Run the cell again for a new one."
        : !alive
          ? "No kernel answers: this is the last reading. Run the cell for a live one."
          : paused
            ? "Paused: this is an earlier reading."
            : `Live: read anew every ${seconds} s.`,
    );
    const lines = frame.news.lines.map((line, i) => ({
      key: String(frame.news.count - frame.news.lines.length + i),
      line,
    }));
    keyed(log, lines.reverse(), () => h("li"), (node, item) => write(node, item.line));
    const first = spoken === null;
    const fresh = Math.min(frame.news.count - (spoken ?? 0), lines.length);
    if (first) say(frame.summary);
    else if (fresh > 0)
      say(`${lines.slice(0, fresh).reverse().map((item) => item.line).join(" ")} ${frame.summary}`);
    spoken = frame.news.count;
    paint(frame, usable);
  }

  function hear() {
    heardAt = Date.now();
    alive = true;
    show();
  }

  function check() {
    const seconds = model.get("frame")?.live?.seconds ?? 1;
    const now = Date.now() - heardAt < 4000 + 3000 * seconds;
    if (now === alive) return;
    alive = now;
    show();
  }

  model.on("change:frame", hear);
  model.on("msg:custom", hear);
  const timer = setInterval(check, 1000);
  return {
    body,
    actions,
    send,
    say,
    begin() {
      show();
      send({ do: "hello", view });
    },
    end() {
      clearInterval(timer);
      model.off("change:frame", hear);
      model.off("msg:custom", hear);
      send({ do: "bye", view });
    },
  };
}
