// Signs on buttons. Drawn, not typed: not every system has a letter for each of them.

const ICONS = {
  begin: "M2 2H4V12H2ZM12 2V12L5 7Z",
  back: "M10 2V12L3 7Z",
  play: "M3 1.5L12 7L3 12.5Z",
  pause: "M3 2H6V12H3ZM8 2H11V12H8Z",
  next: "M4 2V12L11 7Z",
  end: "M10 2H12V12H10ZM2 2V12L9 7Z",
};

function icon(name) {
  const path = s("path", { d: ICONS[name], fill: "currentColor" });
  const node = s("svg", { viewBox: "0 0 14 14", class: "course-icon", "aria-hidden": "true" }, path);
  node.show = (other) => path.setAttribute("d", ICONS[other]);
  return node;
}
