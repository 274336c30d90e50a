// Neutral spans → elements. Only addresses of known kinds become links.

import { make } from "./dom.js";

const KNOWN = new Set(["http:", "https:", "mailto:", "tel:"]);
const OURS = new Set(["127.0.0.1", "localhost", "[::1]", location.hostname]);
const ADDRESS = /https?:\/\/[^\s<>"«»]+[^\s<>"«».,;:!?)\]]/g;

function parse(address) {
  try {
    const url = new URL(address, location.href);
    return KNOWN.has(url.protocol) ? url : null;
  } catch {
    return null;
  }
}

// What a link to the playground itself asks for; null for any other link.
export function inside(address) {
  const url = parse(address);
  if (!url || !OURS.has(url.hostname) || url.pathname !== "/playground") return null;
  for (const name of ["start", "startgroup", "post", "group"]) {
    if (url.searchParams.has(name)) return { name, value: url.searchParams.get(name) };
  }
  return null;
}

export function anchor(address, content, open, attributes = {}) {
  const url = parse(address);
  if (!url) return make("span", {}, ...content);
  const asked = inside(address);
  if (asked) {
    const follow = (event) => {
      event.preventDefault();
      open(asked);
    };
    return make("a", { ...attributes, href: url.pathname + url.search, onclick: follow }, ...content);
  }
  return make("a", { ...attributes, href: url.href, target: "_blank", rel: "noopener noreferrer" }, ...content);
}

function* autolinked(text, open) {
  let from = 0;
  for (const found of text.matchAll(ADDRESS)) {
    yield text.slice(from, found.index);
    yield anchor(found[0], [found[0]], open);
    from = found.index + found[0].length;
  }
  yield text.slice(from);
}

export function rich(spans, open) {
  const whole = make("div", { class: "text" });
  for (const span of spans) {
    let nodes = span.link ? [anchor(span.link, [span.text], open)] : [...autolinked(span.text, open)];
    if (span.italic) nodes = [make("em", {}, ...nodes)];
    if (span.bold) nodes = [make("strong", {}, ...nodes)];
    whole.append(...nodes);
  }
  return whole;
}

export function pictures(list) {
  if (!list.length) return null;
  const figures = list.map((one) =>
    make(
      "figure",
      {},
      make("img", { src: `/playground/picture/${one.id}`, alt: one.alt, loading: "lazy" }),
      one.alt ? make("figcaption", {}, one.alt) : null,
    ),
  );
  return make("div", { class: "pictures", "data-count": list.length }, ...figures);
}
