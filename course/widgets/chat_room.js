// Panes are clients: a log, a line to type in, and ways to go. The map is drawn in Python.

function render({ model, el }) {
  let usable = false;
  const widget = live(model, el, { title: "Chat room", paint });
  const add = button("Add a client", () => widget.send({ do: "add" }));
  const door = button("Open the room", () => {
    const open = model.get("frame").open;
    widget.send({ do: open ? "close" : "open" });
    widget.say(open ? "Asked the server to close." : "Asked the server to start.");
  });
  door.classList.add("course-strong");
  widget.actions.append(add, door);
  const summary = h("p.course-summary");
  const map = h("div.course-wiring");
  const panes = h("div.course-panes");
  const command = h("input.course-command", {
    readonly: "readonly",
    type: "text",
    "aria-label": "What to type in a terminal to join this room",
  });
  command.onfocus = () => command.select();
  const terminal = h("label.course-terminal", {}, h("span", {}, "Join from a terminal:"), command);
  widget.body.append(summary, map, panes, terminal);
  widget.begin();
  return () => widget.end();

  function paint(frame, alive) {
    usable = alive;
    write(summary, frame.summary);
    if (map.dataset.drawn !== frame.map) {
      map.dataset.drawn = frame.map;
      map.innerHTML = frame.map; // made by Python, every name escaped there
    }
    write(door, frame.open ? "Close the room" : "Open the room");
    door.enable(usable);
    add.enable(usable && frame.open && frame.room_left);
    keyed(panes, frame.panes, make, update);
    terminal.hidden = !frame.open;
    if (command.value !== frame.command) command.value = frame.command;
  }

  function make(pane) {
    const name = pane.name;
    const node = h("section.course-pane", { "aria-label": `Client ${name}` });
    const log = h("ul.course-talk", { tabIndex: 0, "aria-label": `What ${name} hears` });
    const line = h("input.course-utter", {
      type: "text",
      maxlength: "1000",
      autocomplete: "off",
      "aria-label": `Say something as ${name}`,
      placeholder: `${name} says…`,
    });
    const say = () => {
      if (!usable) return widget.say("No kernel answers, so nothing can be said from here.");
      if (!line.value.trim()) return;
      widget.send({ do: "say", name, text: line.value });
      line.value = "";
    };
    line.onkeydown = (event) => {
      event.stopPropagation();
      if (event.key === "Enter" && !event.isComposing) say();
    };
    const ask = (what, words) => () => {
      widget.send({ do: what, name });
      widget.say(words);
    };
    node.parts = {
      title: h("span.course-name", {}, name),
      state: h("span.course-pid"),
      log,
      line,
      say: button("Say", say, { "aria-label": `Say it as ${name}` }),
      leave: button("Leave", ask("leave", `${name} leaves.`), { "aria-label": `${name} leaves` }),
      crash: button("Crash", ask("crash", `${name} crashes.`), { "aria-label": `${name} crashes` }),
      kill: button("Kill handler", ask("kill", `The handler of ${name} is killed.`), {
        "aria-label": `Kill the handler of ${name}`,
      }),
      back: button("Connect", ask("connect", `${name} connects.`), {
        "aria-label": `Connect ${name}`,
      }),
    };
    const { title, state, say: speak, leave, crash, kill, back } = node.parts;
    node.append(
      h("div.course-pane-head", {}, title, state),
      log,
      h("div.course-saying", {}, line, speak),
      h("div.course-ways", {}, leave, crash, kill, back),
    );
    return node;
  }

  function update(node, pane) {
    const { state, log, line, say, leave, crash, kill, back } = node.parts;
    write(state, pane.served || pane.state);
    node.classList.toggle("course-away", !pane.connected);
    const here = usable && pane.connected;
    const bottom = log.scrollHeight - log.scrollTop - log.clientHeight < 30;
    keyed(log, pane.lines, () => h("li"), (item, one) => {
      item.className = one.mine ? "course-mine" : one.said ? "" : "course-notice";
      write(item, one.text);
    });
    if (bottom) log.scrollTop = log.scrollHeight;
    line.readOnly = !here;
    for (const one of [say, leave, crash, kill]) one.enable(here);
    back.enable(usable && !pane.connected && model.get("frame").open);
  }
}

export default { render };
