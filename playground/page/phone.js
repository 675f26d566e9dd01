/** One person's phone: the chat with the bot, kept in step with the playground's events. */

import { api } from "./api.js";
import { Composer, pieces } from "./composer.js";
import { h, icon } from "./dom.js";
import { Head } from "./head.js";
import { dayText, messageRow } from "./message.js";
import { Notices } from "./notices.js";
import { Presses } from "./presses.js";
import { fullName, langTag, phoneText } from "./texts.js";

const NEAR_END = 48;
const TYPING_LASTS = 5000;
const PAGE = 100;

/** `hooks` has `hide(person)`, `block(person, blocked)`, `fail(error)`, `unseen(phone)`. */
export class Phone {
  constructor(person, hooks) {
    this.person = person;
    this.hooks = hooks;
    this.rows = new Map();
    this.changes = 0;
    this.unseen = 0;
    this.top = 0;
    this.atEnd = true;
    this.outgoing = Promise.resolve();
    this.build();
  }

  get language() {
    return this.person.language_code;
  }

  get name() {
    return fullName(this.person);
  }

  text(key, holes) {
    return phoneText(this.language, key, holes);
  }

  build() {
    this.head = new Head(this.hooks);
    this.log = h("ol", { class: "rows" });
    this.scroller = h("div", { class: "log", role: "log", "aria-live": "polite", tabindex: "0" }, this.log);
    this.pill = h("button", { type: "button", class: "pill", hidden: true });
    this.screen = h("div", { class: "screen" }, this.scroller, this.pill);
    this.composer = new Composer(this);
    this.element = h(
      "section",
      { class: "phone", "data-person": this.person.id, id: `phone-${this.person.id}`, tabindex: "-1" },
      this.head.element,
      this.screen,
      this.composer.element,
    );
    this.notices = new Notices(this.element, this.screen, () => this.language);
    this.presses = new Presses(this);
    this.listen();
  }

  listen() {
    this.scroller.addEventListener("scroll", () => this.scrolled(), { passive: true });
    this.pill.addEventListener("click", () => this.toEnd());
    // Fonts, pictures and the growing composer change heights after a row was added.
    const watch = new ResizeObserver(() => this.atEnd && this.toEnd());
    watch.observe(this.log);
    watch.observe(this.scroller);
    this.screen.addEventListener("dragover", (event) => event.preventDefault());
    this.screen.addEventListener("drop", (event) => {
      event.preventDefault();
      const [file] = event.dataTransfer.files;
      if (file) this.composer.take(file);
    });
  }

  /** Shows the person's particulars; what the playground itself offers is in the page's language. */
  setPerson(person, pageLanguage) {
    this.person = person;
    const shape = JSON.stringify([this.name, person.label, person.blocked, pageLanguage]);
    if (shape === this.shape) return;
    this.shape = shape;
    this.element.lang = langTag(this.language);
    this.element.setAttribute("aria-label", [this.name, person.label].filter(Boolean).join(", "));
    this.scroller.setAttribute("aria-label", this.text("messages", { name: this.name }));
    this.head.fill(person, this.name, pageLanguage);
    this.blockedNote();
  }

  /** Whoever blocked the bot can only take that back, as in Telegram. */
  blockedNote() {
    const { blocked } = this.person;
    this.note?.remove();
    this.composer.element.hidden = Boolean(blocked);
    this.element.classList.toggle("blocked", Boolean(blocked));
    if (!blocked) return;
    const undo = h("button", { type: "button", class: "unblock", text: this.text("unblock") });
    undo.addEventListener("click", () => this.hooks.block(this.person, false));
    this.note = h("div", { class: "blocked-note" }, h("p", { text: this.text("blocked") }), undo);
    this.screen.after(this.note);
  }

  /** Reads the chat and the commands anew; rows that changed meanwhile by an event stay. */
  async load() {
    const since = this.changes;
    const [chat, menu] = await Promise.all([api.chat(this.person.id), api.commands(this.person.id)]);
    const known = new Set(chat.messages.map((message) => message.message_id));
    const oldest = chat.messages.length < PAGE ? -Infinity : chat.messages[0].message_id;
    for (const [id, row] of this.rows) {
      if (id >= oldest && !known.has(id) && row.change <= since) this.remove(id);
    }
    this.scroller.setAttribute("aria-busy", "true");
    for (const message of chat.messages) this.place(message, { since });
    this.scroller.setAttribute("aria-busy", "false");
    this.composer.setCommands(menu.commands);
    this.complete = chat.messages.length < PAGE;
    this.tidy();
    if (this.atEnd) this.toEnd();
  }

  async older() {
    const first = this.log.querySelector(".row");
    if (this.complete || this.fetching || !first) return;
    this.fetching = true;
    try {
      const chat = await api.chat(this.person.id, Number(first.dataset.message));
      const height = this.scroller.scrollHeight;
      for (const message of chat.messages) this.place(message, {});
      this.complete = chat.messages.length < PAGE;
      this.tidy();
      this.scroller.scrollTop = this.top + this.scroller.scrollHeight - height;
    } catch (error) {
      this.hooks.fail(error);
    } finally {
      this.fetching = false;
    }
  }

