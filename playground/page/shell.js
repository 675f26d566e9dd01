/** The page around the phones: its language, light or dark, and the tabs of narrow windows. */

import { h, icon } from "./dom.js";
import { langTag, pageText, tongue } from "./texts.js";

const THEMES = ["auto", "light", "dark"];
const AT_REST = 200;
const THEME_SIGNS = { auto: "◐", light: "☀", dark: "☾" };

/** What a browser refuses to remember only costs comfort, so both ways fall back in silence. */
function remembered(key) {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

function remember(key, value) {
  try {
    localStorage.setItem(key, value);
  } catch {
    return;
  }
}

/** The language and the theme of the page; `changed()` is called after a new language. */
export class Shell {
  constructor(changed) {
    this.changed = changed;
    this.language = tongue(remembered("language") ?? navigator.language);
    this.theme = THEMES.includes(remembered("theme")) ? remembered("theme") : "auto";
    this.switches = [...document.querySelectorAll("[data-language]")];
    this.themeButton = document.getElementById("theme");
    for (const button of this.switches) {
      button.addEventListener("click", () => this.speak(button.dataset.language));
    }
    this.themeButton.addEventListener("click", () => {
      this.theme = THEMES[(THEMES.indexOf(this.theme) + 1) % THEMES.length];
      remember("theme", this.theme);
      this.paint();
    });
    this.paint();
  }

  text(key, holes) {
    return pageText(this.language, key, holes);
  }

  speak(language) {
    this.language = language;
    remember("language", language);
    this.paint();
    this.changed();
  }

  paint() {
    document.documentElement.lang = langTag(this.language);
    document.documentElement.dataset.theme = this.theme;
    for (const element of document.querySelectorAll("[data-text]")) {
      element.textContent = this.text(element.dataset.text);
    }
    for (const element of document.querySelectorAll("[data-label]")) {
      element.setAttribute("aria-label", this.text(element.dataset.label));
    }
    for (const button of this.switches) {
      button.setAttribute("aria-pressed", String(button.dataset.language === this.language));
    }
    this.themeButton.textContent = THEME_SIGNS[this.theme];
    this.themeButton.title = this.text(`theme_${this.theme}`);
    this.themeButton.setAttribute("aria-label", this.themeButton.title);
  }
}

/** Tabs that follow the swipe; each leads to one panel of the stage. */
export class Tabs {
  constructor(nav, stage) {
    this.nav = nav;
    this.stage = stage;
    this.tabs = new Map();
    stage.addEventListener("scroll", () => this.follow(), { passive: true });
  }

  /** `panels`: [{element, text, lang}], in the order they stand in the stage. */
  draw(panels) {
    this.nav.replaceChildren();
    this.tabs.clear();
    for (const { element, text, lang } of panels) {
      const badge = h("span", { class: "badge", hidden: true });
      const tab = h("button", { type: "button", class: "tab", lang }, h("span", { text }), badge);
      tab.addEventListener("click", () => element.scrollIntoView({ inline: "start", block: "nearest" }));
      this.tabs.set(element, { tab, badge, count: 0 });
      this.nav.append(tab);
    }
    this.follow();
  }

  follow() {
    const left = this.stage.getBoundingClientRect().left;
    const distance = (element) => Math.abs(element.getBoundingClientRect().left - left);
    const panels = [...this.tabs.keys()];
    if (panels.length === 0) return;
    const current = panels.reduce((best, panel) => (distance(panel) < distance(best) ? panel : best));
    for (const [panel, entry] of this.tabs) {
      if (panel !== current) entry.tab.removeAttribute("aria-current");
      else if (!entry.tab.hasAttribute("aria-current")) {
        entry.tab.setAttribute("aria-current", "true");
        this.nav.scrollTo({ left: entry.tab.offsetLeft - this.nav.clientWidth / 3 });
      }
    }
    // A panel that was only swept past has not been read.
    clearTimeout(this.resting);
    this.resting = setTimeout(() => this.rest(), AT_REST);
  }

  rest() {
    for (const [panel, entry] of this.tabs) if (this.inSight(panel)) this.clear(entry);
  }

  inSight(panel) {
    const { left, right } = panel.getBoundingClientRect();
    return left >= 0 && right <= window.innerWidth;
  }

  clear(entry) {
    entry.count = 0;
    entry.badge.hidden = true;
    entry.badge.textContent = "";
  }

  /** Counts a message that arrived in a panel out of sight. */
  unseen(panel) {
    const entry = this.tabs.get(panel);
    if (!entry || this.inSight(panel)) return;
    entry.count += 1;
    entry.badge.textContent = entry.count;
    entry.badge.hidden = false;
  }
}

/** The line shown where no phone is. */
export function emptyStage(text) {
  return h("p", { class: "no-phones" }, icon("phone"), h("span", { text }));
}
