// Fields in groups, the memory as a bar; what changed since the last reading flashes.

function render({ model, el }) {
  let painted = null;
  let explained = false;
  const state = chip();
  const name = h("span.course-name");
  const pid = h("span.course-pid");
  const end = h("p.course-end");
  const bar = h("div.course-bar", { role: "img" });
  const legend = h("ul.course-legend", { "aria-label": "Regions of its memory, resident now" });
  const nothing = h("p.course-hint");
  const groups = h("div.course-groups");
  const widget = live(model, el, { title: "Process control block", paint });
  const explain = button("Explain the fields", () => {
    explained = !explained;
    explain.setAttribute("aria-pressed", String(explained));
    widget.body.classList.toggle("course-explained", explained);
  }, { "aria-pressed": "false" });
  widget.actions.append(explain);
  widget.body.append(h("div.course-who", {}, name, pid, state), end, groups);
  widget.begin();
  return () => widget.end();

  function paint(frame) {
    write(name, frame.title);
    write(pid, `pid ${frame.pid}`);
    state.show(frame.state, frame.colour);
    write(end, frame.ended);
    end.hidden = !frame.ended;
    widget.body.classList.toggle("course-over", Boolean(frame.ended));
    const fresh = painted !== frame;
    painted = frame;
    keyed(groups, frame.groups, makeGroup, (node, group) => {
      keyed(node.list, group.fields, makeField, (row, field) => updateField(row, field, fresh));
    });
    keyed(bar, frame.regions, () => h("span"), (node, region) => {
      node.style.flexGrow = region.resident;
      node.style.background = region.colour;
      node.title = `${region.key}: ${region.text}`;
    });
    bar.setAttribute(
      "aria-label",
      frame.regions.map((region) => `${region.key} ${region.text}`).join(", "),
    );
    bar.hidden = !frame.regions.length;
    keyed(legend, frame.regions, makeRegion, (node, region) => write(node.amount, region.text));
    write(nothing, frame.no_regions ? `Regions: ${frame.no_regions}.` : "");
    nothing.hidden = !frame.no_regions;
  }

  function makeGroup(group) {
    const node = h("div.course-group", {}, h("h4", {}, group.key));
    node.list = h("dl");
    if (group.key === "Memory") node.append(bar, legend, nothing);
    node.append(node.list);
    node.classList.toggle("course-broad", group.key === "Memory");
    return node;
  }

  function makeField(field) {
    const row = h("div.course-field");
    row.value = h("dd");
    row.append(h("dt", {}, field.label), row.value, h("dd.course-help", {}, field.help));
    return row;
  }

  function updateField(row, field, fresh) {
    write(row.value, field.missing ? `not given: ${field.missing}` : field.value);
    row.value.classList.toggle("course-missing", Boolean(field.missing));
    if (fresh && field.changed) flash(row.value);
  }

  function makeRegion(region) {
    const swatch = h("span.course-swatch", { "aria-hidden": "true" });
    swatch.style.background = region.colour;
    const node = h("li", {}, swatch, h("span.course-kind", {}, region.key));
    node.amount = h("span.course-amount");
    node.append(node.amount, h("span.course-help", {}, region.holds));
    return node;
  }
}

export default { render };
