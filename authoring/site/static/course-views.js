// Shows saved widgets without a kernel. Each view is an ES module with `render({ model, el })` and
// the state that it had: both come as scripts of this site, so the pages work from a disk as well.

const courseViews = (() => {
  const base = new URL("views/", document.currentScript.src);
  const waiting = new Map(); // what a script will hand over -> who waits for it
  const fetched = new Map();
  const modules = new Map();

  function fetchScript(name) {
    if (!fetched.has(name))
      fetched.set(
        name,
        new Promise((resolve, reject) => {
          waiting.set(name, resolve);
          const script = document.createElement("script");
          script.src = new URL(`${name}.js`, base);
          script.onerror = reject;
          document.head.append(script);
        }),
      );
    return fetched.get(name);
  }

  async function moduleOf(key) {
    const { code, style } = await fetchScript(key);
    const sheet = document.createElement("style");
    sheet.textContent = style;
    document.head.append(sheet);
    const url = URL.createObjectURL(new Blob([code], { type: "text/javascript" }));
    try {
      return (await import(url)).default;
    } finally {
      URL.revokeObjectURL(url);
    }
  }

  // What a widget sees of its model: the saved state. Nobody answers and nothing is kept.
  function model(state) {
    const held = { ...state };
    return {
      get: (key) => held[key],
      set: (key, value) => void (held[key] = value),
      on() {},
      off() {},
      save_changes() {},
      send() {},
    };
  }

  async function show(place) {
    const { code, state } = await fetchScript(place.dataset.view);
    if (!modules.has(code)) modules.set(code, moduleOf(code));
    const widget = await modules.get(code);
    const el = document.createElement("div");
    el.className = "course-live";
    await widget.render({ model: model(state), el });
    place.append(el); // the picture stays, for paper
    place.dataset.shown = "yes";
  }

  // Widgets and outputs look for the theme at <html>; the theme keeps it at <body>. Paper is white.
  const dusk = matchMedia("(prefers-color-scheme: dark)");
  const paper = matchMedia("print");

  function followTheme() {
    const chosen = document.body.dataset.theme;
    const dark = !paper.matches && (chosen === "dark" || (chosen !== "light" && dusk.matches));
    document.documentElement.dataset.theme = dark ? "dark" : "light";
    document.documentElement.dataset.jpThemeLight = String(!dark);
  }

  followTheme();
  new MutationObserver(followTheme).observe(document.body, { attributeFilter: ["data-theme"] });
  for (const each of [dusk, paper]) each.addEventListener("change", followTheme);
  for (const place of document.querySelectorAll(".course-view[data-view]"))
    show(place).catch((error) => console.error("the saved picture stays:", error));

  return {
    view: (name, value) => waiting.get(name)?.(value),
    code: (name, value) => waiting.get(name)?.(value),
  };
})();
