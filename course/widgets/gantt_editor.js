// Change the workload: a scene, a seed, a table, bars to drag, a text to share. Python checks it.

function ganttEditor({ ask }) {
  const scene = h("select.course-rate", { "aria-label": "Scene" });
  const seed = h("input.gantt-number", { type: "number", value: 1, min: 0, "aria-label": "Seed" });
  const drawOne = button("Draw random jobs", () => ask({ do: "seed", seed: Math.trunc(Number(seed.value)) || 0 }));
  const body = h("tbody");
  const add = button("Add a job", addRow);
  const strip = s("svg", { class: "gantt-strip", role: "group", "aria-label": "Arrivals. Drag a bar, or move it with left and right; up and down go to another job." });
  const text = h("textarea.gantt-text", { rows: 2, "aria-label": "The workload as text", spellcheck: "false", "data-lm-suppress-shortcuts": "true" });
  const copy = button("Copy", copyText);
  const use = button("Use this text", () => ask({ do: "text", text: text.value }));
  const table = h(
    "table.gantt-jobs",
    {},
    h("thead", {}, h("tr", {}, ...["job", "arrival", "CPU burst", ""].map((word) => h("th", { scope: "col" }, word)))),
    body,
  );
  const node = h(
    "div.gantt-editor",
    {},
    h("div.gantt-tools", {}, h("label", {}, "Scene ", scene), h("label", {}, "Seed ", seed), drawOne),
    h("div.gantt-two", {}, h("div.gantt-scroll", {}, table), h("div.gantt-scroll", {}, strip)),
    h("div.gantt-tools", {}, add, h("span.course-hint", {}, "A burst may be CPU-I/O-CPU: 1-5-1.")),
    h("div.gantt-tools", {}, text, copy, use),
  );
  let frame = null;
  let view = "";
  scene.onchange = () => scene.value && ask({ do: "preset", name: scene.value });
  text.onkeydown = (event) => {
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      use.click();
    }
  };

  function rows() {
    return [...body.children].map((row) => {
      const [name, arrival, bursts] = [...row.querySelectorAll("input")].map((input) => input.value);
      return { name, arrival, bursts, priority: Number(row.dataset.priority) || 0 };
    });
  }

  function send() {
    ask({ do: "jobs", rows: rows() });
  }

  function addRow() {
    const names = new Set(frame.jobs.map((job) => job.name));
    const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    let name = [...letters].find((letter) => !names.has(letter));
    for (let i = 1; !name; i += 1) if (!names.has(`P${i}`)) name = `P${i}`;
    ask({ do: "jobs", rows: [...rows(), { name, arrival: 0, bursts: "3", priority: 0 }] });
  }

  async function copyText() {
    try {
      await navigator.clipboard.writeText(text.value);
      write(copy, "Copied");
    } catch {
      text.focus();
      text.select();
      write(copy, "Press Ctrl+C");
    }
    setTimeout(() => write(copy, "Copy"), 2000);
  }

  function show(given, viewName) {
    if (frame === given) return;
    const fresh = !frame || frame.round !== given.round || !given.error;
    frame = given;
    view = viewName;
    if (!scene.children.length)
      scene.append(h("option", { value: "" }, "choose…"), ...frame.presets.map((name) => h("option", { value: name }, name)));
    if (!fresh) return; // after an error what was typed stays, to be repaired
    text.value = frame.text;
    scene.value = frame.preset;
    keyed(body, frame.jobs.map((job, at) => ({ ...job, key: String(at) })), makeRow, (row, job) => {
      row.dataset.priority = job.priority;
      const inputs = row.querySelectorAll("input");
      [job.name, timeText(job.arrival), job.bursts].forEach((value, i) => (inputs[i].value = value));
      row.querySelector("button").setAttribute("aria-label", `Remove ${job.name}`);
      const [fill] = frame.colours[Number(job.key) % frame.colours.length];
      row.style.setProperty("--job", fill);
    });
    drawStrip();
  }

  function makeRow(job) {
    const field = (label) => h("td", {}, h("input.gantt-field", { "aria-label": `${label} of job ${Number(job.key) + 1}`, onchange: send }));
    const remove = button("✕", () => ask({ do: "jobs", rows: rows().filter((_, at) => at !== Number(job.key)) }));
    return h("tr", {}, field("Name"), field("Arrival"), field("CPU burst"), h("td", {}, remove));
  }

  function drawStrip() {
    const { jobs } = frame;
    const last = Math.max(...jobs.map((job) => job.arrival + job.cpu)) * 1.1 || 1;
    const high = Math.max(8, Math.min(26, 320 / jobs.length));
    const width = 440;
    const left = 4;
    const scale = (width - left - 6) / last;
    strip.setAttribute("viewBox", `0 0 ${width} ${jobs.length * high + 18}`);
    strip.innerHTML =
      patternDefs(`${view}s`) +
      roundSteps(0, last, 8)
        .map((time) => `<path class="gantt-line" d="M${left + time * scale} 0V${jobs.length * high}"/><text class="gantt-tick" x="${left + time * scale}" y="${jobs.length * high + 13}" text-anchor="middle">${timeText(time)}</text>`)
        .join("") +
      jobs
        .map((job, at) => {
          const x = left + job.arrival * scale;
          const label = `Arrival of ${job.name}`;
          return `<g class="gantt-grip" tabindex="${at === Math.min(focused, jobs.length - 1) ? 0 : -1}" role="slider" data-lm-suppress-shortcuts="true" data-at="${at}" aria-label="${escapeText(label)}" aria-valuemin="0" aria-valuenow="${job.arrival}">${jobBox(`${view}s`, frame, at, x, at * high + 1.5, Math.max(job.cpu * scale, 5), high - 3, Math.min(12, high - 6))}</g>`;
        })
        .join("");
    strip.scaleOf = scale;
    strip.wide = width;
  }

  function place(at, arrival) {
    const input = body.children[at]?.querySelectorAll("input")[1];
    const value = Math.max(0, arrival);
    if (!input || input.value === timeText(value)) return;
    input.value = timeText(value);
    focused = at;
    send();
  }

  // One stop for Tab; the arrow keys go from bar to bar.
  function focusGrip(at) {
    const grips = [...strip.querySelectorAll(".gantt-grip")];
    if (!grips[at]) return;
    grips.forEach((grip, each) => grip.setAttribute("tabindex", each === at ? "0" : "-1"));
    focused = at;
    grips[at].focus();
  }

  let focused = 0;
  strip.onkeydown = (event) => {
    const grip = event.target.closest(".gantt-grip");
    if (!grip) return;
    const at = Number(grip.dataset.at);
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: frame.jobs.length - 1 }[event.key];
    if (by) place(at, Number(rows()[at].arrival) + by * unit());
    else if (to !== undefined) focusGrip(to);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  strip.onpointerdown = (event) => {
    const grip = event.target.closest(".gantt-grip");
    if (!grip) return;
    const at = Number(grip.dataset.at);
    const began = event.clientX;
    const arrival = frame.jobs[at].arrival;
    const perPixel = strip.wide / strip.getBoundingClientRect().width / strip.scaleOf;
    let to = arrival;
    strip.setPointerCapture(event.pointerId);
    strip.onpointermove = (move) => {
      to = Math.max(0, Math.round((arrival + (move.clientX - began) * perPixel) / unit()) * unit());
      grip.style.transform = `translate(${(to - arrival) * strip.scaleOf}px)`;
    };
    strip.onpointerup = strip.onpointercancel = () => {
      strip.onpointermove = strip.onpointerup = strip.onpointercancel = null;
      place(at, to);
    };
  };

  // Bars snap to whole units, or to finer ones where the workload is finer.
  function unit() {
    const longest = Math.max(...frame.jobs.map((job) => job.cpu));
    return longest > 3 ? 1 : 0.1;
  }

  return {
    node,
    show(given, viewName) {
      const inStrip = strip.contains(document.activeElement);
      show(given, viewName);
      if (inStrip) focusGrip(Math.min(focused, given.jobs.length - 1));
    },
  };
}
