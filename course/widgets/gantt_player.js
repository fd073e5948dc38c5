// Play, step and scrub. Time runs smoothly, or from instant to instant where less motion is wanted.

const SPEEDS = [["slow", 24], ["normal", 12], ["fast", 6], ["very fast", 3]]; // seconds for the whole run

function ganttPlayer({ ontime }) {
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  let instants = [0, 1];
  let time = 1;
  let timer = null; // of an animation frame or a timeout
  const play = button(icon("play"), () => (timer ? stop() : start()));
  const word = h("span", {}, "Play");
  play.append(word);
  play.classList.add("course-strong", "gantt-play");
  const back = button(icon("back"), () => step(-1), { "aria-label": "Step back", title: "Step back" });
  const next = button(icon("next"), () => step(1), { "aria-label": "Step", title: "Step" });
  const begin = button(icon("begin"), () => go(instants[0], true), { "aria-label": "To the beginning", title: "To the beginning" });
  const end = button(icon("end"), () => go(instants.at(-1), true), { "aria-label": "To the end", title: "To the end" });
  const speed = h("select.course-rate", { "aria-label": "Speed" }, ...SPEEDS.map(([name, value]) => h("option", { value }, name)));
  speed.value = "12";
  const scrub = h("input.gantt-range", { type: "range", step: "any", "aria-label": "Time" });
  const clock = h("output.gantt-clock", { "aria-hidden": "true" });
  scrub.oninput = () => go(Number(scrub.value), false);
  // The arrow keys of a range with step "any" would crawl; from event to event is what one wants.
  scrub.onkeydown = (event) => {
    const by = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 }[event.key];
    if (!by) return;
    step(by);
    event.preventDefault();
  };
  const node = h("div.gantt-player", {}, begin, back, play, next, end, scrub, clock, speed);

  function first() {
    return instants[0];
  }

  function last() {
    return instants[instants.length - 1];
  }

  function face(sign, text) {
    play.firstChild.show(sign);
    write(word, text);
  }

  function go(to, settled) {
    if (settled) stop();
    time = Math.min(last(), Math.max(first(), to));
    scrub.value = String(time);
    scrub.setAttribute("aria-valuetext", `t = ${timeText(time)}`);
    write(clock, `t = ${timeText(Math.round(time * 100) / 100)}`);
    ontime(time, settled);
  }

  function step(by) {
    const small = (last() - first()) * 1e-9;
    const to = by > 0 ? instants.find((each) => each > time + small) : instants.findLast((each) => each < time - small);
    go(to ?? (by > 0 ? last() : first()), true);
  }

  function start() {
    if (time >= last()) go(first(), false);
    face("pause", "Pause");
    if (calm.matches) hop();
    else timer = requestAnimationFrame((now) => glide(now, now));
  }

  function glide(before, now) {
    go(time + ((now - before) * (last() - first())) / (Number(speed.value) * 1000), false);
    if (time >= last()) stop(true);
    else timer = requestAnimationFrame((later) => glide(now, later));
  }

  function hop() {
    const to = instants.find((each) => each > time + 1e-9) ?? last();
    go(to, false);
    if (to >= last()) stop(true);
    else timer = setTimeout(hop, (Number(speed.value) * 1000) / instants.length);
  }

  function stop(finished = false) {
    if (!timer) return;
    cancelAnimationFrame(timer);
    clearTimeout(timer);
    timer = null;
    face("play", "Play");
    ontime(time, true, finished);
  }

  return {
    node,
    go,
    stop,
    toggle: () => (timer ? stop() : start()),
    time: () => time,
    show(tapes) {
      const wasAtEnd = time >= last();
      instants = instantsOf(tapes);
      scrub.min = String(first());
      scrub.max = String(last());
      go(wasAtEnd ? last() : time, false);
    },
  };
}
