// A picture made in Python, and the table that goes with it.

const GLIDE = 420; // milliseconds that a chip is on its way

function pictureBox() {
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  const node = h("div.course-picture");
  const places = () => [...node.querySelectorAll("[data-key]")];
  let shown = null;

  // Put a new picture; what has a key and stood elsewhere glides to its new place.
  node.show = (svg) => {
    if (svg === shown) return;
    shown = svg;
    const old = new Map(places().map((each) => [each.dataset.key, each.getAttribute("transform")]));
    node.innerHTML = svg;
    if (calm.matches) return;
    for (const each of places()) {
      const from = old.get(each.dataset.key);
      const to = each.getAttribute("transform");
      if (!from || from === to) continue;
      const css = (text) => text.replace(/translate\((\S+) (\S+)\)/, "translate($1px, $2px)");
      each.animate([{ transform: css(from) }, { transform: css(to) }], { duration: GLIDE, easing: "ease-in-out" });
    }
  };
  return node;
}

function rowsBox() {
  const table = h("table.course-rows");
  const node = h("div.course-wide", {}, table);
  let shown = null;
  node.show = (head, rows) => {
    const news = JSON.stringify([head, rows]);
    if (news === shown) return;
    shown = news;
    node.hidden = !rows.length;
    const top = h("tr", {}, ...head.map((text) => h("th", { scope: "col" }, text)));
    const body = rows.map((row) => h("tr", {}, ...row.map((text) => h("td", {}, text))));
    table.replaceChildren(h("thead", {}, top), h("tbody", {}, ...body));
  };
  return node;
}
