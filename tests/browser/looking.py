"""What axe and the eye find on a page: barriers, and text that is hard to read."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page

SERIOUS = {"serious", "critical"}

# The least contrast of any text in a node with what is painted under its middle.
CONTRAST = """root => {
  const TEXTS = 'svg text, h3, h4, p, th, td, dt, dd, li, caption, summary, button, select, '
    + 'label span, output';
  const rgba = (text) => {
    if (text.startsWith('url(')) return [0, 0, 0, 0]; // a pattern: lines on what is below
    const [r, g, b, a = 1] = (text.match(/[\\d.]+/g) ?? [0, 0, 0, 0]).map(Number);
    return text.startsWith('color(srgb') ? [r * 255, g * 255, b * 255, a] : [r, g, b, a];
  };
  const over = ([r, g, b, a], under) => [r, g, b].map((v, i) => v * a + under[i] * (1 - a));
  const light = (c) => {
    const line = (v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    const [r, g, b] = c.map((v) => line(v / 255));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const painted = (node) => {
    const css = getComputedStyle(node);
    const svg = node.ownerSVGElement;
    return rgba(!svg ? css.backgroundColor : css.fill === 'none' ? 'rgba(0, 0, 0, 0)' : css.fill);
  };
  const visible = (node) => {
    const box = node.getBoundingClientRect();
    return box.width > 4 && box.height > 4 && !node.closest('.course-spoken, [hidden], option');
  };
  const texts = [...root.querySelectorAll(TEXTS)];
  let worst = [99, ''];
  for (const node of texts.filter((each) => visible(each) && each.textContent.trim())) {
    node.scrollIntoView({ block: 'nearest' });
    const box = node.getBoundingClientRect();
    const stack = document.elementsFromPoint(box.x + box.width / 2, box.y + box.height / 2);
    const html = node.ownerSVGElement ? [] : [node];
    const layers = [...html, ...stack.filter((each) => each !== node && each.tagName !== 'text')];
    let under = [255, 255, 255];
    for (const layer of layers.reverse()) under = over(painted(layer), under);
    const css = getComputedStyle(node);
    const ink = rgba(node.ownerSVGElement ? css.fill : css.color);
    ink[3] *= Number(css.opacity);
    const pair = [light(over(ink, under)), light(under)].sort((a, b) => b - a);
    const ratio = (pair[0] + 0.05) / (pair[1] + 0.05);
    if (ratio < worst[0]) worst = [ratio, node.textContent];
  }
  return { count: texts.length, ratio: worst[0], text: worst[1] };
}"""


def barriers(page: Page, part: str | None = None) -> list[str]:
    """Return what axe finds serious or critical on a page, or on a part of it."""
    # JupyterLab's body is 0 high and hides what overflows; axe concludes that nothing can be seen,
    # and then judges no colour. The picture stays as it is: all that is shown is placed absolutely.
    page.evaluate("() => { document.body.style.minHeight = '100vh' }")
    return [
        f"{found['id']}: {node['target']} {node['failureSummary']}"
        for found in Axe().run(page, context=part).response["violations"]
        if found["impact"] in SERIOUS
        for node in found["nodes"]
    ]


def assert_legible(widget: Locator) -> None:
    """Demand the contrast of WCAG's level AA for every text in a widget."""
    found = widget.evaluate(CONTRAST)
    assert found["count"] > 5
    assert found["ratio"] >= 4.5, f"{found['text']!r} has a contrast of {found['ratio']:.2f}"
