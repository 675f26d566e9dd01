/** The strip that says what to try next, with marks for what is done. */

import { h, icon } from "./dom.js";
import { pageText, tongue } from "./texts.js";

/** Draws the steps; `mark(id)` is called when a person ticks the present step off. */
export function drawGuide(element, steps, language, mark) {
  element.hidden = steps.length === 0;
  if (steps.length === 0) return;
  const text = (key, holes) => pageText(language, key, holes);
  const words = (step) => step[tongue(language)];
  const next = steps.findIndex((step) => !step.done);
  const open = element.querySelector("details")?.open ?? false;

  const pips = h(
    "span",
    { class: "pips", "aria-hidden": "true" },
    steps.map((step, at) => h("i", { class: step.done ? "pip done" : at === next ? "pip now" : "pip" })),
  );
  const now = h(
    "div",
    { class: "step-now", "aria-live": "polite" },
    h("p", { class: "step-head" }, h("span", { text: text(next < 0 ? "guide_end" : "guide") }), pips),
    h("p", { class: "step-words", text: next < 0 ? text("guide_done") : words(steps[next]) }),
  );
  const tick = h(
    "button",
    { type: "button", class: "quiet tick", "aria-label": text("guide_mark"), title: text("guide_mark") },
    icon("check"),
  );
  tick.addEventListener("click", () => mark(steps[next].id));
  const all = h(
    "details",
    { class: "steps", open },
    h(
      "summary",
      {},
      h("span", { class: "steps-word", text: text("guide_all") }),
      h("span", {
        class: "steps-count",
        text: text("step_of", { n: steps.filter((step) => step.done).length, total: steps.length }),
      }),
      icon("down"),
    ),
    h("ol", { class: "steps-list" }, steps.map((step, at) => stepRow(step, at === next, words(step), text))),
  );
  element.setAttribute("aria-label", text("guide"));
  element.replaceChildren(now, ...(next < 0 ? [] : [tick]), all);
}

function stepRow(step, isNext, words, text) {
  return h(
    "li",
    { class: step.done ? "step done" : "step", "aria-current": isNext && "step" },
    h("span", { class: "step-mark", "aria-hidden": "true" }, step.done && icon("check")),
    h("span", { text: words }),
    step.done && h("span", { class: "unseen", text: ` (${text("step_done")})` }),
  );
}
