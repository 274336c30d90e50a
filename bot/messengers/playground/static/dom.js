// Elements, tabs and dialogs. Text only ever enters a page as text.

export const byId = (id) => document.getElementById(id);

export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "class") element.className = value;
    else if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

// A list of tabs: one of them is in the tab order, arrows lead to the others.
export function tabs(list, panel, items, chosen, choose) {
  const focused = list.contains(document.activeElement);
  const buttons = items.map((item) =>
    make(
      "button",
      {
        type: "button",
        role: "tab",
        id: `${list.id}-${item.id}`,
        "aria-selected": item.id === chosen ? "true" : "false",
        "aria-controls": panel.id,
        tabindex: item.id === chosen ? 0 : -1,
        "data-testid": item.testid,
        "data-id": item.id,
        "data-unread": item.unread || 0,
        onclick: () => choose(item.id),
      },
      ...item.content,
    ),
  );
  list.replaceChildren(...buttons);
  panel.setAttribute("aria-labelledby", `${list.id}-${chosen}`);
  const selected = buttons.find((button) => button.getAttribute("aria-selected") === "true");
  if (focused) selected?.focus();
  return selected;
}

export function walk(list) {
  list.addEventListener("keydown", (event) => {
    const all = [...list.querySelectorAll("[role=tab]")];
    const at = all.indexOf(document.activeElement);
    const to = { ArrowRight: at + 1, ArrowDown: at + 1, ArrowLeft: at - 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[
      event.key
    ];
    if (at < 0 || to === undefined) return;
    event.preventDefault();
    const next = all[(to + all.length) % all.length];
    next.click();
    byId(next.id)?.focus();
  });
}

export function badge(count, words) {
  if (!count) return null;
  return make("span", { class: "badge" }, make("span", { "aria-hidden": "true" }, String(count)), hidden(`, ${words}`));
}

export const hidden = (text) => make("span", { class: "hidden" }, text);

// Open a dialog; ``done`` is called with its form when it is confirmed.
export function dialog(id, prepare, done) {
  const element = byId(id);
  const form = element.querySelector("form");
  form.reset();
  prepare(form, element);
  form.onsubmit = (event) => {
    event.preventDefault();
    element.close();
    done(form);
  };
  element.querySelector("[data-close]").onclick = () => element.close();
  element.showModal();
}

let saying = 0;

// Words for those who hear the page.
export function announce(text) {
  const status = byId("status");
  clearTimeout(saying);
  status.textContent = "";
  saying = setTimeout(() => {
    status.textContent = text;
  }, 50);
}
