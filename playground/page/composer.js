/** The line at the foot of a phone: typing, attaching a file, the menu of commands. */

import { h, icon, onLeaving } from "./dom.js";
import { phoneText } from "./texts.js";

/** Telegram's limit for one message, in code points; its apps split what is longer. */
const MESSAGE_LIMIT = 4096;
const IMAGE = /^image\/(png|jpeg|webp)$/;

/** Splits a text as Telegram's apps do: at the last line break, else blank, within the limit. */
export function pieces(text, limit = MESSAGE_LIMIT) {
  const parts = [];
  let rest = Array.from(text.trim());
  while (rest.length > limit) {
    const head = rest.slice(0, limit);
    const cut = [head.lastIndexOf("\n"), head.lastIndexOf(" ")].find((at) => at > limit / 2);
    const end = cut ?? limit;
    parts.push(head.slice(0, end).join(""));
    rest = Array.from(rest.slice(end).join("").trimStart());
  }
  if (rest.length > 0) parts.push(rest.join(""));
  return parts;
}

/** Builds the composer; `phone` offers `say(text)`, `attach(file, caption, kind)`, `language`. */
export class Composer {
  constructor(phone) {
    this.phone = phone;
    this.commands = [];
    this.file = null;
    this.build();
  }

  build() {
    const say = (key) => phoneText(this.phone.language, key);
    this.text = h("textarea", { class: "typing", rows: 1, "aria-label": say("write"), placeholder: say("write") });
    this.pick = h("input", { type: "file", class: "file-input", tabindex: "-1", "aria-label": say("attach") });
    this.menu = h(
      "button",
      { type: "button", class: "menu", "aria-haspopup": "true", "aria-expanded": "false", hidden: true },
      icon("menu"),
      h("span", { class: "menu-word", text: say("menu") }),
    );
    this.clip = h("button", { type: "button", class: "tool", "aria-label": say("attach"), title: say("attach") }, icon("attach"));
    this.go = h("button", { type: "submit", class: "tool go", "aria-label": say("send"), title: say("send") }, icon("send"));
    this.list = h("ul", { class: "commands", "aria-label": say("commands"), hidden: true });
    this.chip = h("div", { class: "chip", hidden: true });
    this.element = h(
      "form",
      { class: "composer", autocomplete: "off" },
      this.list,
      this.chip,
      h("div", { class: "line" }, this.menu, this.clip, this.pick, this.text, this.go),
    );
    this.listen();
  }

  listen() {
    this.element.addEventListener("submit", (event) => {
      event.preventDefault();
      this.send();
    });
    this.text.addEventListener("input", () => {
      this.grow();
      this.suggest();
    });
    this.text.addEventListener("keydown", (event) => this.typed(event));
    this.text.addEventListener("paste", (event) => {
      const [file] = event.clipboardData?.files ?? [];
      if (!file) return;
      event.preventDefault();
      this.take(file);
    });
    this.clip.addEventListener("click", () => this.pick.click());
    this.pick.addEventListener("change", () => {
      if (this.pick.files[0]) this.take(this.pick.files[0]);
      this.pick.value = "";
    });
    this.menu.addEventListener("click", () => (this.list.hidden ? this.openList("") : this.closeList()));
    this.list.addEventListener("keydown", (event) => this.walk(event));
    onLeaving(this.element, () => this.closeList());
  }

  typed(event) {
    // While an input method composes Chinese, Enter picks a character and must not send.
    if (event.isComposing) return;
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      this.send();
    } else if (event.key === "Escape") {
      this.closeList();
    } else if (!this.list.hidden && (event.key === "ArrowUp" || event.key === "ArrowDown")) {
      event.preventDefault();
      const items = this.list.querySelectorAll("button");
      items[event.key === "ArrowDown" ? 0 : items.length - 1]?.focus();
    }
  }

  walk(event) {
    const items = [...this.list.querySelectorAll("button")];
    const at = items.indexOf(document.activeElement);
    const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[event.key];
    if (event.key === "Escape") {
      this.closeList();
      this.text.focus();
    } else if (next !== undefined) {
      event.preventDefault();
      items[(next + items.length) % items.length].focus();
    }
  }

  grow() {
    this.text.style.height = "auto";
    const border = this.text.offsetHeight - this.text.clientHeight;
    this.text.style.height = `${this.text.scrollHeight + border}px`;
  }

  suggest() {
    const typed = this.text.value;
    if (/^\/\w*$/.test(typed)) this.openList(typed.slice(1).toLowerCase(), false);
    else this.closeList();
  }

  /** Takes the bot's commands for this chat; without any the menu button goes away. */
  setCommands(commands) {
    this.commands = commands;
    this.menu.hidden = commands.length === 0;
    if (commands.length === 0) this.closeList();
  }

  openList(prefix, focus = true) {
    const found = this.commands.filter(({ command }) => command.startsWith(prefix));
    this.list.replaceChildren(
      ...found.map(({ command, description }) => {
        const choose = h(
          "button",
          { type: "button", class: "choice" },
          h("span", { class: "choice-words", text: description }),
          h("span", { class: "choice-name", text: `/${command}` }),
        );
        choose.addEventListener("click", () => {
          this.closeList();
          this.put("");
          this.text.focus();
          this.phone.say(`/${command}`);
        });
        return h("li", {}, choose);
      }),
    );
    this.list.hidden = found.length === 0;
    this.menu.setAttribute("aria-expanded", String(!this.list.hidden));
    if (focus) this.list.querySelector("button")?.focus();
  }

  closeList() {
    this.list.hidden = true;
    this.menu.setAttribute("aria-expanded", "false");
  }

  put(text) {
    this.text.value = text;
    this.grow();
  }

  /** Holds a file until it is sent; an image may go as a picture. */
  take(file) {
    const say = (key) => phoneText(this.phone.language, key);
    this.file = file;
    this.asPhoto = h("input", { type: "checkbox" });
    const drop = h("button", { type: "button", class: "tool", "aria-label": say("drop_attachment") }, icon("close"));
    drop.addEventListener("click", () => {
      this.release();
      this.text.focus();
    });
    this.chip.replaceChildren(
      icon("file"),
      h("span", { class: "chip-name", text: file.name }),
      ...(IMAGE.test(file.type) ? [h("label", { class: "as-photo" }, this.asPhoto, say("as_photo"))] : []),
      drop,
    );
    this.chip.hidden = false;
    this.text.focus();
  }

  release() {
    this.file = null;
    this.chip.hidden = true;
    this.chip.replaceChildren();
  }

  send() {
    const text = this.text.value;
    const file = this.file;
    this.closeList();
    if (file) {
      const kind = this.asPhoto.checked ? "photo" : "document";
      this.release();
      this.put("");
      this.phone.attach(file, text.trim(), kind);
    } else if (text.trim()) {
      this.put("");
      this.phone.say(text);
    }
  }
}
