// What the page knows: it hears it from the program and keeps nothing that it could not hear again.

import { recall, remember, texts } from "./net.js";

export const state = {
  lines: new Map(),
  chats: new Map(),
  groups: new Map(),
  presses: new Map(),
  people: [],
  person: recall("person"),
  group: recall("group"),
  section: recall("section") ?? "joining",
  seen: recall("seen"),
};

export const person = () => state.people.find((one) => one.id === state.person) ?? state.people[0];
export const group = () => state.groups.get(state.group);
export const chat = (id) => state.chats.get(id) ?? [];

// Take a line in; true when the page has not shown it before.
export function take(line) {
  if (line.kind === "group") {
    state.groups.set(-line.id, { id: -line.id, title: line.title, bot: line.bot, sections: line.sections });
    return false;
  }
  const fresh = !state.lines.has(line.id);
  state.lines.set(line.id, line);
  if (fresh) {
    const ids = chat(line.chat);
    const at = ids.findLastIndex((id) => id < line.id) + 1;
    state.chats.set(line.chat, [...ids.slice(0, at), line.id, ...ids.slice(at)]);
  }
  if (line.kind === "press") {
    state.presses.set(Number(line.shown), line);
  }
  return fresh;
}

// What was said and what has changed since both count. Where a line counts as unread: a private chat or a section of a group.
export const place = (line) => (line.chat < 0 ? `${line.chat}:${line.section}` : String(line.chat));

export function unread(where) {
  const seen = state.seen?.[where] ?? 0;
  let count = 0;
  for (const line of state.lines.values()) {
    if (line.mine && line.revision > seen && place(line) === where) count += 1;
  }
  return count;
}

export function see(where) {
  let last = state.seen?.[where] ?? 0;
  for (const line of state.lines.values()) {
    if (line.mine && line.revision > last && place(line) === where) last = line.revision;
  }
  if (state.seen?.[where] === last) return;
  state.seen = { ...state.seen, [where]: last };
  remember("seen", state.seen);
}

// On the first visit nothing is news.
export function seeAll() {
  if (state.seen) return;
  state.seen = {};
  for (const where of new Set([...state.lines.values()].map(place))) see(where);
}

const rules = new Intl.PluralRules(texts.locale);

export const unreadWords = (count) => `${count} ${texts.unread[rules.select(count)]}`;

export function time(at, zone) {
  return new Intl.DateTimeFormat(texts.locale, { timeZone: zone, hour: "2-digit", minute: "2-digit" }).format(new Date(at));
}

export function day(at, zone) {
  const options = { timeZone: zone, weekday: "long", day: "numeric", month: "long" };
  return new Intl.DateTimeFormat(texts.locale, options).format(new Date(at));
}
