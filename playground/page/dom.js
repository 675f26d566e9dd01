/** Small helpers to build elements without inline markup. */

/**
 * Makes an element. Keys that begin with "on" are listeners, `class` and `text` are shorthands,
 * false, null and undefined leave an attribute out. Children may be nodes, texts or nothing.
 */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (key === "text") element.textContent = value;
    else element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

const SVG = "http://www.w3.org/2000/svg";
const ICONS = {
  attach: "M16.5 7.5 9 15a2.1 2.1 0 0 0 3 3l8-8a4.2 4.2 0 0 0-6-6l-8.3 8.3a6.3 6.3 0 0 0 9 9L22 14",
  send: "M4 12 3 4l18 8-18 8 1-8Zm0 0h9",
  menu: "M4 7h16M4 12h16M4 17h10",
  close: "M6 6l12 12M18 6 6 18",
  file: "M14 3H7a2 2 0 0 0-2 2v14a2 2 0 0 0 2 2h10a2 2 0 0 0 2-2V8l-5-5Zm0 0v5h5M9 13h6M9 17h4",
  link: "M9 6h9v9M18 6 7 17",
  copy: "M9 9h10v11H9zM5 15V4h10",
  more: "M5 12h.01M12 12h.01M19 12h.01",
  check: "M5 12.5 10 17.5 19.5 7",
  phone: "M8 3h8a2 2 0 0 1 2 2v14a2 2 0 0 1-2 2H8a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2Zm3 15h2",
  down: "M6 9l6 6 6-6",
};

/** An icon of ICONS as an SVG element that assistive technology passes over. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", `icon icon-${name}`);
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
}

/** HTML that the playground's server has rendered and escaped, as a fragment. */
export function serverHtml(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  return template.content;
}

/**
 * Calls `close` when focus or pointer leaves the element. Both are watched since some browsers
 * give a pressed button no focus.
 */
export function onLeaving(element, close) {
  element.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !element.contains(event.relatedTarget)) close();
  });
  document.addEventListener("pointerdown", (event) => {
    if (!element.contains(event.target)) close();
  });
}
