// The private chat of the chosen person: messages, buttons, composer.

import { byId, hidden, make } from "./dom.js";
import { post, send, texts } from "./net.js";
import { anchor, pictures, rich } from "./rich.js";
import { chat, day, person, see, state, time } from "./state.js";

const log = byId("log");
const words = byId("composer-text");
const chosen = [];
let open = () => {};
let guarded = (work) => work();

export function set_up(openLink, guard) {
  open = openLink;
  guarded = guard;
  byId("start").onclick = () => guarded(() => post("follow", { person: person().id, payload: "" }));
  byId("composer").onsubmit = (event) => {
    event.preventDefault();
    say();
  };
  words.onkeydown = (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      say();
    }
  };
  words.oninput = grow;
  byId("photos").onchange = (event) => {
    chosen.push(...event.target.files);
    event.target.value = "";
    preview();
  };
  document.addEventListener("click", (event) => {
    const menu = byId("commands");
    if (!menu.contains(event.target)) menu.open = false;
  });
  byId("commands").onkeydown = (event) => {
    if (event.key !== "Escape") return;
    byId("commands").open = false;
    byId("commands").querySelector("summary").focus();
  };
}

function grow() {
  words.style.height = "auto";
  words.style.height = `${Math.min(words.scrollHeight + 2, 160)}px`;
}

async function say() {
  const text = words.value.trim();
  const files = chosen.splice(0);
  if (!text && !files.length) return;
  words.value = "";
  grow();
  preview();
  const about = { person: person().id, text };
  const done = await guarded(() => (files.length ? send("photo", about, files) : post("say", about)));
  if (!done && !words.value) {
    words.value = text; // nothing that was written is lost
    chosen.push(...files);
    preview();
    grow();
  }
}

function preview() {
  const list = byId("previews");
  for (const image of list.querySelectorAll("img")) URL.revokeObjectURL(image.src);
  list.hidden = !chosen.length;
  list.replaceChildren(
    ...chosen.map((file, at) =>
      make(
        "li",
        { "data-testid": "preview" },
        make("img", { src: URL.createObjectURL(file), alt: file.name }),
        make(
          "button",
          {
            type: "button",
            "aria-label": `${texts.remove_photo}: ${file.name}`,
            onclick: () => {
              chosen.splice(at, 1);
              preview();
              byId("photos").focus();
            },
          },
          "×",
        ),
      ),
    ),
  );
}

export function offer(commands) {
  byId("command-list").replaceChildren(
    ...commands.map(([name, description]) =>
      make(
        "li",
        {},
        make(
          "button",
          {
            type: "button",
            "data-testid": "command",
            "data-command": name,
            onclick: () => {
              byId("commands").open = false;
              words.focus();
              guarded(() => post("say", { person: person().id, text: `/${name}` }));
            },
          },
          make("b", {}, `/${name}`),
          ` ${description}`,
        ),
      ),
    ),
  );
}

// Show the whole chat of the person who was chosen.
export function show() {
  log.setAttribute("aria-live", "off");
  log.replaceChildren();
  const who = person();
  if (!who) return;
  for (const id of chat(who.id)) place(state.lines.get(id));
  byId("begin").hidden = log.childElementCount > 0;
  see(String(who.id));
  log.scrollTo({ top: log.scrollHeight, behavior: "instant" });
  setTimeout(() => log.setAttribute("aria-live", "polite"), 100);
}

// Show one line that is new or has changed.
export function update(line) {
  const atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 80;
  place(line);
  byId("begin").hidden = true;
  if (atEnd || !line.mine) log.scrollTo({ top: log.scrollHeight });
}

function place(line) {
  if (line.kind === "press") {
    const shown = state.lines.get(Number(line.shown));
    if (shown) replace(shown);
    return;
  }
  if (!replace(line)) {
    divide(line);
    log.append(element(line));
  }
}

function replace(line) {
  const old = log.querySelector(`[data-line="${line.id}"]`);
  if (!old) return false;
  const controls = [...old.querySelectorAll("button, a")];
  const at = controls.indexOf(document.activeElement);
  const fresh = element(line);
  old.replaceWith(fresh);
  if (at >= 0) {
    const now = [...fresh.querySelectorAll("button, a")];
    (now[Math.min(at, now.length - 1)] ?? log).focus({ preventScroll: true });
  }
  return true;
}

function divide(line) {
  const today = day(line.at, person().zone);
  const last = [...log.querySelectorAll(".day")].at(-1);
  if (last?.textContent !== today) log.append(make("p", { class: "day" }, today));
}

function element(line) {
  if (line.kind === "start") return note(line, line.payload ? texts.followed : texts.started);
  if (line.kind === "reach") return note(line, line.reachable ? texts.unblocked : texts.blocked);
  if (line.kind === "note") return note(line, line.text.map((span) => span.text).join(""));
  const content = line.mine ? [rich(line.text, open), pictures(line.pictures), paper(line.paper)] : said(line);
  return make(
    "article",
    {
      class: `message ${line.mine ? "theirs" : "own"}`,
      "data-testid": "message",
      "data-from": line.mine ? "bot" : "person",
      "data-line": line.id,
    },
    hidden(`${line.mine ? texts.bot : person().name}: `),
    make(
      "div",
      { class: "bubble" },
      ...content.filter(Boolean),
      make("time", { datetime: line.at }, time(line.at, person().zone)),
    ),
    line.mine ? keyboard(line) : null,
  );
}

const note = (line, text) => make("p", { class: "note", "data-line": line.id, "data-testid": "note" }, text);

function paper(file) {
  if (!file) return null;
  return make("p", {}, make("a", { href: `/playground/paper/${file.ref}`, download: file.name, "data-testid": "paper" }, file.name));
}

function said(line) {
  const files = line.files.map((file) => {
    if (file.kind === "file") return make("p", {}, file.name);
    const image = make("img", { src: `/playground/file/${file.ref}`, alt: file.name || texts.photo, loading: "lazy" });
    image.onerror = () => image.replaceWith(make("span", {}, `${texts.no_preview}: ${file.name} (${texts.unshown})`));
    return make("figure", {}, image);
  });
  return [
    files.length ? make("div", { class: "pictures", "data-count": files.length }, ...files) : null,
    line.text ? rich([{ text: line.text }], open) : null,
  ];
}

function keyboard(line) {
  if (!line.rows.length) return null;
  const pressed = state.presses.get(line.id);
  const latest = pressed && pressed.revision > line.revision ? pressed.press : null;
  return make(
    "div",
    { class: "keyboard", "data-testid": "keyboard" },
    ...line.rows.map((row) => make("div", { class: "row" }, ...row.map((button) => key(line, button, latest)))),
  );
}

function key(line, button, latest) {
  const attributes = { class: `key ${button.tone}`, "data-testid": "button" };
  if (button.url) return anchor(button.url, [button.label], open, attributes);
  if (button.invite) {
    return make(
      "button",
      { ...attributes, type: "button", "data-invite": button.invite, onclick: () => open({ name: "start", value: button.invite }) },
      button.label,
    );
  }
  const chosen = button.press === latest;
  const press = () => guarded(() => post("press", { person: line.chat, line: line.id, press: button.press }));
  return make(
    "button",
    { ...attributes, type: "button", "data-press": button.press, "data-pressed": chosen, onclick: press },
    chosen ? make("span", { class: "tick", "aria-hidden": "true" }, "✓ ") : null,
    button.label,
    chosen ? hidden(` (${texts.pressed})`) : null,
  );
}
