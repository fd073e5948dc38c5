// Left the program, which does not change; right the processes that run it, which do.

function render({ model, el }) {
  const name = h("span.course-name");
  const facts = h("dl.course-facts");
  const code = h("code");
  const verdict = h("p.course-verdict");
  const sheet = h("pre", { tabIndex: 0, "aria-label": "Text of the program" }, code);
  const program = h(
    "div.course-program",
    {},
    h("h4", {}, "Program, on disk"),
    h("div.course-sheet", {}, name, facts, sheet, verdict),
  );
  const fan = s("svg", { class: "course-fan", preserveAspectRatio: "none", "aria-hidden": "true" });
  const list = h("ul.course-runs", { "aria-label": "Processes" });
  const none = h("p.course-none", {}, "No process yet: a program by itself does nothing.");
  const heading = h("h4", {}, "Processes, in memory");
  const right = h("div.course-right", {}, heading, none, list);
  const widget = live(model, el, { title: "One program, many processes", paint });
  const more = button("Start one more", () => {
    widget.send({ do: "start" });
    widget.say("Asked for one more process.");
  });
  more.classList.add("course-strong");
  const all = button("Stop them all", () => {
    widget.send({ do: "stop all" });
    widget.say("Asked all processes to stop.");
  });
  widget.actions.append(more, all);
  const summary = h("p.course-summary");
  widget.body.append(summary, h("div.course-stage", {}, program, fan, right));
  const watch = new ResizeObserver(connect);
  watch.observe(list);
  watch.observe(program);
  widget.begin();
  return () => {
    watch.disconnect();
    widget.end();
  };

  function paint(frame, usable) {
    const { program: text, rows } = frame;
    write(summary, frame.summary);
    write(name, text.name);
    const told = [
      { key: "size", value: `${text.lines} lines, ${text.size}` },
      { key: "hash", value: text.hash },
    ];
    keyed(facts, told, makeFact, (node, fact) => write(node.lastChild, fact.value));
    write(code, text.text);
    write(
      verdict,
      text.unchanged ? "✓ unchanged: the same hash as at the start" : "The text on disk was changed.",
    );
    none.hidden = rows.length > 0;
    keyed(list, rows, makeRun, updateRun);
    more.enable(usable && frame.running < frame.most);
    all.enable(usable && frame.running > 0);
    connect();
  }

  function makeFact(fact) {
    return h("div", {}, h("dt", {}, fact.key), h("dd"));
  }

  function makeRun(row) {
    const node = h("li.course-run");
    node.chip = chip();
    node.says = h("p.course-says");
    const title = h("span.course-name", {}, `Process ${row.number}`);
    const pid = h("span.course-pid", {}, `pid ${row.pid}`);
    node.append(
      h("div.course-line", {}, title, pid, node.chip),
      h("div.course-line", {}, h("span.course-data", {}, `data ${row.data}`), node.says),
    );
    return node;
  }

  function updateRun(node, row) {
    node.chip.show(row.state, row.colour);
    node.style.setProperty("--state", row.colour);
    node.classList.toggle("course-gone", !row.running);
    if (node.says.textContent !== row.says) {
      node.says.textContent = row.says;
      flash(node.says);
    }
  }

  // Draw a line from the program to each of its processes.
  function connect() {
    const area = fan.getBoundingClientRect();
    if (!area.width || !area.height) return;
    fan.setAttribute("viewBox", `0 0 ${area.width} ${area.height}`);
    const page = program.lastChild.getBoundingClientRect();
    const from = page.top + page.height / 2 - area.top;
    const lines = [...list.children].map((node) => {
      const run = node.getBoundingClientRect();
      const to = run.top + run.height / 2 - area.top;
      const bend = area.width / 2;
      const gone = node.classList.contains("course-gone");
      return s("path", {
        d: `M0 ${from}C${bend} ${from} ${bend} ${to} ${area.width} ${to}`,
        "stroke-dasharray": gone ? "3 5" : "none",
      });
    });
    fan.replaceChildren(...lines);
  }
}

export default { render };
