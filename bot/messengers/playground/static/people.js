// Those who can be played.

import { badge, byId, dialog, make, tabs, walk } from "./dom.js";
import { post, remember, texts } from "./net.js";
import { person, state, unread, unreadWords } from "./state.js";

const list = byId("people");

export function set_up(changed, guarded) {
  walk(list);
  list.addEventListener("click", (event) => {
    const tab = event.target.closest("[role=tab]");
    if (tab) choose(Number(tab.dataset.id), changed);
  });
  byId("block").onclick = () => {
    byId("commands").open = false;
    guarded(() => post("person", { person: person().id, blocked: !person().blocked }));
  };
  byId("add-person").onclick = () =>
    dialog(
      "dialog-person",
      () => {},
      async (form) => {
        const asked = { name: form.elements.name.value, part: form.elements.part.value };
        const made = await guarded(() => post("person", asked, { keyed: false }));
        if (made) choose(made.person, changed);
      },
    );
}

function showBlock() {
  byId("block").textContent = person()?.blocked ? texts.unblock : texts.block;
}

export function choose(id, changed) {
  state.person = id;
  remember("person", id);
  changed();
}

export function show() {
  showBlock();
  const chosen = person()?.id;
  const items = state.people.map((one) => {
    const count = one.id === chosen ? 0 : unread(String(one.id));
    return {
      id: one.id,
      testid: "person",
      unread: count,
      content: [
        make("span", { class: "face", "aria-hidden": "true", "data-color": one.id % 6 }, initials(one.name)),
        make(
          "span",
          { class: "who" },
          make("span", { class: "name" }, one.name),
          make("span", { class: "part" }, one.blocked ? texts.blocked : one.part),
        ),
        badge(count, unreadWords(count)),
      ],
    };
  });
  const selected = tabs(list, byId("chat-panel"), items, chosen, () => {});
  selected?.scrollIntoView({ block: "nearest", inline: "nearest" });
}

const initials = (name) =>
  name
    .split(/[\s,]+/)
    .slice(0, 2)
    .map((word) => [...word][0] ?? "")
    .join("");
