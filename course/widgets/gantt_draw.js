// The chart: for each policy a row of bars and under it who was waiting, first in line on top.

const CHART = { width: 826, left: 132, right: 12, top: 6, bar: 36, cell: 7, depth: 6, gap: 26 };
let ganttViews = 0;

// Colour and pattern of a job: neighbours differ in both.
const PATTERNS = [
  "",
  '<path d="M-2 2L2-2M0 8L8 0M6 10L10 6" stroke-width="1.6"/>',
  '<circle cx="2" cy="2" r="1.3"/><circle cx="6" cy="6" r="1.3"/>',
  '<path d="M2 0V8M6 0V8" stroke-width="1.2"/>',
];

function patternDefs(view) {
  const one = (ink, name) =>
    PATTERNS.slice(1).map(
      (shape, at) =>
        `<pattern id="${view}-${name}${at + 1}" width="8" height="8" patternUnits="userSpaceOnUse">` +
        `<g fill="${ink}" stroke="${ink}" opacity="0.2">${shape.replaceAll("<circle", '<circle stroke="none"')}</g></pattern>`,
    );
  const hatch = `<pattern id="${view}-switch" width="5" height="5" patternUnits="userSpaceOnUse"><path d="M-1 1L1-1M0 5L5 0M4 6L6 4" class="gantt-hatch"/></pattern>`;
  return `<defs>${one("#000", "k").join("")}${one("#fff", "w").join("")}${hatch}</defs>`;
}

function patternOf(view, ink, job) {
  const kind = (job + Math.floor(job / 8)) % 4;
  return kind ? `url(#${view}-${ink === "#fff" ? "w" : "k"}${kind})` : "";
}

// What fits of a name: "short 12" and "short 3" must not both become "shor…".
function shortName(name, room) {
  const number = name.match(/\d+$/)?.[0];
  if (number) return number.length < room ? name[0] + number : "";
  return room >= 4 ? `${name.slice(0, room - 1)}…` : "";
}

// A box in a job's colour and pattern, with its name where it fits.
function jobBox(view, frame, job, x, y, width, height, size = 13, lift = 0) {
  const [fill, ink] = frame.colours[job % frame.colours.length];
  const place = `x="${x.toFixed(2)}" y="${y}" width="${Math.max(width, 0.6).toFixed(2)}" height="${height}" rx="${Math.min(4, width / 3).toFixed(1)}"`;
  if (width < 6) return `<rect ${place} fill="${fill}"/>`; // no room for anything else
  const pattern = patternOf(view, ink, job);
  const { name } = frame.jobs[job];
  if (name.length * 0.62 * size > width - 3) size = Math.max(9, size - 3);
  const room = Math.floor((width - 2) / (size * 0.62));
  const label = name.length <= room ? name : shortName(name, room);
  return (
    `<rect class="gantt-box" ${place} fill="${fill}"/>` +
    (pattern ? `<rect ${place} fill="${pattern}" pointer-events="none"/>` : "") +
    (label
      ? `<text class="gantt-label" x="${(x + width / 2).toFixed(2)}" y="${y + height / 2 + size * 0.35 - lift}" font-size="${size}" fill="${ink}" text-anchor="middle">${escapeText(label)}</text>`
      : "")
  );
}

