/** One message as a row of the log: picture or file, text, time and inline keyboard. */

import { h, icon, serverHtml } from "./dom.js";
import { phoneText, tongue, zoneOf } from "./texts.js";

const KILO = 1024;
const STYLES = new Set(["primary", "success", "danger"]);

/** The text that a t.me link makes a phone send ("/start …"), or null for every other address. */
export function startCommand(url) {
  let target;
  try {
    target = new URL(url);
  } catch {
    return null;
  }
  if (target.hostname !== "t.me" && target.hostname !== "telegram.me") return null;
  return `/start ${target.searchParams.get("start") ?? ""}`.trim();
}

function size(bytes, language) {
  const [value, unit] =
    bytes < KILO * KILO ? [Math.max(1, Math.round(bytes / KILO)), "kilobyte"] : [bytes / KILO / KILO, "megabyte"];
  return new Intl.NumberFormat(tongue(language), {
    style: "unit",
    unit,
    maximumFractionDigits: 1,
  }).format(value);
}

function formatter(language, options) {
  return new Intl.DateTimeFormat(tongue(language), { timeZone: zoneOf(language), ...options });
}

/** The calendar day of a Unix time on a phone's clock, written out in its language. */
export function dayText(unix, language) {
  const options = { weekday: "long", day: "numeric", month: "long", year: "numeric" };
  return formatter(language, options).format(unix * 1000);
}

function timeOf(message, language) {
  const clock = formatter(language, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  const iso = new Date(message.date * 1000).toISOString();
  return h(
    "span",
    { class: "meta" },
    message.edited && h("span", { class: "edited", text: phoneText(language, "edited") }),
    h("time", { datetime: iso, text: clock.format(message.date * 1000) }),
  );
}

function picture(message, language) {
  const best = message.photo.at(-1);
  return h("img", {
    class: "picture",
    src: message.file_url,
    alt: message.caption || phoneText(language, "photo"),
    width: best.width,
    height: best.height,
  });
}

function fileCard(file, url, language) {
  const name = file.file_name ?? phoneText(language, "attachment");
  return h(
    "a",
    {
      class: "file",
      href: url,
      download: name,
      "aria-label": phoneText(language, "download", { name }),
    },
    h("span", { class: "file-sign" }, icon("file")),
    h(
      "span",
      { class: "file-words" },
      h("span", { class: "file-name", text: name }),
      file.file_size !== undefined && h("span", { class: "file-size", text: size(file.file_size, language) }),
    ),
  );
}

function quoted(message) {
  const original = message.reply_to_message;
  const words = original?.text ?? original?.caption ?? original?.document?.file_name;
  return words && h("p", { class: "quoted", text: words });
}

/** Spoilers open on a press, long quotations unfold, links of t.me stay inside the phone. */
function enliven(body, actions, language) {
  for (const link of body.querySelectorAll("a[href]")) {
    const command = startCommand(link.href);
    if (command) {
      link.addEventListener("click", (event) => {
        event.preventDefault();
        actions.say(command);
      });
    } else if (link.protocol.startsWith("http")) {
      link.target = "_blank";
      link.rel = "noopener noreferrer";
    }
  }
  for (const hidden of body.querySelectorAll(".spoiler")) {
    hidden.tabIndex = 0;
    hidden.setAttribute("role", "button");
    const open = () => hidden.classList.add("open");
    hidden.addEventListener("click", open);
    hidden.addEventListener("keydown", (event) => event.key === "Enter" && open());
  }
  for (const quote of body.querySelectorAll("blockquote.expandable")) {
    const toggle = h("button", { type: "button", class: "unfold", text: phoneText(language, "expand") });
    toggle.setAttribute("aria-expanded", "false");
    toggle.addEventListener("click", () => {
      const open = quote.classList.toggle("open");
      toggle.setAttribute("aria-expanded", String(open));
      toggle.textContent = phoneText(language, open ? "collapse" : "expand");
    });
    quote.after(toggle);
  }
  for (const command of body.querySelectorAll(".command")) {
    command.tabIndex = 0;
    command.setAttribute("role", "button");
    const say = () => actions.say(command.dataset.command);
    command.addEventListener("click", say);
    command.addEventListener("keydown", (event) => event.key === "Enter" && say());
  }
}

function key(button, message, actions) {
  const style = STYLES.has(button.style) ? ` key-${button.style}` : "";
  const words = h("span", { class: "key-words", text: button.text });
  const command = button.url && startCommand(button.url);
  if (button.url && !command) {
    return h(
      "a",
      { class: `key${style}`, href: button.url, target: "_blank", rel: "noopener noreferrer" },
      words,
      icon("link"),
    );
  }
  const element = h("button", { type: "button", class: `key${style}` }, words);
  if (command) {
    element.append(icon("link"));
    element.addEventListener("click", () => actions.say(command));
  } else if (button.copy_text) {
    element.append(icon("copy"));
    element.addEventListener("click", () => actions.copy(button.copy_text.text));
  } else if (button.callback_data !== undefined) {
    element.dataset.data = button.callback_data;
    element.append(h("span", { class: "spinner", "aria-hidden": "true" }));
    element.addEventListener("click", () => actions.press(message.message_id, button.callback_data));
  } else {
    element.addEventListener("click", () => actions.elsewhere());
  }
  return element;
}

function keyboard(message, actions) {
  const rows = message.reply_markup?.inline_keyboard ?? [];
  if (rows.length === 0) return null;
  return h(
    "div",
    { class: "keyboard", role: "group" },
    rows.map((row) => h("div", { class: "keys" }, row.map((button) => key(button, message, actions)))),
  );
}

/**
 * The row of a message. `actions` has `say(text)`, `copy(text)`, `press(messageId, data)` and
 * `elsewhere()` for buttons that only Telegram itself can serve.
 */
export function messageRow(message, language, actions) {
  const file = message.document;
  const keys = keyboard(message, actions);
  const body = message.html ? h("div", { class: "words" }, serverHtml(message.html)) : null;
  if (body) enliven(body, actions, language);
  const bubble = h(
    "div",
    { class: message.photo ? "bubble with-picture" : "bubble" },
    quoted(message),
    message.photo && picture(message, language),
    file && fileCard(file, message.file_url, language),
    body,
    timeOf(message, language),
  );
  const kinds = ["row", message.from_me ? "mine" : "theirs", keys && "with-keys"].filter(Boolean);
  return h(
    "li",
    { class: kinds.join(" "), "data-message": message.message_id, "data-date": message.date },
    bubble,
    keys,
  );
}
