// The groups of the playground, their sections and posts.

import { badge, byId, dialog, make, tabs, walk } from "./dom.js";
import { post, remember, texts } from "./net.js";
import { anchor, pictures, rich } from "./rich.js";
import { chat, day, group, person, see, state, time, unread, unreadWords } from "./state.js";

const list = byId("sections");
const posts = byId("posts");
const choice = byId("group");
let open = () => {};
let guarded = (work) => work();
let visible = () => true;

export function set_up(openLink, guard, isVisible) {
  open = openLink;
  guarded = guard;
  visible = isVisible;
  walk(list);
  choice.onchange = () => choose(Number(choice.value));
  byId("new-group").onclick = () =>
    name(texts.new_group, texts.group_name, async (title) => {
      const made = await guarded(() => post("group", { action: "create", title }));
      if (made) choose(made.group);
    });
  byId("rename-group").onclick = () =>
    name(texts.rename_group, group().title, (title) =>
      guarded(() => post("group", { action: "rename", group: state.group, title, person: person().id })),
    );
  byId("remove-bot").onclick = () =>
    guarded(() => post("group", { action: "remove", group: state.group, person: person().id }));
}

function name(title, value, done) {
  dialog(
    "dialog-group",
    (form, element) => {
      element.querySelector("h2").textContent = title;
      form.elements.title.value = value;
    },
    (form) => done(form.elements.title.value),
  );
}

// A link that adds the bot to a group was opened: which group is meant?
export function bind(payload) {
  dialog(
    "dialog-bind",
    (form) => {
      const known = [...state.groups.values()].map((one) => make("option", { value: one.id }, one.title));
      const select = form.elements.group;
      select.replaceChildren(...known, make("option", { value: "" }, texts.make_new));
      byId("bind-choice").hidden = !known.length;
      select.value = known.length ? String(state.group ?? known[0].value) : "";
      const naming = () => {
        byId("bind-name").hidden = select.value !== "";
        form.elements.title.required = select.value === "";
      };
      select.onchange = naming;
      form.elements.title.value = texts.group_name;
      naming();
    },
    async (form) => {
      let id = Number(form.elements.group.value);
      if (!id) {
        const made = await guarded(() => post("group", { action: "create", title: form.elements.title.value }));
        if (!made) return;
        id = made.group;
      }
      await guarded(() => post("group", { action: "add", group: id, payload, person: person().id }));
      choose(id);
    },
  );
}

export function choose(id, section = state.section) {
  state.group = id;
  state.section = section;
  remember("group", id);
  remember("section", section);
  show();
}

export function show() {
  if (!group()) state.group = [...state.groups.keys()].at(-1) ?? null;
  const shown = group();
  bar(shown);
  sections(shown);
  if (!shown) {
    posts.replaceChildren(make("p", { class: "empty", "data-testid": "no-group" }, texts.no_group));
    return;
  }
  if (visible()) see(`${shown.id}:${state.section}`);
  sections(shown);
  const found = chat(shown.id).map((id) => state.lines.get(id));
  const here = found.filter((line) => line.kind === "post" && line.section === state.section);
  const last = found.filter((line) => line.kind !== "post").at(-1);
  const elements = here.reverse().map(element);
  if (!elements.length) {
    elements.push(make("p", { class: "empty" }, shown.bot ? texts.empty[state.section] : texts.bot_how));
  }
  if (last) elements.push(make("p", { class: "note", "data-testid": "group-note" }, texts[last.kind]));
  keepingFocus(() => posts.replaceChildren(...elements));
}

function bar(shown) {
  const options = [...state.groups.values()].map((one) => make("option", { value: one.id }, one.title));
  choice.replaceChildren(...options);
  choice.hidden = !options.length;
  if (shown) choice.value = String(shown.id);
  byId("group-state").textContent = shown ? (shown.bot ? texts.bot_in : texts.bot_out) : "";
  byId("group-state").dataset.bot = String(Boolean(shown?.bot));
  byId("rename-group").hidden = !shown;
  byId("remove-bot").hidden = !shown?.bot;
}

function sections(shown) {
  list.hidden = !shown;
  const items = texts.sections.map(([id, title]) => {
    const count = shown && !(id === state.section && visible()) ? unread(`${shown.id}:${id}`) : 0;
    const own = shown?.sections?.[id] || title;
    return { id, testid: `section-${id}`, unread: count, content: [own, badge(count, unreadWords(count))] };
  });
  tabs(list, posts, items, state.section, (id) => choose(state.group, id));
}

function keepingFocus(work) {
  const held = document.activeElement?.closest?.(".post");
  const line = posts.contains(held) ? held.dataset.line : null;
  const at = line ? [...held.querySelectorAll("button, a, summary")].indexOf(document.activeElement) : -1;
  work();
  if (!line) return;
  const again = posts.querySelector(`[data-line="${line}"]`);
  ([...(again?.querySelectorAll("button, a, summary") ?? [])][at] ?? again ?? posts).focus({ preventScroll: true });
}

function element(line) {
  const zone = person()?.zone;
  const tags = line.hashtags.length ? make("p", { class: "tags" }, line.hashtags.map((tag) => `#${tag}`).join(" ")) : null;
  return make(
    "article",
    { class: "post", "data-testid": "post", "data-line": line.id, "data-section": line.section, tabindex: -1 },
    make(
      "header",
      {},
      make("b", {}, group().title),
      make("time", { datetime: line.at }, `${day(line.at, zone)}, ${time(line.at, zone)}`),
      line.edited ? make("span", { class: "edited", "data-testid": "edited" }, texts.edited) : null,
    ),
    pictures(line.pictures),
    rich(line.text, open),
    tags,
    line.changes ? make("p", { class: "changes" }, line.changes) : null,
    keyboard(line),
  );
}

function keyboard(line) {
  if (!line.rows.length) return null;
  const rows = line.rows.map((row) => make("div", { class: "row" }, ...row.map(key)));
  return make("div", { class: "keyboard", "data-testid": "keyboard" }, ...rows);
}

function key(button) {
  const attributes = { class: `key ${button.tone}`, "data-testid": "button" };
  if (button.url) return anchor(button.url, [button.label], open, attributes);
  const follow = () => open({ name: "start", value: button.invite });
  return make("button", { ...attributes, type: "button", "data-invite": button.invite, onclick: follow }, button.label);
}

// A link to a post was opened.
export function reveal(id) {
  const line = state.lines.get(id);
  if (!line || line.kind !== "post") return;
  choose(line.chat, line.section);
  const found = posts.querySelector(`[data-line="${id}"]`);
  found?.scrollIntoView({ block: "start" });
  found?.focus({ preventScroll: true });
}
