// A flipbook: pages made in Python, turned by button, slider or key. They are all here already, so
// this works without a kernel and from a saved notebook.

const PACE = 1900; // milliseconds that a page is shown while playing

function flipbook(book) {
  const at = book.controls.map((control) => control.at);
  let pages = [];
  let step = 0;
  let timer = null;
  const picture = pictureBox();
  const stage = h("div.flip-stage", { tabIndex: 0, role: "group", "aria-label": "Picture; arrow keys turn the pages, the space bar plays" }, picture);
  const words = h("p.course-words");
  const rows = rowsBox();
  const voice = h("div.course-spoken", { "aria-live": "polite", role: "status" });
  const begin = button(icon("begin"), () => go(0));
  const back = button(icon("back"), () => go(step - 1));
  const sign = icon("play");
  const word = h("span", {}, "Play");
  const play = button(sign, () => (timer ? stop() : start()));
  play.classList.add("course-strong", "flip-play");
  play.append(word);
  const next = button(icon("next"), () => go(step + 1));
  next.classList.add("flip-next");
  next.prepend("Next");
  back.append("Back");
  begin.append("Restart");
  const range = h("input.flip-range", { type: "range", min: 0, step: 1, "aria-label": "Step" });
  range.oninput = () => go(Number(range.value));
  const count = h("output.flip-count", { "aria-hidden": "true" });
  const player = h("div.flip-player", {}, begin, back, play, next, range, count);
  const controls = h("div.flip-controls", { hidden: book.controls.length ? null : "" }, ...book.controls.map(control));
  const shown = h("div.flip-shown", {}, controls, stage, words, player, rows);
  const predict = book.question && flipPredict(book.question, reveal);
  const root = h(
    "section.course-widget.flip",
    { "aria-label": book.title, "data-lm-suppress-shortcuts": "true" },
    h("h3.course-title", {}, book.title),
    book.about ? h("p.flip-about", {}, book.about) : null,
    predict ? predict.node : null,
    shown,
    voice,
  );
  root.onkeydown = (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || shown.hidden) return;
    if (["INPUT", "SELECT"].includes(event.target.tagName)) return; // they know these keys themselves
    const to = { ArrowRight: step + 1, ArrowDown: step + 1, ArrowLeft: step - 1, ArrowUp: step - 1, Home: 0, End: pages.length - 1 };
    if (event.key in to) go(to[event.key]);
    else if (event.key === " " && event.target === stage) play.click();
    else return;
    event.preventDefault();
  };

  function control(given, number) {
    const value = h("output.flip-value", { "aria-hidden": "true" });
    const slides = given.kind === "slider";
    const input = slides
      ? h("input.flip-range", { type: "range", min: 0, max: given.texts.length - 1, step: 1, "aria-label": given.label })
      : h("select.course-rate", { "aria-label": given.label }, ...given.texts.map((text, i) => h("option", { value: i }, text)));
    input.value = String(given.at);
    const tell = () => {
      if (slides) input.setAttribute("aria-valuetext", given.texts[at[number]]);
      if (slides) write(value, given.texts[at[number]]);
    };
    input[slides ? "oninput" : "onchange"] = () => {
      at[number] = Number(input.value);
      tell();
      set();
    };
    tell();
    return h("label.flip-control", {}, h("span", {}, given.label), input, slides ? value : null);
  }

  // The pages of the settings: the last control changes fastest, as in Python's product().
  function set() {
    stop();
    const place = at.reduce((sum, each, i) => sum * book.controls[i].texts.length + each, 0);
    const wasAtEnd = pages.length > 0 && step >= pages.length - 1;
    pages = book.flips[place].map((each) => book.pages[each]);
    range.max = String(pages.length - 1);
    player.hidden = pages.length < 2;
    turn(wasAtEnd ? pages.length - 1 : step);
  }

  function go(to) {
    stop();
    turn(to);
  }

  function turn(to, quiet = false) {
    step = Math.max(0, Math.min(pages.length - 1, to));
    const page = pages[step];
    picture.show(page.svg.map((line) => book.lines[line]).join("\n"));
    write(words, page.words);
    rows.show(book.head, page.rows);
    const place = `Step ${step + 1} of ${pages.length}`;
    range.value = String(step);
    range.setAttribute("aria-valuetext", place);
    write(count, place);
    root.dataset.step = String(step);
    begin.enable(step > 0);
    back.enable(step > 0);
    next.enable(step < pages.length - 1);
    if (!quiet && !shown.hidden) write(voice, pages.length > 1 ? `${place}. ${page.words}` : page.words);
  }

  function start() {
    if (step >= pages.length - 1) turn(0, true);
    sign.show("pause");
    write(word, "Pause");
    timer = setInterval(() => {
      turn(step + 1, true);
      if (step >= pages.length - 1) stop();
    }, PACE);
  }

  function stop() {
    if (!timer) return;
    clearInterval(timer);
    timer = null;
    sign.show("play");
    write(word, "Play");
    turn(step);
  }

  function reveal() {
    shown.hidden = false;
    stage.focus({ preventScroll: true });
  }

  shown.hidden = Boolean(predict);
  set();
  if (book.opens === "last") turn(pages.length - 1, true);
  return { root, end: stop };
}

function render({ model, el }) {
  let view = null;
  const build = () => {
    view?.end();
    view = flipbook(model.get("book"));
    el.replaceChildren(view.root);
  };
  build();
  model.on("change:book", build);
  return () => {
    view.end();
    model.off("change:book", build);
  };
}

export default { render };
