// The question before the pages: a number or one of several choices, then the answer and why.

function flipPredict(question, onreveal) {
  const name = Math.random().toString(36).slice(2);
  const field = h("input.flip-number", { type: "text", inputmode: "numeric", "aria-label": "Your prediction" });
  const radios = question.choices.map((words) => h("input", { type: "radio", name, value: words }));
  const answers = radios.length
    ? radios.map((radio) => h("label.flip-choice", {}, radio, h("span", {}, radio.value)))
    : [field];
  const check = button("Check", judge);
  check.classList.add("course-strong");
  const verdict = h("p.flip-verdict", { role: "status", "aria-live": "polite" });
  const cover = h("div.course-picture");
  cover.innerHTML = question.cover;
  const group = h("div.flip-answers", { role: "group", "aria-label": question.text }, ...answers, check);
  const node = h("div.flip-predict", {}, cover, h("p.flip-question", {}, `Predict first. ${question.text}`), group, verdict);
  node.onkeydown = (event) => {
    if (event.key !== "Enter" || event.target.tagName !== "INPUT") return;
    event.preventDefault();
    judge();
  };

  function judge() {
    if (node.dataset.done) return;
    const given = radios.length ? radios.find((radio) => radio.checked)?.value ?? "" : field.value.trim();
    if (!given || (!radios.length && !/^\d+$/.test(given))) {
      (radios[0] ?? field).focus();
      const kind = radios.length ? "Choose an answer" : "Enter a whole number";
      return write(verdict, `${kind}; a wrong guess teaches more than none.`);
    }
    const good = radios.length ? given === question.answer : Number(given) === Number(question.answer);
    node.dataset.done = verdict.dataset.good = good ? "yes" : "no";
    field.readOnly = true;
    radios.forEach((radio) => (radio.disabled = true));
    check.hidden = true;
    write(verdict, `${good ? "✓ Right" : "✗ You said"}: ${good ? "" : `${given}; it is `}${question.answer}. ${question.why}`);
    cover.remove(); // the first page shows more
    onreveal();
  }

  return { node };
}