  async loadCommands() {
    this.composer.setCommands((await api.commands(this.person.id)).commands);
  }

  /** A message or an edit from the stream; one seen before changes nothing. */
  receive(message) {
    if (!this.place(message, { live: true })) return;
    this.tidy();
    if (!message.from_me) this.head.typing(false);
    if (this.atEnd || message.from_me) this.toEnd();
    else this.showPill();
  }

  /** Puts a message in its place by id; returns whether anything changed. */
  place(message, { since = Infinity, live = false }) {
    const known = this.rows.get(message.message_id);
    if (known && (known.event === message.event || known.change > since)) return false;
    if (known && live && known.event > message.event) return false;
    const element = messageRow(message, this.language, this.actions);
    this.changes += 1;
    this.rows.set(message.message_id, { event: message.event, change: this.changes, element, message });
    if (known) this.swap(known.element, element);
    else this.insert(message, element, live);
    this.presses.restore(message.message_id, element);
    return true;
  }

  swap(before, after) {
    const held = before.contains(document.activeElement);
    after.classList.add("flash");
    before.replaceWith(after);
    if (held) (after.querySelector(".key") ?? this.scroller).focus({ preventScroll: true });
  }

  insert(message, element, live) {
    const later = [...this.log.querySelectorAll(".row")].reverse();
    const before = later.find((row) => Number(row.dataset.message) < message.message_id);
    if (before) before.after(element);
    else this.log.prepend(element);
    if (!live) return;
    element.classList.add("fresh");
    if (message.from_me) return;
    if (!this.atEnd) this.unseen += 1;
    this.hooks.unseen(this);
  }

  remove(messageId) {
    this.rows.get(messageId)?.element.remove();
    this.rows.delete(messageId);
    this.tidy();
  }

  /** Day headings stand before the first row of each day; an empty chat offers to start. */
  tidy() {
    for (const heading of this.log.querySelectorAll(".day, .nothing")) heading.remove();
    let last = "";
    for (const row of this.log.querySelectorAll(".row")) {
      const day = dayText(Number(row.dataset.date), this.language);
      if (day !== last) row.before(h("li", { class: "day", "aria-hidden": "true" }, h("span", { text: day })));
      last = day;
    }
    if (this.rows.size === 0) this.log.append(this.nothing());
  }

  nothing() {
    const start = h("button", { type: "button", class: "start", text: this.text("start") });
    start.addEventListener("click", () => this.say("/start"));
    return h("li", { class: "nothing" }, h("p", { text: this.text("empty") }), start);
  }

  get actions() {
    return {
      say: (text) => this.say(text),
      copy: (text) => this.notices.copy(text),
      press: (messageId, data) => this.presses.press(messageId, data),
      elsewhere: () => this.notices.toast(this.text("not_here")),
    };
  }

  /** Sends what the person typed, in the order typed; a failure is told and the text given back. */
  say(text) {
    this.inTurn(
      async () => {
        for (const piece of pieces(text)) this.receive((await api.text(this.person.id, piece)).message);
      },
      () => this.composer.text.value || this.composer.put(text),
    );
  }

  attach(file, caption, kind) {
    this.inTurn(
      async () => this.receive((await api.file(this.person.id, file, caption, kind)).message),
      () => this.composer.take(file),
    );
  }

  inTurn(act, giveBack) {
    this.outgoing = this.outgoing.then(act).catch((error) => {
      giveBack();
      this.notices.toast(this.text("failed", { reason: error.message }));
    });
  }

  typing() {
    this.head.typing(true);
    clearTimeout(this.typingTimer);
    this.typingTimer = setTimeout(() => this.head.typing(false), TYPING_LASTS);
  }

  /** Only a move upwards leaves the end: content that grows below is followed. */
  scrolled() {
    const { scrollTop, scrollHeight, clientHeight } = this.scroller;
    if (scrollHeight - scrollTop - clientHeight < NEAR_END) this.atEnd = true;
    else if (scrollTop < this.top) this.atEnd = false;
    this.top = scrollTop;
    if (this.atEnd) this.unseen = 0;
    else if (scrollTop < NEAR_END) this.older();
    this.showPill();
  }

  toEnd() {
    this.scroller.scrollTop = this.scroller.scrollHeight;
    this.top = this.scroller.scrollTop;
    this.atEnd = true;
    this.unseen = 0;
    this.showPill();
  }

  showPill() {
    const news = this.unseen > 0;
    this.pill.hidden = this.atEnd;
    this.pill.setAttribute("aria-label", this.text(news ? "new_messages" : "to_end"));
    this.pill.replaceChildren(
      ...(news ? [h("span", { text: `${this.text("new_messages")} (${this.unseen})` })] : []),
      icon("down"),
    );
  }
}
