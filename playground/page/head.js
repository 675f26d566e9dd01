/** The head of a phone: whose it is, what the bot is doing, and what the playground offers. */

import { h, icon, onLeaving } from "./dom.js";
import { langTag, pageText, phoneText, tongue } from "./texts.js";

const AVATARS = 5;

/** `hooks` has `hide(person)` and `block(person, blocked)`. */
export class Head {
  constructor(hooks) {
    this.hooks = hooks;
    this.element = h("header", { class: "head" });
  }

  fill(person, name, pageLanguage) {
    const page = (key) => pageText(pageLanguage, key);
    this.status = h("span", {
      class: "typing-note",
      text: phoneText(person.language_code, "typing"),
      hidden: true,
    });
    const spoken = h("span", {
      class: "spoken",
      lang: langTag(pageLanguage),
      text: page(`lang_${tongue(person.language_code)}`),
    });
    const avatar = h("span", {
      class: `avatar avatar-${person.id % AVATARS}`,
      "aria-hidden": "true",
      text: name.slice(0, 1),
    });
    const label = person.label && h("span", { class: "label", text: person.label });
    this.element.replaceChildren(
      avatar,
      h(
        "div",
        { class: "who" },
        h("h2", { class: "person", text: name }),
        h("p", { class: "place" }, label, spoken, this.status),
      ),
      this.menu(person, page, langTag(pageLanguage)),
    );
  }

  menu(person, page, lang) {
    const entry = (key, act) => {
      const button = h("button", { type: "button", text: page(key) });
      button.addEventListener("click", () => {
        menu.open = false;
        act();
      });
      return button;
    };
    const menu = h(
      "details",
      { class: "more", lang },
      h("summary", { "aria-label": page("more"), title: page("more") }, icon("more")),
      h(
        "div",
        { class: "more-list" },
        entry("hide_phone", () => this.hooks.hide(person)),
        entry(person.blocked ? "unblock" : "block", () => this.hooks.block(person, !person.blocked)),
      ),
    );
    onLeaving(menu, () => (menu.open = false));
    menu.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      menu.open = false;
      menu.querySelector("summary").focus();
    });
    return menu;
  }

  /** Says that the bot is writing, as long as it does. */
  typing(on) {
    if (this.status) this.status.hidden = !on;
  }
}