function ganttChart({ onselect, ontime }) {
  const view = `gantt${(ganttViews += 1)}-${Math.random().toString(36).slice(2, 6)}`;
  const rowsNode = s("g");
  const axis = s("g", { "aria-hidden": "true" });
  const veil = s("rect", { class: "gantt-veil", y: 0 });
  const cursor = s("path", { class: "gantt-cursor" });
  const svg = s("svg", { class: "gantt-chart", role: "group", "aria-label": "Gantt charts" });
  svg.innerHTML = patternDefs(view);
  svg.append(axis, rowsNode, veil, cursor);
  let shown = null; // {frame, tapes, first, last, scale, height}
  let selected = null; // {row, at}
  svg.onclick = (event) => {
    const bar = event.target.closest?.(".gantt-bar");
    if (bar) select(Number(bar.parentNode.dataset.row), Number(bar.dataset.at), true);
    else if (shown) {
      const box = svg.getBoundingClientRect();
      const x = ((event.clientX - box.left) * CHART.width) / box.width;
      if (x > CHART.left) ontime(Math.min(shown.last, Math.max(shown.first, (x - CHART.left) / shown.scale + shown.first)));
    }
  };
  svg.onkeydown = onkey;

  const xOf = (time) => CHART.left + (time - shown.first) * shown.scale;

  function show(frame, tapes) {
    const first = Math.min(...tapes.map((tape) => tape.first));
    const last = Math.max(...tapes.map((tape) => tape.last));
    const scale = (CHART.width - CHART.left - CHART.right) / (last - first);
    const same = shown && shown.frame === frame && shown.first === first && shown.last === last;
    const old = same ? shown.tapes : [];
    const depth = Math.min(frame.jobs.length - 1, CHART.depth);
    const row = CHART.bar + 4 + depth * CHART.cell + CHART.gap;
    const height = CHART.top + tapes.length * row + 6;
    shown = { frame, tapes, first, last, scale, height, row, depth };
    if (!same) drawFrame();
    tapes.forEach((tape, at) => {
      if (tape !== old[at]) drawRow(tape, at);
    });
    if (!selected || !tapes[selected.row] || !tapes[selected.row].slices[selected.at]) selected = null;
    mark();
  }

  function drawFrame() {
    const { tapes, first, last, height } = shown;
    svg.setAttribute("viewBox", `0 0 ${CHART.width} ${height + 14}`);
    rowsNode.replaceChildren(
      ...tapes.map((_, row) =>
        s("g", { class: "gantt-row", role: "listbox", tabindex: "0", "data-row": row, "data-lm-suppress-shortcuts": "true" }),
      ),
    );
    axis.innerHTML = roundSteps(first, last, 14)
      .map((time) => {
        const x = xOf(time).toFixed(2);
        return `<path class="gantt-line" d="M${x} 2V${height - 6}"/><text class="gantt-tick" x="${x}" y="${height + 9}" text-anchor="middle">${timeText(time)}</text>`;
      })
      .join("");
    veil.setAttribute("height", height - 4);
  }

  function drawRow(tape, at) {
    const { frame, scale, first, row, depth } = shown;
    const top = CHART.top + at * row;
    const [name, ...rest] = tape.label.split(", ");
    const details = rest.join(", ").split("; ").slice(0, 3);
    const parts = [
      `<text class="gantt-policy" x="0" y="${top + 16}">${escapeText(name)}</text>`,
      ...details.map((detail, line) => `<text class="gantt-detail" x="0" y="${top + 31 + 13 * line}">${escapeText(detail.length > 23 ? `${detail.slice(0, 22)}…` : detail)}</text>`),
      `<path class="gantt-base" d="M${CHART.left} ${top + CHART.bar}H${CHART.width - CHART.right}"/>`,
    ];
    tape.slices.forEach((slice, number) => {
      const [job, dispatched, start, end, level] = slice;
      const x = CHART.left + (start - first) * scale;
      const width = (end - start) * scale;
      if (start > dispatched) {
        const from = CHART.left + (dispatched - first) * scale;
        parts.push(`<rect class="gantt-switch" x="${from.toFixed(2)}" y="${top}" width="${Math.max(x - from, 0.6).toFixed(2)}" height="${CHART.bar}" fill="url(#${view}-switch)"/>`);
      }
      if (width <= 0) return;
      const queue = tape.levels > 1 && width > 22 ? `<text class="gantt-level" x="${(x + width / 2).toFixed(2)}" y="${top + CHART.bar - 5}" text-anchor="middle" fill="${frame.colours[job % frame.colours.length][1]}">Q${level + 1}</text>` : "";
      const words = `${frame.jobs[job].name}, ${timeText(start)} to ${timeText(end)}`;
      parts.push(
        `<g class="gantt-bar" id="${view}-${at}-${number}" role="option" aria-selected="false" data-at="${number}" aria-label="${escapeText(words)}">` +
          jobBox(view, frame, job, x, top, width, CHART.bar, 13, tape.levels > 1 ? 4 : 0) + queue + "</g>",
      );
    });
    parts.push(queueLane(tape, top + CHART.bar + 4, depth));
    const node = rowsNode.children[at];
    node.innerHTML = parts.join("");
    node.setAttribute("aria-label", `${tape.label}: ${tape.slices.length} turns`);
  }

  // One path for each job keeps a row of a thousand little boxes cheap.
  function queueLane(tape, top, depth) {
    const { frame, scale, first } = shown;
    const paths = new Map();
    for (const [from, to, waiting] of queueOverTime(tape)) {
      const x = (CHART.left + (from - first) * scale).toFixed(1);
      const width = ((to - from) * scale).toFixed(1);
      for (let rank = 0; rank < waiting.length; rank += 1) {
        const more = rank >= depth - 1 && waiting.length > depth;
        const job = more ? -1 : waiting[rank];
        const d = `M${x} ${top + Math.min(rank, depth - 1) * CHART.cell}h${width}v${CHART.cell - 1.5}h-${width}z`;
        if (paths.has(job)) paths.get(job).push(d);
        else paths.set(job, [d]);
        if (more) break;
      }
    }
    const crowded = tape.label.split("; ").length > 1; // the policy's own words need the room
    let lane = depth && !crowded ? `<text class="gantt-detail gantt-right" x="${CHART.left - 8}" y="${top + 7}" text-anchor="end">waiting</text>` : "";
    for (const [job, d] of paths) {
      const fill = job < 0 ? "" : ` fill="${frame.colours[job % frame.colours.length][0]}"`;
      lane += `<path class="${job < 0 ? "gantt-more" : "gantt-wait"}"${fill} d="${d.join("")}"/>`;
    }
    return lane;
  }

  function setTime(time) {
    if (!shown) return;
    const x = xOf(Math.min(time, shown.last));
    const over = time >= shown.last;
    veil.setAttribute("visibility", over ? "hidden" : "visible");
    veil.setAttribute("x", x.toFixed(2));
    veil.setAttribute("width", Math.max(0, CHART.width - x).toFixed(2));
    cursor.setAttribute("visibility", over ? "hidden" : "visible");
    cursor.setAttribute("d", `M${x.toFixed(2)} 0V${shown.height - 6}M${(x - 5).toFixed(2)} 0h10l-5 6z`);
  }

  function select(row, at, tell) {
    selected = { row, at };
    mark();
    rowsNode.children[row].focus({ preventScroll: true });
    if (tell) onselect(shown.tapes[row], at, row);
  }

  function mark() {
    for (const node of rowsNode.querySelectorAll('[aria-selected="true"]')) node.setAttribute("aria-selected", "false");
    if (!selected) return;
    const node = rowsNode.querySelector(`#${view}-${selected.row}-${selected.at}`);
    node?.setAttribute("aria-selected", "true");
    if (node) rowsNode.children[selected.row].setAttribute("aria-activedescendant", node.id);
  }

  function onkey(event) {
    const node = event.target.closest?.(".gantt-row");
    if (!node) return;
    const row = Number(node.dataset.row);
    const { slices } = shown.tapes[row];
    const here = selected?.row === row ? selected.at : -1;
    const drawn = (at) => slices[at] && slices[at][END] > slices[at][START];
    const move = (from, by) => {
      let at = from + by;
      while (slices[at] && !drawn(at)) at += by;
      if (slices[at]) select(row, at, true);
    };
    const actions = {
      ArrowRight: () => move(here, 1),
      ArrowLeft: () => move(here < 0 ? slices.length : here, -1),
      Home: () => move(-1, 1),
      End: () => move(slices.length, -1),
      ArrowDown: () => rowsNode.children[row + 1]?.focus(),
      ArrowUp: () => rowsNode.children[row - 1]?.focus(),
      Enter: () => (here < 0 ? move(-1, 1) : select(row, here, true)),
      " ": () => (here < 0 ? move(-1, 1) : select(row, here, true)),
    };
    if (!actions[event.key]) return;
    actions[event.key]();
    event.preventDefault();
    event.stopPropagation();
  }

  return { svg, view, show, setTime, selected: () => selected };
}
