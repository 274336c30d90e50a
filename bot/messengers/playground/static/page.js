// The page: it listens to the program and shows what it hears.

import * as chat from "./chat.js";
import * as clock from "./clock.js";
import { announce, byId, dialog, make } from "./dom.js";
import * as group from "./group.js";
import { Failed, facts, post, texts } from "./net.js";
import * as people from "./people.js";
import { inside } from "./rich.js";
import { person, see, seeAll, state, take, unread, unreadWords } from "./state.js";

const trouble = byId("trouble");
let ready = false;

function complain(text) {
  trouble.textContent = text;
  trouble.hidden = !text;
}

// Do something that may fail; undefined when it did.
async function guarded(work) {
  try {
    const done = await work();
    complain("");
    return done ?? true;
  } catch (error) {
    complain(error instanceof Failed && error.status === 403 ? texts.reload : texts.failed);
    return undefined;
  }
}

function open(asked) {
  if (asked.name === "start") {
    view("chat");
    guarded(() => post("follow", { person: person().id, payload: asked.value }));
  } else if (asked.name === "startgroup") {
    group.bind(asked.value);
  } else if (asked.name === "post") {
    view("group");
    group.reveal(Number(asked.value));
  } else if (asked.name === "group") {
    view("group");
    group.choose(-Number(asked.value));
  }
}

const narrow = matchMedia("(max-width: 799px)");
const groupVisible = () => !narrow.matches || document.body.dataset.view === "group";
const chatVisible = () => !narrow.matches || document.body.dataset.view === "chat";

function view(name) {
  document.body.dataset.view = name;
  for (const button of document.querySelectorAll(".views button")) {
    button.setAttribute("aria-pressed", String(button.dataset.view === name));
  }
  if (ready) refresh();
}

function badges() {
  people.show();
  const inGroups = state.seen
    ? [...state.groups.keys()].flatMap((id) => texts.sections.map(([section]) => unread(`${id}:${section}`)))
    : [];
  mark("group", inGroups.reduce((sum, count) => sum + count, 0));
  mark("chat", state.people.reduce((sum, one) => sum + unread(String(one.id)), 0));
}

function mark(name, count) {
  const button = document.querySelector(`.views [data-view="${name}"]`);
  button.querySelector(".badge")?.remove();
  if (!count) return;
  const words = make("span", { class: "hidden" }, `, ${unreadWords(count)}`);
  button.append(make("span", { class: "badge" }, make("span", { "aria-hidden": "true" }, String(count)), words));
}

function refresh() {
  if (chatVisible() && person()) see(String(person().id));
  group.show();
  badges();
}

function changed() {
  chat.show();
  refresh();
}

function hear(lines) {
  const mine = person()?.id;
  let posted = null;
  for (const line of lines) {
    const fresh = take(line);
    if (!ready) continue;
    if (line.chat === mine && line.chat > 0) chat.update(line);
    if (fresh && line.kind === "post") posted = line;
  }
  if (!ready && state.people.length) {
    ready = true;
    seeAll();
    changed();
    arrive();
    document.body.dataset.ready = "true";
    return;
  }
  refresh();
  if (posted) announce(`${texts.new_post}: ${new Map(texts.sections).get(posted.section)}`);
}

// The page itself was opened by an invitation: ask who follows it.
function arrive() {
  const asked = inside(location.href);
  if (!asked) return;
  history.replaceState(null, "", "/playground");
  if (asked.name !== "start") {
    open(asked);
    return;
  }
  dialog(
    "dialog-follow",
    (form) => {
      const options = state.people.map((one) => make("option", { value: one.id }, one.name));
      form.elements.person.replaceChildren(...options);
      form.elements.person.value = String(person().id);
    },
    (form) => {
      people.choose(Number(form.elements.person.value), changed);
      open(asked);
    },
  );
}

function listen() {
  const source = new EventSource("/playground/events");
  const on = (name, work) => source.addEventListener(name, (event) => work(JSON.parse(event.data)));
  source.onopen = () => complain("");
  source.onerror = () => complain(texts.lost);
  on("hello", (hello) => {
    facts.token = hello.token;
  });
  on("people", (heard) => {
    const before = person();
    state.people = heard.people;
    if (!ready) return;
    const now = person();
    if (now?.id !== before?.id || now?.zone !== before?.zone) changed(); // somebody new has arrived, or moved
    else people.show();
  });
  on("commands", (heard) => chat.offer(heard.commands));
  on("clock", (heard) => clock.hear(heard));
  on("events", (heard) => clock.events(heard.events));
  on("lines", (heard) => hear(heard.lines));
}

chat.set_up(open, guarded);
people.set_up(changed, guarded);
group.set_up(open, guarded, groupVisible);
clock.set_up(guarded);
for (const button of document.querySelectorAll(".views button")) {
  button.onclick = () => view(button.dataset.view);
}
narrow.onchange = () => ready && refresh();
listen();
