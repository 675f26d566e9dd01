/** Toasts and alerts inside a phone, and copying with a word about it. */

import { h } from "./dom.js";
import { phoneText } from "./texts.js";

const SHORTEST = 3000;
const LONGEST = 9000;
const PER_CHARACTER = 60;

/** `phone` is the whole element, `screen` the part that notices lie over. */
export class Notices {
  constructor(phone, screen, language) {
    this.phone = phone;
    this.screen = screen;
    this.language = language;
    this.line = h("div", { class: "toast", role: "status" });
    screen.append(this.line);
  }

  toast(text) {
    this.line.textContent = text;
    this.line.classList.add("on");
    clearTimeout(this.timer);
    const lasts = Math.min(Math.max(SHORTEST, text.length * PER_CHARACTER), LONGEST);
    this.timer = setTimeout(() => this.line.classList.remove("on"), lasts);
  }

  /** A window that waits for OK; the rest of the phone rests meanwhile. */
  alert(text) {
    const before = document.activeElement;
    const words = h("p", { id: `alert-${crypto.randomUUID()}`, text });
    const ok = h("button", { type: "button", class: "alert-ok", text: phoneText(this.language(), "ok") });
    const veil = h(
      "div",
      { class: "veil", role: "alertdialog", "aria-modal": "true", "aria-describedby": words.id },
      h("div", { class: "alert" }, words, ok),
    );
    const rest = [...this.phone.children].filter((part) => !part.inert);
    const close = () => {
      veil.remove();
      for (const part of rest) part.inert = false;
      if (before?.isConnected) before.focus({ preventScroll: true });
    };
    ok.addEventListener("click", close);
    veil.addEventListener("keydown", (event) => event.key === "Escape" && close());
    for (const part of rest) part.inert = true;
    this.phone.append(veil);
    ok.focus({ preventScroll: true });
  }

  async copy(text) {
    try {
      await navigator.clipboard.writeText(text);
      this.toast(phoneText(this.language(), "copied", { text }));
    } catch {
      // The browser may refuse the clipboard; then the text is shown for copying by hand.
      this.alert(phoneText(this.language(), "copy_by_hand", { text }));
    }
  }
}
