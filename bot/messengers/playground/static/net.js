// What is asked of the program. Every deed bears a key, so that a repeated request is one deed.

export const facts = JSON.parse(document.getElementById("facts").textContent);
export const texts = facts.texts;

const TRIES = 90;
const STRANGER = 10;
const PAUSE = 700;

export class Failed extends Error {
  constructor(status) {
    super(`the program answered ${status}`);
    this.status = status;
  }
}

function key() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

const rest = () => new Promise((resolve) => setTimeout(resolve, PAUSE));

// The program may be starting again just now: then the same request is made once more, with its new token.
// About a minute of silence is outlived, and some refusals, until the new token is known.
async function ask(path, request) {
  for (let left = TRIES, refused = STRANGER; ; left -= 1) {
    let answer = null;
    try {
      const { body, headers } = request();
      answer = await fetch(`/playground/${path}`, {
        method: "POST",
        headers: { ...headers, "X-Playground-Token": facts.token },
        body,
      });
    } catch (error) {
      if (left <= 1) throw error;
    }
    if (answer?.ok) return answer.json();
    if (answer?.status === 403) refused -= 1;
    if (answer && (answer.status !== 403 || refused <= 0)) throw new Failed(answer.status);
    await rest();
  }
}

export function post(path, asked, { keyed = true } = {}) {
  const body = JSON.stringify(keyed ? { ...asked, key: key() } : asked);
  return ask(path, () => ({ body, headers: { "Content-Type": "application/json" } }));
}

export function send(path, about, files) {
  const keyed = JSON.stringify({ ...about, key: key() });
  return ask(path, () => {
    const body = new FormData();
    body.append("about", keyed);
    for (const file of files) body.append("file", file, file.name);
    return { body, headers: {} };
  });
}

// Small things that the page remembers between visits; without storage it forgets them.
export function recall(name) {
  try {
    return JSON.parse(localStorage.getItem(`tezki.${name}`));
  } catch {
    return null;
  }
}

export function remember(name, value) {
  try {
    localStorage.setItem(`tezki.${name}`, JSON.stringify(value));
  } catch {
    // private windows may refuse
  }
}
