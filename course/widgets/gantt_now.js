// Who is where at this moment: the CPU, the ready queues (lanes), the devices, the end.

const NOW = { label: 132, cpu: 132, lane: 218, blocked: 610, done: 706, chip: 52, high: 22, step: 28, most: 7, heap: 6 };

function ganttNow(view) {
  const svg = s("svg", { class: "gantt-now", role: "img", "aria-label": "Who is where now" });
  let tapes = [];
  let chips = [];
  let labels = [];
  let drawn = null;

  function show(frame, given) {
    const blocks = frame.jobs.some((job) => String(job.bursts).includes("-"));
    const same = frame === drawn && given.every((tape, at) => tape.levels === tapes[at].levels);
    tapes = given;
    if (same) return; // the chips are there; setTime moves them
    drawn = frame;
    const parts = [patternDefs(`${view}n`)];
    let y = 20;
    parts.push(heading(NOW.cpu, "CPU"), heading(NOW.lane, "ready queue, first in line at the left"));
    if (blocks) parts.push(heading(NOW.blocked, "blocked"));
    parts.push(heading(NOW.done, "finished"));
    const tops = tapes.map((tape) => {
      const top = y;
      y += tape.levels * NOW.step + 8;
      return top;
    });
    tapes.forEach((tape, at) => {
      const top = tops[at];
      parts.push(`<text class="gantt-policy gantt-small" x="0" y="${top + 16}">${escapeText(tape.label.split(", ").slice(0, 1).join(""))}</text>`);
      parts.push(`<rect class="gantt-slot" x="${NOW.cpu}" y="${top - 1}" width="${NOW.chip + 8}" height="${NOW.high + 4}" rx="6"/>`);
      for (let level = 0; level < tape.levels; level += 1) {
        const lane = top + level * NOW.step;
        parts.push(`<path class="gantt-lane" d="M${NOW.lane} ${lane + NOW.high + 2}H${blocks ? NOW.blocked - 14 : NOW.done - 14}"/>`);
        if (tape.levels > 1) parts.push(`<text class="gantt-detail" x="${NOW.lane - 20}" y="${lane + 16}">Q${level + 1}</text>`);
      }
      parts.push(`<text class="gantt-detail gantt-plus" x="${NOW.blocked - 20}" y="${top + 16}" text-anchor="end"></text>`);
    });
    svg.setAttribute("viewBox", `0 0 ${CHART.width} ${y}`);
    svg.innerHTML = parts.join("");
    labels = [...svg.querySelectorAll(".gantt-plus")];
    chips = tapes.map((tape, at) => {
      const row = frame.jobs.map((_, job) => {
        const chip = s("g", { class: "gantt-chip" });
        chip.innerHTML = jobBox(`${view}n`, frame, job, 0, 0, NOW.chip, NOW.high, 12);
        put(chip, NOW.done - 40, tops[at], 0);
        return chip;
      });
      const ends = (job) => tape.rows[job][0];
      svg.append(...frame.jobs.map((_, job) => job).sort((a, b) => ends(a) - ends(b)).map((job) => row[job]));
      return row;
    });
    tops.forEach((top, at) => (chips[at].top = top));
  }

  function heading(x, words) {
    return `<text class="gantt-detail" x="${x}" y="11">${words}</text>`;
  }

  function put(chip, x, y, opacity) {
    const to = `translate(${x}px, ${y}px)`;
    if (chip.style.transform !== to) chip.style.transform = to;
    if (chip.style.opacity !== String(opacity)) chip.style.opacity = opacity;
  }

  function setTime(time) {
    tapes.forEach((tape, at) => {
      const places = placesAt(tape, time);
      const { top } = chips[at];
      const seen = new Set();
      const line = (jobs, x, y, step, most) =>
        jobs.forEach((job, rank) => {
          seen.add(job);
          put(chips[at][job], x + Math.min(rank, most) * step, y, rank < most ? 1 : 0);
        });
      line(places.cpu, NOW.cpu + 4, top + 1, 0, 1);
      places.lanes.forEach((lane, level) => line(lane, NOW.lane, top + level * NOW.step, NOW.chip + 3, NOW.most));
      line(places.blocked, NOW.blocked, top, 10, 4);
      const { finished } = places; // a heap: the last ones are seen
      const heap = finished.slice(-NOW.heap);
      line(heap, NOW.done, top, 66 / NOW.heap, NOW.heap);
      finished.slice(0, -NOW.heap).forEach((job) => {
        seen.add(job);
        put(chips[at][job], NOW.done, top, 0);
      });
      chips[at].forEach((chip, job) => {
        if (!seen.has(job)) put(chip, NOW.lane + NOW.most * (NOW.chip + 3), top, 0);
      });
      const hidden = places.lanes.reduce((sum, lane) => sum + Math.max(0, lane.length - NOW.most), 0);
      write(labels[at], hidden ? `+${hidden}` : "");
    });
  }

  return { svg, show, setTime };
}
