// Predict first: the charts stay hidden until a guess is in; then it is compared, and scores kept.

function ganttPredict({ onreveal, ask }) {
  const form = h("form.gantt-guess");
  const question = h("p.gantt-question");
  const fields = h("div.gantt-fields");
  const check = button("Check my guess", () => judge());
  check.classList.add("course-strong");
  const again = button("New round", () => ask({ do: "seed", seed: Math.floor(Math.random() * 1e6) }));
  const verdict = h("p.gantt-score", { role: "status", "aria-live": "polite" });
  const tools = h("div.gantt-tools", {}, check, again, verdict);
  form.append(question, fields, tools);
  form.onsubmit = (event) => event.preventDefault();
  form.onkeydown = (event) => {
    if (event.key === "Enter" && event.target.tagName === "INPUT") {
      event.preventDefault();
      check.click();
    }
  };
  let frame = null;
  let tapes = [];
  let round = null;
  let locked = false;
  let right = 0;
  let asked = 0;

  function orderOf(tape) {
    const jobs = tape.rows.map((_, job) => job);
    const place = tape.moves.filter((move) => move[2] === FINISHED).map((move) => move[1]);
    return jobs.sort((a, b) => place.indexOf(a) - place.indexOf(b)).map((job) => frame.jobs[job].name);
  }

  function truth(tape) {
    return frame.predict === "order" ? orderOf(tape).join(", ") : meanText(tape.metrics.mean_turnaround);
  }

  function isRight(tape, given) {
    if (frame.predict !== "order") {
      const exact = tape.metrics.mean_turnaround;
      return Math.abs(Number(given.replace(",", ".")) - exact) <= Math.max(0.051, exact * 0.005);
    }
    const plain = (text) => text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
    return plain(given) === plain(orderOf(tape).join(""));
  }

  function show(given, current) {
    frame = given;
    form.hidden = !frame.predict;
    if (!frame.predict || frame.round === round) return;
    round = frame.round;
    tapes = current;
    locked = true;
    write(question, `Predict first. ${frame.question}`);
    fields.replaceChildren(
      ...tapes.map((tape) => {
        const input = h("input.gantt-field", {
          "aria-label": `Your guess for ${tape.label}`,
          inputmode: frame.predict === "order" ? "text" : "decimal",
          placeholder: frame.predict === "order" ? "first, second, …" : "a number",
        });
        return h("label.gantt-one", {}, h("span", {}, tape.label), input, h("span.gantt-mark"));
      }),
    );
    write(verdict, asked ? `Score so far: ${right} of ${asked}.` : "");
    check.enable(true);
    again.hidden = true;
  }

  function judge() {
    const inputs = [...fields.querySelectorAll("input")];
    const empty = inputs.find((input) => !input.value.trim() || (frame.predict !== "order" && Number.isNaN(Number(input.value.replace(",", ".")))));
    if (empty) {
      empty.focus();
      const kind = frame.predict === "order" ? "the jobs in order, such as A, B, C" : "a number";
      write(verdict, `Enter ${kind} for every policy; a wrong guess teaches more than none.`);
      return;
    }
    locked = false;
    inputs.forEach((input, at) => {
      const good = isRight(tapes[at], input.value);
      asked += 1;
      right += good ? 1 : 0;
      input.readOnly = true;
      const mark = input.nextElementSibling;
      mark.dataset.good = good ? "yes" : "no";
      write(mark, good ? "✓ right" : `✗ it is ${truth(tapes[at])}`);
    });
    write(verdict, `Score so far: ${right} of ${asked}. Look at the charts to see why.`);
    check.enable(false);
    again.hidden = false;
    onreveal();
  }

  return { form, show, locked: () => Boolean(frame?.predict) && locked };
}
