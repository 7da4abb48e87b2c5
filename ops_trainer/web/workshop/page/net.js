// Talking with the facilitator's computer: requests, and the stream of events that always finds its way back.

const SILENCE_MS = 40_000; // the server sends something every 15 seconds
const LONGEST_MS = 8_000;

export class Refusal extends Error {
  constructor(status, body, wait) {
    super((body && body.error) || String(status));
    this.status = status;
    this.code = (body && body.error) || "";
    this.said = (body && body.message) || {};
    this.wait = wait;
  }
}

const ROOT = new URL("..", import.meta.url); // where the pages stand, behind a path of a proxy too

export const roomPath = (pin) => `api/rooms/${encodeURIComponent(pin)}`;

export async function call(path, what, body) {
  const reply = await fetch(new URL(`${path}/${what}`.replace(/\/$/, ""), ROOT), {
    method: body === undefined ? "GET" : "POST",
    headers: body === undefined ? {} : { "Content-Type": "application/json" },
    body: body === undefined ? undefined : JSON.stringify(body),
    cache: "no-store",
    credentials: "same-origin",
    signal: "timeout" in AbortSignal ? AbortSignal.timeout(15_000) : undefined,
  });
  const found = reply.status === 204 ? null : await reply.json().catch(() => null);
  if (!reply.ok) throw new Refusal(reply.status, found, Number(reply.headers.get("Retry-After")) || 0);
  return { status: reply.status, body: found };
}

export const pause = (ms) => new Promise((done) => setTimeout(done, ms));

// Waits longer each time, and not all phones at the same moment.
export function patience(tries) {
  return Math.min(400 * 2 ** tries, LONGEST_MS) * (0.6 + Math.random() * 0.8);
}

export class Line {
  // `path` is what the events are of; `take` gets each event by name; `refresh` fetches the whole snapshot and tells whether that worked; `up` is told
  // whether there is a connection.
  constructor(path, take, refresh, up) {
    Object.assign(this, { path, take, refresh, up, tries: 0, source: null, heard: 0, timer: 0, closed: false });
    this.watch = setInterval(() => this.check(), 5_000);
  }

  open() {
    this.drop();
    if (this.closed) return;
    const source = new EventSource(new URL(this.path, ROOT));
    this.source = source;
    this.heard = Date.now();
    source.onopen = () => this.well(source);
    for (const name of ["room", "me", "gone", "screen", "beat"]) {
      source.addEventListener(name, (event) => {
        if (source !== this.source) return;
        this.well(source);
        this.take(name, JSON.parse(event.data));
      });
    }
    source.onerror = () => source === this.source && this.lost();
  }

  well(source) {
    if (source !== this.source) return;
    this.heard = Date.now();
    this.tries = 0;
    this.up(true);
  }

  lost() {
    this.drop();
    this.up(false);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.again(), patience(this.tries++));
  }

  // The snapshot first: it tells at once where the room is, and whether one is still in it.
  async again() {
    clearTimeout(this.timer);
    if (this.closed) return;
    this.drop();
    if (await this.refresh()) this.open();
    else if (!this.closed) this.lost();
  }

  check() {
    if (this.source && !document.hidden && Date.now() - this.heard > SILENCE_MS) this.lost();
  }

  drop() {
    if (this.source) this.source.close();
    this.source = null;
  }

  close() {
    this.closed = true;
    this.drop();
    clearTimeout(this.timer);
    clearInterval(this.watch);
  }
}
