// Save the chart as it is drawn. Everything happens on this page: no server takes part.

const DRAWN = ["fill", "stroke", "stroke-width", "opacity", "fill-opacity", "font-size", "font-weight", "visibility"];

function standAlone(svg) {
  const copy = svg.cloneNode(true);
  const from = [svg, ...svg.querySelectorAll("*")];
  [copy, ...copy.querySelectorAll("*")].forEach((node, at) => {
    const look = getComputedStyle(from[at]);
    for (const key of DRAWN) {
      const value = look.getPropertyValue(key);
      if (!value.startsWith("url")) node.setAttribute(key, value);
    }
    for (const name of ["class", "tabindex", "role", "data-lm-suppress-shortcuts", "style", "id"])
      if (name !== "id" || node.tagName !== "pattern") node.removeAttribute(name);
  });
  const [, , width, height] = svg.getAttribute("viewBox").split(" ").map(Number);
  assign(copy, { xmlns: SVG, width: width + 24, height: height + 24, viewBox: `-12 -12 ${width + 24} ${height + 24}`, "font-family": "system-ui, sans-serif" });
  const paper = getComputedStyle(svg.closest(".course-widget")).backgroundColor;
  copy.prepend(s("rect", { x: -12, y: -12, width: width + 24, height: height + 24, fill: paper }));
  return { text: new XMLSerializer().serializeToString(copy), width: width + 24, height: height + 24 };
}

function download(name, blob) {
  const link = h("a", { href: URL.createObjectURL(blob), download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

function saveSvg(svg) {
  download("gantt.svg", new Blob([standAlone(svg).text], { type: "image/svg+xml" }));
}

async function savePng(svg) {
  const { text, width, height } = standAlone(svg);
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
  await image.decode();
  const canvas = h("canvas", { width: width * 2, height: height * 2 });
  canvas.getContext("2d").drawImage(image, 0, 0, width * 2, height * 2);
  download("gantt.png", await new Promise((done) => canvas.toBlob(done, "image/png")));
}
