/** Buttons under way: a pressed button turns until its query is answered. */

import { api } from "./api.js";

/** Telegram's apps stop waiting for a bot's answer after a while. */
const PATIENCE = 20_000;
const REMEMBERED = 50;

export class Presses {
  constructor(phone) {
    this.phone = phone;
    this.open = new Map();
    this.answered = new Set();
  }

  static key(messageId, data) {
    return `${messageId} ${data}`;
  }

  /** The person presses; a second press on a turning button does nothing. */
  async press(messageId, data) {
    const key = Presses.key(messageId, data);
    if (this.open.has(key)) return;
    this.begin(messageId, data, null);
    try {
      const { query_id: query } = await api.press(this.phone.person.id, messageId, data);
      const turning = this.open.get(key);
      if (turning) turning.query = query;
      if (this.answered.has(query)) this.end(key);
    } catch (error) {
      this.end(key);
      const gone = error.message.includes("DATA_INVALID");
      this.phone.notices.toast(
        gone ? this.phone.text("gone") : this.phone.text("failed", { reason: error.message }),
      );
    }
  }

  /** A press told by the stream: from this page, from another one or from the test. */
  told(messageId, data, query) {
    const turning = this.open.get(Presses.key(messageId, data));
    if (!turning) this.begin(messageId, data, query ?? null, true);
    else turning.query ??= query ?? null;
  }

  begin(messageId, data, query, remote = false) {
    const key = Presses.key(messageId, data);
    const timer = setTimeout(() => this.end(key), PATIENCE);
    this.open.set(key, { messageId, data, query, remote, timer });
    this.mark(messageId, data, true);
  }

  /** A query was answered; returns false when that was told before. */
  answer(query) {
    if (this.answered.has(query)) return false;
    this.answered.add(query);
    if (this.answered.size > REMEMBERED) this.answered.delete(this.answered.values().next().value);
    for (const [key, turning] of this.open) {
      if (turning.query === query || (turning.remote && turning.query === null)) this.end(key);
    }
    return true;
  }

  end(key) {
    const turning = this.open.get(key);
    if (!turning) return;
    clearTimeout(turning.timer);
    this.open.delete(key);
    this.mark(turning.messageId, turning.data, false);
  }

  mark(messageId, data, busy) {
    const row = this.phone.rows.get(messageId);
    if (row) this.paint(row.element, data, busy);
  }

  paint(element, data, busy) {
    for (const key of element.querySelectorAll(".key")) {
      if (key.dataset.data !== data) continue;
      key.classList.toggle("busy", busy);
      key.setAttribute("aria-busy", String(busy));
    }
  }

  /** A row drawn anew keeps its buttons turning. */
  restore(messageId, element) {
    for (const turning of this.open.values()) {
      if (turning.messageId === messageId) this.paint(element, turning.data, true);
    }
  }
}
