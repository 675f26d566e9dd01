/** Starts the page: reads the state, follows the events, keeps phones, crowd and guide in step. */

import { api, follow } from "./api.js";
import { Crowd } from "./crowd.js";
import { drawGuide } from "./guide.js";
import { Phone } from "./phone.js";
import { emptyStage, Shell, Tabs } from "./shell.js";
import { langTag } from "./texts.js";

const CROWD_PAUSE = 400;
const TOLD = 8000;

const byId = (id) => document.getElementById(id);
const people = new Map();
const phones = new Map();
let crowdState = { waiting: 0, answered: 0, running: false, people: [] };
let steps = [];
let crowdTimer = null;
let tellTimer = null;

const shell = new Shell(() => draw());
const tabs = new Tabs(byId("tabs"), byId("stage"));
const crowd = new Crowd(byId("crowd"), {
  answer: (who, choice) => attempt(async () => {
    await api.answer(who, choice);
    refreshCrowd();
  }),
  show: (person, shown) => attempt(async () => {
    takePerson((await api.patch(person.id, { shown })).person);
    if (shown) phones.get(person.id)?.element.scrollIntoView({ inline: "start", block: "nearest" });
  }),
});

const hooks = {
  hide: (person) => attempt(async () => takePerson((await api.patch(person.id, { shown: false })).person)),
  block: (person, blocked) => attempt(async () => {
    const answer = await api.block(person.id, blocked);
    takePerson(answer.person ?? { ...people.get(person.id), blocked });
  }),
  fail: (error) => tell(error),
  unseen: (phone) => tabs.unseen(phone.element),
};

/** A failure that belongs to no phone is said in the line under the header. */
function tell(error) {
  const line = byId("offline");
  line.textContent = shell.text("failed", { reason: error.message });
  line.hidden = false;
  clearTimeout(tellTimer);
  tellTimer = setTimeout(() => (line.hidden = true), TOLD);
}

async function attempt(act) {
  try {
    await act();
  } catch (error) {
    tell(error);
  }
}

function takePerson(person) {
  people.set(person.id, person);
  draw();
}

function draw() {
  drawPhones();
  crowd.draw([...people.values()], crowdState, shell.language);
  showGuide();
}

function drawPhones() {
  const shown = [...people.values()].filter((person) => person.shown);
  for (const [id, phone] of phones) {
    // A phone is made for one language; another language makes another phone.
    const person = people.get(id);
    if (person?.shown && person.language_code === phone.language) continue;
    phone.element.remove();
    phones.delete(id);
  }
  document.querySelector(".no-phones")?.remove();
  shown.forEach((person, at) => {
    if (!phones.has(person.id)) addPhone(person, byId("phones").children[at]);
    phones.get(person.id).setPerson(person, shell.language);
  });
  if (shown.length === 0) byId("phones").append(emptyStage(shell.text("no_phones")));
  drawTabs();
}

function addPhone(person, before) {
  const phone = new Phone(person, hooks);
  phones.set(person.id, phone);
  byId("phones").insertBefore(phone.element, before ?? null);
  attempt(() => phone.load());
}

/** Tabs are drawn anew only when they would differ, so that counts and focus stay. */
function drawTabs() {
  const order = [...byId("phones").children].map((element) => phones.get(Number(element.dataset.person)));
  const panels = order.filter(Boolean).map(({ element, person, name, language }) => ({
    element,
    text: person.label || name,
    lang: langTag(language),
  }));
  panels.push({ element: byId("crowd"), text: shell.text("crowd"), lang: langTag(shell.language) });
  const shape = JSON.stringify(panels.map(({ element, text }) => [element.id, text]));
  if (shape === tabs.shape) return;
  tabs.shape = shape;
  tabs.draw(panels);
}

function showGuide() {
  const mark = (id) => attempt(() => api.stepDone(id));
  drawGuide(byId("guide"), steps, shell.language, mark);
}

/** Reads the crowd's progress a moment after something moved, and on while it runs. */
function refreshCrowd() {
  crowdTimer ??= setTimeout(() => attempt(async () => {
    crowdTimer = null;
    crowdState = (await api.state()).crowd;
    crowd.draw([...people.values()], crowdState, shell.language);
    if (crowdState.running) refreshCrowd();
  }), CROWD_PAUSE);
}

/** Reads everything anew, at the start and after every break of the stream. */
async function readAll() {
  const state = await api.state();
  people.clear();
  for (const person of state.people) people.set(person.id, person);
  crowdState = state.crowd;
  steps = state.guide;
  const before = [...phones.values()];
  draw();
  await Promise.all(before.filter((phone) => phones.has(phone.person.id)).map((phone) => phone.load()));
}

const handlers = {
  message: (phone, event) => phone?.receive(event.message),
  edit: (phone, event) => phone?.receive(event.message),
  delete: (phone, event) => phone?.remove(event.message_id),
  typing: (phone) => phone?.typing(),
  pressed: (phone, event) => phone?.presses.told(event.message_id, event.data, event.query_id),
  commands: () => phones.forEach((phone) => attempt(() => phone.loadCommands())),
  person: (_, event) => takePerson(event.person),
  guide: (_, event) => {
    steps = event.guide;
    showGuide();
  },
  resync: () => attempt(readAll),
  toast: (phone, event) => {
    if (!phone?.presses.answer(event.query_id) || !event.text) return;
    if (event.alert) phone.notices.alert(event.text);
    else phone.notices.toast(event.text);
  },
};

follow(
  (event) => {
    handlers[event.type]?.(phones.get(event.chat), event);
    if (event.type === "message" || event.type === "edit" || event.type === "person") refreshCrowd();
  },
  (up, again) => {
    clearTimeout(tellTimer);
    byId("offline").textContent = shell.text("offline");
    byId("offline").hidden = up;
    if (up && again) attempt(readAll);
  },
);
attempt(async () => {
  await readAll();
  // Snapping would otherwise keep to the panel that was there before the phones came.
  byId("stage").scrollTo({ left: 0, behavior: "instant" });
});
