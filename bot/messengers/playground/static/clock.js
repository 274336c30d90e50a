// The clock of the program, and the buttons that move it.

import { announce, byId, make } from "./dom.js";
import { post, texts } from "./net.js";
import { person } from "./state.js";

const box = byId("clock");
let known = null;
let heard = 0;
let guarded = (work) => work();

export function set_up(guard) {
  guarded = guard;
  const move = (to, more = {}) => guarded(() => post("clock", { to, person: person()?.id, ...more }, { keyed: false }));
  byId("move-hour").onclick = () => move("hour");
  byId("move-morning").onclick = () => move("morning");
  byId("move-event").onclick = () => move("event", { event: Number(byId("event").value) });
  byId("move-stop").onclick = () => move("stop");
  setInterval(tick, 1000);
}

export function now() {
  return new Date(new Date(known.now).getTime() + (performance.now() - heard));
}

export function hear(clock) {
  const moved = known?.move;
  known = clock;
  heard = performance.now();
  const moving = Boolean(clock.move);
  box.dataset.moving = String(moving);
  const focused = document.activeElement;
  for (const id of ["move-hour", "move-morning"]) byId(id).disabled = moving;
  byId("move-event").disabled = moving || !byId("event").value;
  byId("move-stop").hidden = !moving;
  byId("progress").hidden = !moving;
  if (moving) {
    const [from, to] = [new Date(clock.move.from), new Date(clock.move.to)];
    byId("progress").value = (new Date(clock.now) - from) / (to - from);
    if (!moved) {
      announce(texts.moving);
      if (box.contains(focused)) byId("move-stop").focus(); // the other buttons rest now
    }
  } else if (moved) {
    const reached = new Date(clock.now) >= new Date(moved.to);
    announce(reached ? texts.arrived : texts.stopped);
    if (focused === byId("move-stop")) byId("move-hour").focus();
  }
  tick();
}

export function events(list) {
  const choice = byId("event");
  const before = choice.value;
  choice.replaceChildren(...list.map((event) => make("option", { value: event.id }, label(event))));
  if (!list.length) choice.append(make("option", { value: "" }, texts.no_events));
  if (list.some((event) => String(event.id) === before)) choice.value = before;
  choice.disabled = !list.length;
  byId("move-event").disabled = !list.length || box.dataset.moving === "true";
}

function label(event) {
  const options = { timeZone: event.zone, day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" };
  return `${new Intl.DateTimeFormat(texts.locale, options).format(new Date(event.at))} · ${event.title}`;
}

function tick() {
  const who = person();
  if (!known || !who) return;
  const at = now();
  const options = { timeZone: who.zone, weekday: "short", day: "numeric", month: "long", hour: "2-digit", minute: "2-digit" };
  const shown = `${new Intl.DateTimeFormat(texts.locale, options).format(at)} (${who.city})`;
  const element = byId("now");
  element.dateTime = at.toISOString();
  if (element.textContent !== shown) element.textContent = shown;
}
