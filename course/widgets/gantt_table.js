// The table of metrics: of the whole run, or up to the time that the chart shows.

const COLUMNS = [
  ["finished", "finished", String, 0],
  ["turnaround", "mean turnaround", meanText, -1],
  ["waiting", "mean waiting", meanText, -1],
  ["response", "mean response", meanText, -1],
  ["switches", "switches", String, -1],
  ["utilisation", "CPU in use", shareText, 1],
];

function ganttTable() {
  const body = h("tbody");
  const heads = COLUMNS.map(([, title]) => h("th", { scope: "col" }, title));
  const caption = h("caption");
  const table = h("table.gantt-table", {}, caption, h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "policy"), ...heads)), body);
  const node = h("div.gantt-wide", {}, table);

  function show(frame, tapes, time) {
    const values = tapes.map((tape) => metricsAt(tape, frame.jobs, time));
    const over = tapes.every((tape) => time >= tape.last);
    write(caption, over ? "The whole run" : `Up to t = ${timeText(Math.round(time * 100) / 100)}: turnaround and waiting of the jobs that finished, response of those that began`);
    if (body.children.length !== tapes.length)
      body.replaceChildren(...tapes.map(() => h("tr", {}, h("th", { scope: "row" }), ...COLUMNS.map(() => h("td")))));
    COLUMNS.forEach(([key, , text, sign], column) => {
      const numbers = values.map((each) => each[key]);
      const known = numbers.filter((value) => value !== null);
      const best = sign > 0 ? Math.max(...known) : Math.min(...known);
      const most = sign ? Math.max(...known, 1e-9) : frame.jobs.length;
      const differ = new Set(known.map((value) => text(value))).size > 1;
      numbers.forEach((value, row) => {
        const cell = body.children[row].children[column + 1];
        write(cell, text(value));
        cell.style.setProperty("--share", value === null ? "0%" : `${((100 * value) / most).toFixed(1)}%`);
        cell.classList.toggle("gantt-best", sign && over && differ && text(value) === text(best));
      });
    });
    tapes.forEach((tape, row) => write(body.children[row].children[0], tape.label));
  }

  return { node, show };
}
