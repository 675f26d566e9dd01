/** The panel of the other cities: simulated contacts who answer, and phones to show. */

import { h, icon } from "./dom.js";
import { fullName, langTag, pageText, tongue } from "./texts.js";

const CHOICES = ["consent", "remark", "question", "object"];
const STATES = new Set(["waiting", "answered", "running", "failed"]);

/** `hooks` has `answer(people, choice)` and `show(person, shown)`. */
export class Crowd {
  constructor(element, hooks) {
    this.element = element;
    this.hooks = hooks;
    this.rows = new Map();
    this.build();
  }

  build() {
    this.title = h("h2", { class: "crowd-title" });
    this.intro = h("p", { class: "crowd-intro" });
    this.count = h("p", { class: "crowd-count", role: "status" });
    this.bar = h("progress", { class: "crowd-bar" });
    this.choice = h(
      "select",
      { id: "choice" },
      CHOICES.map((choice) => h("option", { value: choice })),
    );
    this.choiceName = h("label", { for: "choice" });
    this.all = h("button", { type: "button", class: "all" });
    this.all.addEventListener("click", () => this.hooks.answer("all", this.choice.value));
    this.list = h("ul", { class: "cities" });
    this.none = h("p", { class: "crowd-intro" });
    this.form = h("div", { class: "crowd-form" }, this.choiceName, this.choice, this.all);
    this.element.replaceChildren(
      h("div", { class: "crowd-head" }, this.title, this.intro, this.bar, this.count, this.form),
      this.list,
      this.none,
    );
  }

  /** Draws the panel; people are all whom the playground knows, in its order. */
  draw(people, crowd, language) {
    this.language = language;
    const text = (key, holes) => pageText(language, key, holes);
    const states = new Map(crowd.people.map((entry) => [entry.id, entry.state]));
    this.title.textContent = text("crowd");
    this.intro.textContent = text("crowd_intro");
    this.choiceName.textContent = text("crowd_choice");
    for (const option of this.choice.options) option.textContent = text(`choice_${option.value}`);
    this.all.textContent = text("answer_all");
    this.all.disabled = crowd.running || crowd.waiting === 0;
    this.count.textContent = crowd.running
      ? text("answering")
      : text("crowd_count", { waiting: crowd.waiting, answered: crowd.answered });
    this.bar.max = Math.max(1, crowd.waiting + crowd.answered);
    this.bar.value = crowd.answered;
    this.bar.setAttribute("aria-label", text("state_answered"));
    this.form.hidden = states.size === 0;
    this.bar.hidden = states.size === 0;
    this.count.hidden = states.size === 0;
    const listed = people.filter((person) => states.has(person.id) || !person.shown);
    this.none.textContent = text("crowd_none");
    this.none.hidden = listed.length > 0;
    this.drawRows(listed, states, crowd.running);
  }

  /** Rows keep their elements, so that the focus survives a redraw. */
  drawRows(listed, states, running) {
    const kept = new Set(listed.map((person) => person.id));
    for (const [id, row] of this.rows) {
      if (kept.has(id)) continue;
      row.element.remove();
      this.rows.delete(id);
    }
    for (const person of listed) {
      if (!this.rows.has(person.id)) this.rows.set(person.id, this.newRow(person.id));
      const row = this.rows.get(person.id);
      row.person = person;
      this.fillRow(row, states.get(person.id), running);
      if (this.list.children[listed.indexOf(person)] !== row.element) this.list.append(row.element);
    }
  }

  newRow(id) {
    const row = {
      place: h("span", { class: "city-place" }),
      name: h("span", { class: "city-name" }),
      state: h("span", { class: "state" }),
      one: h("button", { type: "button", class: "one" }),
      phone: h("button", { type: "button", class: "show" }, icon("phone")),
    };
    row.one.addEventListener("click", () => this.hooks.answer([id], this.choice.value));
    row.phone.addEventListener("click", () => this.hooks.show(row.person, !row.person.shown));
    row.element = h(
      "li",
      { class: "city", "data-person": id },
      h(
        "div",
        { class: "city-words" },
        row.place,
        row.name,
        h("div", { class: "city-foot" }, row.state, row.one),
      ),
      row.phone,
    );
    return row;
  }

  fillRow(row, state, running) {
    const { person } = row;
    const name = fullName(person);
    const text = (key, holes) => pageText(this.language, key, holes);
    const known = STATES.has(state) ? state : "idle";
    row.place.textContent = person.label || name;
    row.place.lang = langTag(person.language_code);
    row.name.textContent = [person.label && name, text(`lang_${tongue(person.language_code)}`)]
      .filter(Boolean)
      .join(" · ");
    row.state.className = `state state-${known}`;
    row.state.textContent = text(`state_${known}`);
    row.state.hidden = state === undefined;
    row.one.textContent = text("answer_one");
    row.one.setAttribute("aria-label", text("answer_one_of", { name: person.label || name }));
    row.one.hidden = known !== "waiting";
    row.one.disabled = running;
    row.phone.setAttribute("aria-label", text("show_phone", { name: person.label || name }));
    row.phone.setAttribute("aria-pressed", String(Boolean(person.shown)));
    row.phone.title = row.phone.getAttribute("aria-label");
  }
}
