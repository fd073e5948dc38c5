// A list of lessons; each opens to its exercises. The lesson to go on with is open at first.

function render({ model, el }) {
  const opened = new Map(); // what the reader opened or shut, by lesson
  const far = h("p.course-name");
  const advice = h("p");
  const map = h("ul.course-map", { "aria-label": "Lessons" });
  const widget = live(model, el, { title: "Your progress", paint });
  widget.body.append(h("div.course-far", {}, far, advice), map);
  widget.begin();
  return () => widget.end();

  function paint(frame) {
    write(far, frame.far);
    write(advice, frame.advice);
    keyed(map, frame.lessons, makeLesson, updateLesson);
  }

  function makeLesson(lesson) {
    const node = h("li.course-lesson");
    node.sign = sign();
    node.heading = h("span.course-heading");
    node.here = h("span.course-here", {}, "next");
    node.fill = h("span");
    node.says = h("span.course-points");
    const bar = h("span.course-share", { "aria-hidden": "true" }, node.fill);
    node.toggle = h(
      "button.course-toggle",
      { type: "button", id: `${view}-${lesson.key}` },
      node.sign, node.heading, node.here, bar, node.says,
    );
    node.toggle.onclick = () => {
      opened.set(lesson.key, node.inner.hidden);
      show(node, node.inner.hidden);
    };
    node.list = h("ul.course-exercises", { "aria-label": "Exercises" });
    node.leads = button("Open the lesson", () => open(node, lesson.path));
    node.inner = h("div.course-inner", { id: `${view}-in-${lesson.key}` }, node.list, node.leads);
    node.toggle.setAttribute("aria-controls", node.inner.id);
    node.append(node.toggle, node.inner);
    return node;
  }

  function updateLesson(node, lesson) {
    node.sign.show(lesson.state, lesson.word);
    write(node.heading, lesson.heading);
    node.here.hidden = !lesson.next;
    node.classList.toggle("course-next", lesson.next);
    node.fill.style.width = `${100 * lesson.share}%`;
    if (node.says.textContent && node.says.textContent !== lesson.says) flash(node.says);
    write(node.says, lesson.says);
    keyed(node.list, lesson.exercises, makeExercise, updateExercise);
    show(node, opened.get(lesson.key) ?? lesson.next);
  }

  function show(node, visible) {
    node.inner.hidden = !visible;
    node.toggle.setAttribute("aria-expanded", String(visible));
  }

  function makeExercise() {
    const node = h("li.course-exercise");
    node.sign = sign();
    node.heading = h("span.course-heading");
    node.says = h("span.course-points");
    node.failed = h("ul.course-failed");
    node.append(node.sign, node.heading, node.says, node.failed);
    return node;
  }

  function updateExercise(node, exercise) {
    node.sign.show(exercise.state, exercise.word);
    write(node.heading, exercise.title);
    write(node.says, exercise.says);
    node.failed.hidden = !exercise.failed.length;
    const lines = exercise.failed.map((words) => ({ key: words, words }));
    keyed(node.failed, lines, () => h("li"), (line, item) => write(line, item.words));
  }

  // JupyterLab itself opens what a node names in this way. Paths count from where the server
  // began, which only the page's address tells: it ends with the notebook in front.
  function open(node, path) {
    const here = model.get("frame").here;
    const found = decodeURIComponent(window.location.pathname).match(/\/tree\/(.*)$/);
    const folder = found ? found[1].split("/").slice(0, -1).join("/") : null;
    const inside = here === "." ? "" : here;
    if (folder === null || here === null || !`/${folder}`.endsWith(inside ? `/${inside}` : "")) {
      widget.say(`Open ${path} in the file browser.`);
      node.leads.textContent = `Open ${path} in the file browser`;
      return;
    }
    const start = folder.slice(0, folder.length - inside.length);
    const whole = [...start.split("/").filter(Boolean), path].join("/");
    node.leads.setAttribute("data-commandlinker-command", "docmanager:open");
    node.leads.setAttribute("data-commandlinker-args", JSON.stringify({ path: whole }));
  }
}

const view = `course-progress-${Math.random().toString(36).slice(2)}`;

// A shape for each state, and its word for those who do not see it.
const SIGNS = {
  done: "M7 0A7 7 0 1 1 7 14A7 7 0 1 1 7 0ZM3.2 7.4L6 10.2L11 4.6L9.9 3.6L5.9 8L4.2 6.3Z",
  begun: "M7 0A7 7 0 1 1 7 14A7 7 0 1 1 7 0ZM7 2A5 5 0 0 1 7 12Z",
  open: "M7 0A7 7 0 1 1 7 14A7 7 0 1 1 7 0ZM7 2A5 5 0 1 0 7 12A5 5 0 1 0 7 2Z",
};

function sign() {
  const path = s("path", { "fill-rule": "evenodd" });
  const picture = s("svg", { viewBox: "0 0 14 14", width: 14, height: 14, "aria-hidden": "true" }, path);
  const word = h("span.course-spoken");
  const node = h("span.course-sign", {}, picture, word);
  node.show = (state, words) => {
    path.setAttribute("d", SIGNS[state]);
    node.dataset.state = state;
    write(word, `${words}: `);
  };
  return node;
}

export default { render };
