// Response against overhead: what a shorter quantum gives, and what it costs.

const CURVE = { width: 826, height: 190, left: 64, right: 64, top: 22, bottom: 40 };

function ganttCurve({ onquantum }) {
  const svg = s("svg", { class: "gantt-curve", role: "img", viewBox: `0 0 ${CURVE.width} ${CURVE.height}` });
  const words = h("p.course-hint");
  const node = h("div", {}, svg, words);
  let places = [];
  svg.onclick = (event) => {
    const box = svg.getBoundingClientRect();
    const x = ((event.clientX - box.left) * CURVE.width) / box.width;
    const near = places.reduce((best, each, at) => (Math.abs(each - x) < Math.abs(places[best] - x) ? at : best), 0);
    if (places.length) onquantum(near);
  };

  function show(frame, at) {
    const points = frame.curve[at.cost];
    const { width, height, left, right, top, bottom } = CURVE;
    const most = Math.max(...points.map((point) => point[0]), 1e-9) * 1.05;
    const share = Math.max(0.1, ...points.map((point) => point[1])) * 1.05;
    const down = height - bottom;
    places = points.map((_, i) => left + ((i + 0.5) * (width - left - right)) / points.length);
    const y = [(v) => down - (v / most) * (down - top), (v) => down - (v / share) * (down - top)];
    const line = (column) => points.map((point, i) => `${i ? "L" : "M"}${places[i].toFixed(1)} ${y[column](point[column]).toFixed(1)}`).join("");
    const dots = points
      .map((point, i) => {
        const big = i === at.quantum;
        const [cx, a, b] = [places[i], y[0](point[0]), y[1](point[1])].map((value) => value.toFixed(1));
        const size = big ? 6.5 : 3.5;
        return `<circle class="gantt-response" cx="${cx}" cy="${a}" r="${size}"/><path class="gantt-overhead" d="M${cx} ${b - size}l${size} ${size}l-${size} ${size}l-${size} -${size}z"/>`;
      })
      .join("");
    const here = places[at.quantum].toFixed(1);
    const ticks = points
      .map((_, i) => `<text class="gantt-tick${i === at.quantum ? " gantt-here" : ""}" x="${places[i].toFixed(1)}" y="${down + 16}" text-anchor="middle">${frame.quanta[i].text}</text>`)
      .join("");
    const sides =
      roundSteps(0, most, 4).map((v) => `<path class="gantt-line" d="M${left} ${y[0](v).toFixed(1)}H${width - right}"/><text class="gantt-tick" x="${left - 8}" y="${(y[0](v) + 4).toFixed(1)}" text-anchor="end">${timeText(v)}</text>`).join("") +
      roundSteps(0, share, 4).map((v) => `<text class="gantt-tick" x="${width - right + 8}" y="${(y[1](v) + 4).toFixed(1)}">${Math.round(v * 1000) / 10} %</text>`).join("");
    svg.innerHTML =
      `${sides}<path class="gantt-cursor" d="M${here} ${top - 4}V${down}"/>` +
      `<path class="gantt-response gantt-open" d="${line(0)}"/><path class="gantt-overhead gantt-open" stroke-dasharray="6 4" d="${line(1)}"/>${dots}${ticks}` +
      `<text class="gantt-detail" x="0" y="12">● mean response</text>` +
      `<text class="gantt-detail" x="${width}" y="12" text-anchor="end">◆ share of time spent switching</text>` +
      `<text class="gantt-detail" x="${width / 2}" y="${height - 6}" text-anchor="middle">${frame.slider.toLowerCase()}</text>`;
    const [response, overhead] = points[at.quantum];
    const sentence = `${frame.slider} ${frame.quanta[at.quantum].text}: mean response ${meanText(response)}, ${shareText(overhead)} of the time spent switching.`;
    svg.setAttribute("aria-label", sentence);
    write(words, at.cost === 0 && frame.costs[0].value === 0 ? `${sentence} Switching is free here: raise the switch cost.` : sentence);
  }

  return { node, show };
}
