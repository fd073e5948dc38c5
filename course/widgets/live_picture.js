// A live picture: what Python drew a moment ago, with buttons that ask Python to act.

function render({ model, el }) {
  const picture = pictureBox();
  const words = h("p.course-words");
  const rows = rowsBox();
  const actions = h("div.live-actions", { role: "group", "aria-label": "What to do" });
  const widget = live(model, el, { title: model.get("frame").title, paint });
  widget.body.append(h("div.live-shown", {}, actions, picture, words, rows));
  widget.begin();
  return () => widget.end();

  function paint(frame, usable) {
    picture.show(frame.svg);
    write(words, frame.words);
    rows.show(frame.head, frame.rows);
    actions.hidden = !frame.actions.length;
    keyed(actions, frame.actions, make, (node, action) => node.enable(usable && action.possible));
  }

  function make(action) {
    return button(action.label, () => widget.send({ do: action.key }), { title: action.hint });
  }
}

export default { render };
