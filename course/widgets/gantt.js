// Puts the parts of the chart together. What moves fast (time, sliders) stays on the page.

function render({ model, el }) {
  let frame = model.get("frame");
  let at = { ...frame.at };
  let tapes = [];
  let alive = false;
  let number = Date.now();
  let waiting = null;
  let resting = null;
  let drawing = 0;
  let chosen = null; // {row, at} of the bar whose reason is shown

  const chart = ganttChart({ onselect: explain, ontime: (time) => player.go(time, true) });
  const player = ganttPlayer({ ontime });
  const now = ganttNow(chart.view);
  const curve = ganttCurve({ onquantum: (place) => slide({ quantum: place }) });
  const editor = ganttEditor({ ask });
  const predict = ganttPredict({ ask, onreveal: unlock });
  const quantum = slider(frame.slider, "quantum");
  const cost = slider("Switch cost", "cost");
  const why = h("p.gantt-why");
  const table = ganttTable();
  const rules = h("ul.gantt-rules");
  const error = h("p.gantt-error", { role: "alert" });
  const voice = h("div.course-spoken", { "aria-live": "polite", role: "status" });
  const status = h("p.course-status");
  const svgButton = button("Save SVG", () => saveSvg(chart.svg));
  const pngButton = button("Save PNG", () => savePng(chart.svg).catch(() => say("The picture could not be made here.")));
  const curveBox = fold("Response against overhead: what a quantum costs", curve.node);
  const reveal = h(
    "div.gantt-reveal",
    {},
    h("div.gantt-tools", {}, quantum.node, cost.node),
    chart.svg,
    player.node,
    why,
    now.svg,
    table.node,
    curveBox,
  );
  const editBox = fold("Change the workload", editor.node);
  const root = h(
    "section.course-widget.gantt",
    { "aria-label": "Gantt chart", "data-lm-suppress-shortcuts": "true" },
    h("header.course-head", {}, h("h3.course-title", {}, "Gantt chart"), h("div.course-actions", {}, svgButton, pngButton)),
    predict.form,
    reveal,
    fold("The rules for ties", rules),
    error,
    editBox,
    h("footer.course-foot", {}, status),
    voice,
  );
  el.append(root);

  function fold(title, inside) {
    return h("details.gantt-fold", {}, h("summary", { "data-lm-suppress-shortcuts": "true" }, title), inside);
  }

  function slider(label, key) {
    const range = h("input.gantt-range", { type: "range", min: 0, step: 1, "aria-label": label });
    const value = h("output.gantt-value", { "aria-hidden": "true" });
    range.oninput = () => slide({ [key]: Number(range.value) });
    const node = h("label.gantt-slider", {}, h("span", {}, label), range, value);
    return {
      node,
      show(steps, place) {
        node.hidden = steps.length < 2;
        range.max = String(Math.max(0, steps.length - 1));
        range.value = String(place);
        const text = steps[place]?.text ?? "";
        range.setAttribute("aria-valuetext", text);
        write(value, text);
      },
    };
  }

  // --- sliders: all tapes are here already, so the picture follows at once ------------------
  function tapeAt(policy) {
    const row = frame.grid[policy][at.cost];
    return frame.tapes[row[policy === frame.sliding ? at.quantum : 0]];
  }

  function slide(change) {
    at = { ...at, ...change };
    draw();
    clearTimeout(resting);
    resting = setTimeout(rest, 350);
  }

  // When the sliders rest, Python learns of it, and adds what is not there: reasons, other places.
  function rest() {
    if (!alive) return;
    ask({ do: "rest", quantum: frame.quanta[at.quantum]?.text ?? "", cost: frame.costs[at.cost].text });
  }

  function draw() {
    const found = frame.grid.map((_, policy) => tapeAt(policy));
    const missing = found.includes(undefined);
    root.dataset.missing = missing ? "yes" : "no";
    if (!missing) tapes = found;
    quantum.show(frame.quanta, at.quantum);
    cost.show(frame.costs, at.cost);
    curveBox.hidden = !frame.quanta.length;
    if (missing) return showStatus();
    drawing += 1;
    chart.show(frame, tapes);
    now.show(frame, tapes);
    player.show(tapes);
    if (curveBox.open && frame.quanta.length) curve.show(frame, at);
    if (chosen) explain(tapes[chosen.row], chosen.at, chosen.row, true);
    showStatus();
  }
  curveBox.ontoggle = () => curveBox.open && frame.quanta.length && curve.show(frame, at);

  // --- time ---------------------------------------------------------------------------------
  function ontime(time, settled, finished) {
    chart.setTime(time);
    now.setTime(time);
    table.show(frame, tapes, time);
    if (finished) say(frame.summary);
    else if (settled) say(`t = ${timeText(time)}. ${tapes.map((tape) => sentenceAt(tape, time)).join(" ")}`);
  }

  function sentenceAt(tape, time) {
    const places = placesAt(tape, time);
    const names = (jobs) => jobs.slice(0, 6).map((job) => frame.jobs[job].name).join(", ") + (jobs.length > 6 ? " and more" : "");
    const ready = places.lanes.flat();
    return `${tape.label}: ${places.cpu.length ? `${names(places.cpu)} has the CPU` : "the CPU is idle"}${ready.length ? `, ready: ${names(ready)}` : ""}.`;
  }

  // --- reasons ------------------------------------------------------------------------------
  function explain(tape, place, row, quiet) {
    const slice = tape.slices[place];
    if (!slice) {
      chosen = null;
      return write(why, "Click a bar, or move to it with the arrow keys: why this process now?");
    }
    chosen = { row, at: place };
    const { name } = frame.jobs[slice[0]];
    const facts = `${tape.label}: ${name} runs from ${timeText(slice[START])} to ${timeText(slice[END])} (${frame.endings[slice[ENDING]]}).`;
    const reason = tape.why?.[place] ?? (alive ? "Asking for the reason…" : "The reason for this position of the sliders needs a kernel: run the cell.");
    if (!tape.why && alive && !quiet) rest();
    why.replaceChildren(h("strong", {}, "Why now? "), reason, h("span.gantt-facts", {}, ` ${facts}`));
    if (!quiet) say(`${reason} ${facts}`);
  }

  // --- Python -------------------------------------------------------------------------------
  function ask(request) {
    number += 1;
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      alive = false;
      if (!["rest", "hello"].includes(request.do))
        write(error, "No kernel answers, so the workload cannot be changed. Run the cell again, then edit.");
      showStatus();
    }, 6000);
    try {
      Promise.resolve(model.send({ ...request, number })).catch(() => {});
    } catch {
      // no kernel: the message above says so
    }
  }

  function hear() {
    heard();
    const old = frame;
    frame = model.get("frame");
    if (frame.round !== old.round) at = { ...frame.at };
    else {
      const place = (steps, before, now, home) => {
        const found = steps.findIndex((step) => step.text === before[now]?.text);
        return found < 0 ? home : found;
      };
      at.quantum = place(frame.quanta, old.quanta, at.quantum, frame.at.quantum);
      at.cost = place(frame.costs, old.costs, at.cost, frame.at.cost);
    }
    write(error, frame.error ? `${frame.error[0].toUpperCase()}${frame.error.slice(1)}.` : "");
    if (frame.round === old.round) return show();
    chosen = null;
    show();
    player.go(Infinity, true);
    say(predict.locked() ? frame.question : frame.summary);
  }

  function heard() {
    alive = true;
    clearTimeout(waiting);
    showStatus();
  }

  function showStatus() {
    root.dataset.live = alive ? "yes" : "no";
    const missing = root.dataset.missing === "yes";
    write(
      status,
      alive
        ? missing
          ? "Working out this position of the sliders…"
          : "Live: what you change here is worked out by the simulators of this course."
        : missing
          ? "This position of the sliders needs a kernel; run the cell."
          : "No kernel answers: everything but the workload can still be changed.",
    );
  }

  function unlock() {
    lock();
    player.go(Infinity, true);
    say(frame.summary);
  }

  function lock() {
    const hidden = predict.locked();
    reveal.hidden = hidden;
    svgButton.hidden = pngButton.hidden = hidden;
    if (frame.predict) editBox.open = editBox.open || hidden;
  }

  function say(sentence) {
    write(voice, sentence);
  }

  function show() {
    rules.replaceChildren(...frame.rules.map((rule, row) => h("li", {}, h("strong", {}, `${tapeAt(row)?.label ?? ""}. `), rule)));
    predict.show(frame, frame.grid.map((_, policy) => tapeAt(policy)));
    lock();
    draw();
    if (!chosen) explain(tapes[0], -1);
    editor.show(frame, chart.view);
  }

  model.on("change:frame", hear);
  model.on("msg:custom", heard);
  root.drawings = () => drawing; // for those who measure
  show();
  player.go(Infinity, false);
  ask({ do: "hello" });
  clearTimeout(waiting);
  return () => {
    player.stop();
    clearTimeout(waiting);
    clearTimeout(resting);
    model.off("change:frame", hear);
    model.off("msg:custom", heard);
  };
}

export default { render };
