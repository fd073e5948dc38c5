// The tree follows the WAI-ARIA tree pattern: one stop for Tab, arrows move, Delete stops a process.

function render({ model, el }) {
  let current = null;
  let usable = false;
  const list = h("ul.course-tree", { role: "tree", "aria-label": "Processes of this kernel" });
  const hint = h("p.course-hint", {}, "Arrow keys move, Delete stops the selected process.");
  const widget = live(model, el, { title: "Process tree", paint });
  const all = button("Stop them all", () => {
    widget.send({ do: "stop all" });
    widget.say("Asked all processes to stop.");
  });
  all.classList.add("course-strong");
  widget.actions.append(all);
  const summary = h("p.course-summary");
  widget.body.append(summary, list, hint);
  list.onkeydown = onkey;
  widget.begin();
  return () => widget.end();

  function rows() {
    return model.get("frame").rows;
  }

  function paint(frame, alive) {
    usable = alive;
    write(summary, frame.summary);
    all.enable(usable && frame.stoppable > 0);
    if (!frame.rows.some((row) => row.key === current)) {
      const lost = document.activeElement?.parentElement === list;
      current = frame.rows[0]?.key ?? null;
      keyed(list, frame.rows, make, update);
      if (lost) focus(current);
    } else keyed(list, frame.rows, make, update);
  }

  function make(row) {
    const node = h("li.course-node", { role: "treeitem", tabIndex: -1 });
    node.parts = {
      chip: chip(),
      title: h("span.course-name"),
      pid: h("span.course-pid"),
      age: h("span.course-age"),
      memory: h("span.course-memory"),
      stop: button("Stop", () => stop(row.key), { tabindex: "-1" }),
    };
    const { chip: state, title, pid, age, memory, stop: end } = node.parts;
    const name = h("span.course-label", {}, title, pid);
    node.append(h("span.course-branch", { "aria-hidden": "true" }), name, state, age, memory, end);
    node.onclick = () => focus(node.dataset.key);
    return node;
  }

  function update(node, row) {
    const { parts } = node;
    assign(node, {
      "aria-level": row.level,
      "aria-posinset": row.place,
      "aria-setsize": row.siblings,
      "aria-expanded": rows().some((other) => other.above === row.key) ? "true" : null,
      "aria-selected": String(row.key === current),
      "aria-label": `${row.title}, pid ${row.pid}, ${row.state}${row.helper ? ", helper" : ""}`,
      title: row.command,
    });
    node.tabIndex = row.key === current ? 0 : -1;
    node.style.setProperty("--level", row.level - 1);
    node.classList.toggle("course-helper", Boolean(row.helper));
    write(parts.title, row.title);
    write(parts.pid, `pid ${row.pid}${row.helper ? ", helper" : ""}`);
    write(parts.age, row.age);
    write(parts.memory, row.memory);
    parts.chip.show(row.state, row.colour);
    parts.stop.hidden = !row.stoppable;
    parts.stop.setAttribute("aria-label", `Stop ${row.title}`);
    parts.stop.enable(usable);
  }

  function focus(key) {
    current = key;
    for (const node of list.children) {
      const here = node.dataset.key === key;
      node.tabIndex = here ? 0 : -1;
      node.setAttribute("aria-selected", String(here));
      if (here) node.focus();
    }
  }

  function stop(key) {
    const row = rows().find((row) => row.key === key);
    if (!row) return;
    if (!usable) widget.say("No kernel answers, so nothing can be stopped from here.");
    else if (!row.stoppable) widget.say(`${row.title} stays: ${row.why}.`);
    else {
      widget.send({ do: "stop", key });
      widget.say(`Asked ${row.title} to stop.`);
    }
  }

  function onkey(event) {
    const all = rows();
    const at = all.findIndex((row) => row.key === current);
    const row = all[at];
    if (!row) return;
    const goal = {
      ArrowDown: () => all[at + 1],
      ArrowUp: () => all[at - 1],
      ArrowRight: () => all.find((other) => other.above === row.key),
      ArrowLeft: () => all.find((other) => other.key === row.above),
      Home: () => all[0],
      End: () => all[all.length - 1],
    }[event.key];
    if (goal) {
      const found = goal();
      if (found) focus(found.key);
    } else if (event.key === "Delete") stop(row.key);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
}

export default { render };
