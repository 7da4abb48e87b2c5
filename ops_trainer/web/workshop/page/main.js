// The page of a player: keeps what the room says, shows the screen that fits, sends answers until they are saved.

import { remember, remembered } from "./dom.js";
import { pickByKey } from "./ask.js";
import { call, Line, patience, pause, Refusal, roomPath } from "./net.js";
import * as screens from "./screens.js";
import { note, tick, voteOf } from "./ticking.js";
import { firstLanguage, lang, say, speak, tell } from "./words.js";

const BEAT_SPREAD_MS = 3_000; // not all phones answer the same beat at the same moment
const stage = document.getElementById("stage");
const announcer = document.getElementById("announcer");
const at = {
  pin: (location.pathname.match(/\/(\d{6})$/) || [])[1] || remembered("pin") || "", given: /\/\d{6}$/.test(location.pathname),
  name: "", error: "", taken: false, busy: false, where: "boot", room: null, me: null, offset: 0, draft: null, sending: null,
  review: null, line: null, key: "", lostAt: 0, epoch: 0, unsaved: null, warned: "", text: remembered("text"),
};

const now = () => Date.now() + at.offset;
const announce = (text) => { announcer.textContent = ""; setTimeout(() => (announcer.textContent = text), 60); };
const ballotKey = () => voteOf(at);
const mine = (asked) => (at.me && at.me.run === asked.run && at.me.answers[asked.ballot - 1]) || null;

// what the server says

async function refresh() {
  const start = Date.now();
  const epoch = at.epoch;
  try {
    const reply = await call(roomPath(at.pin), "state");
    if (epoch !== at.epoch) return false; // was put out of the room meanwhile
    if (reply.status === 202) return wait();
    at.offset = reply.body.now - (start + Date.now()) / 2;
    at.room = reply.body.room;
    at.me = reply.body.me;
    at.where = "in";
    remember("pin", at.pin);
    show();
    return true;
  } catch (error) {
    if (epoch !== at.epoch || !(error instanceof Refusal) || error.status === 429 || error.status >= 500) return false;
    out(error);
    return false;
  }
}

function take(name, what) {
  if (name === "gone") return out(new Refusal(403, { error: "kicked" }, 0));
  if (name === "room") at.room = what;
  else if (name === "me") at.me = what;
  if (name === "beat") setTimeout(() => at.where === "in" && refresh(), Math.random() * BEAT_SPREAD_MS);
  else show();
}

function out(error) {
  at.epoch += 1;
  if (at.line) at.line.close();
  at.line = null;
  const known = at.me !== null || at.where === "waiting";
  at.me = at.room = at.sending = at.unsaved = null;
  if (error.code === "kicked") at.where = "gone";
  else {
    at.where = "join";
    at.error = error.code === "unknown_token" && !known ? "" : tell(error.said);
  }
  show();
}

async function wait() {
  at.where = "waiting";
  show();
  await pause(1500);
  if (at.where !== "waiting") return false;
  if (await refresh()) connect();
  else if (at.where === "waiting") wait();
  return false;
}

function connect() {
  if (at.line) at.line.close();
  at.line = new Line(`${roomPath(at.pin)}/events?answers_beats=true`, take, refresh, (up) => {
    at.lostAt = up ? 0 : at.lostAt || Date.now();
    note(at);
  });
  at.line.open();
}

// what the player does

const act = {
  announce,
  get pin() { return at.pin; },
  async join(pin, name, knock) {
    Object.assign(at, { pin, name, error: "", taken: false, busy: true });
    if (pin.length !== 6) return refuse(say("page.pin_hint"));
    try {
      const reply = await call(roomPath(pin), "players", { name, lang, knock });
      at.busy = false;
      if (reply.body.waiting) return wait();
      if (await refresh()) connect();
    } catch (error) {
      at.taken = error.code === "name_taken";
      refuse(error instanceof Refusal ? tell(error.said) || say("page.too_often") : say("page.no_answer_yet"));
    }
  },
  startOver() {
    Object.assign(at, { where: "join", name: "", error: "", taken: false });
    show();
  },
  async leave() {
    await call(roomPath(at.pin), "leave", {}).catch(() => null);
    refresh();
  },
  async comeBack() {
    await call(roomPath(at.pin), "return", {}).catch(() => null);
    refresh();
  },
  draft(draft, ready) {
    at.draft = ready ? draft : null;
    remember(`draft ${ballotKey()}`, draft);
    tick(at, now, announce);
  },
  send(sure) {
    const asked = at.room.question;
    deliver({ run: asked.run, ballot: asked.ballot, chosen: at.draft.chosen, text: at.draft.text, sure, lang });
  },
  toggleText() {
    at.text = !shown();
    remember("text", at.text);
    show(true);
  },
  async switchLanguage() {
    await speak(lang === "zh" ? "en" : "zh", true);
    show(true);
  },
  async copy(text, target) {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      const field = Object.assign(document.createElement("textarea"), { value: text });
      document.body.append(field);
      field.select();
      document.execCommand("copy");
      field.remove();
    }
    target.textContent = say("page.copied");
    announce(say("page.copied"));
  },
};

const shown = () => (at.text === null ? at.room.text : at.text);

function refuse(text) {
  Object.assign(at, { error: text, busy: false });
  show(true);
}

// An answer is sent again and again until it is known to be saved, or can't be any more.
async function deliver(body) {
  at.sending = body;
  at.error = "";
  remember(`sending ${at.pin}`, body);
  show();
  for (let tries = 0; at.sending === body; tries++) {
    try {
      const { body: kept } = await call(roomPath(at.pin), "answers", body);
      if (at.me && at.me.run !== kept.run) Object.assign(at.me, { run: kept.run, answers: [] });
      if (at.me) at.me.answers[kept.ballot - 1] = kept.answer;
      return delivered(body, "");
    } catch (error) {
      if (!(error instanceof Refusal) || error.status >= 500) {
        at.unsaved = error instanceof Refusal ? error.said : null;
        note(at);
        await pause(patience(tries));
      } else if (error.status === 429) await pause(1000 * (error.wait || 1));
      else {
        delivered(body, tell(error.said));
        if (!(await refresh()) && at.line) at.line.lost();
        return;
      }
    }
  }
}

function delivered(body, error) {
  if (at.sending === body) at.sending = at.unsaved = null;
  remember(`sending ${at.pin}`, null);
  at.error = error;
  show(Boolean(error));
}

// what is shown

function screen() {
  const { room, me } = at;
  if (at.where === "join") return ["join", () => screens.join(at, act)];
  if (at.where === "waiting") return ["waiting", () => screens.waiting(act)];
  if (at.where === "gone") return ["gone", () => screens.message(say("page.gone_title"))];
  if (!room || !me) return ["boot", () => screens.message(at.lostAt ? say("page.no_answer_yet") : "…", "", at.lostAt ? say("page.again") : "", () => location.reload())];
  if (me.left && room.phase !== "end") {
    return ["left", () => screens.message(say("page.left_title"), say("page.left_hint"), say("page.come_back"), act.comeBack)];
  }
  const asked = room.question;
  switch (room.phase) {
    case "lobby":
      return ["lobby", () => screens.lobby(room, me, act)];
    case "question": {
      const vote = `${asked.run}.${asked.ballot}`;
      const answer = mine(asked);
      const sending = at.sending && `${at.sending.run}.${at.sending.ballot}` === vote ? at.sending : null;
      const pending = sending && !answer; // nobody is told that there is no answer while it is on its way
      if (!pending && (!room.open || (room.ends && !room.paused && now() > room.ends + 700))) {
        return [`over ${vote} ${Boolean(answer)}`, () => screens.timeUp(room, answer)];
      }
      if (answer || sending) return [`${answer ? "sent" : "sending"} ${vote} ${room.ends}`, () => screens.sent(room, answer || sending, !answer)];
      return [`ask ${vote}`, () => {
        at.draft = remembered(`draft ${ballotKey()}`);
        return screens.ask(room, { draft: at.draft, text: shown(), error: at.error }, act);
      }];
    }
    case "discuss":
      return [`discuss ${asked.run}`, () => screens.discuss(room, mine(asked))];
    case "reveal":
      return [`reveal ${room.rev} ${JSON.stringify(me.result)} ${me.points}`, () => screens.reveal(room, me)];
    case "standings":
      return [`standings ${room.rev} ${me.points}`, () => screens.standings(room, me)];
    default:
      if (!at.review) review();
      return [`end ${room.rev} ${Boolean(at.review)}`, () => screens.end(room, me, at.review, act)];
  }
}

function show(anew = false) {
  const [key, make] = screen();
  if (anew || key !== at.key) {
    const stayed = key.split(" ", 2).join(" ") === at.key.split(" ", 2).join(" ");
    if (!stayed) at.error = at.where === "join" || key.startsWith("ask") ? at.error : "";
    at.key = key;
    const made = make();
    stage.className = made.middle ? "middle" : "";
    stage.dataset.screen = key.split(" ")[0];
    stage.replaceChildren(...made.parts.flat(Infinity).filter(Boolean));
    document.title = at.room?.title || say("page.title");
    if (made.focus && !matchMedia("(pointer: coarse)").matches) made.focus.focus();
    else if (!stayed) {
      stage.focus({ preventScroll: true });
      window.scrollTo(0, 0);
    }
    const heading = stage.querySelector("h1");
    if (heading && !stayed) announce(heading.textContent);
  }
  document.getElementById("bar").replaceChildren(...screens.bar(at.room, at.me, act));
  const people = document.getElementById("people");
  if (people && at.room) people.textContent = say("page.people", { n: at.room.players });
  tick(at, now, announce);
}

async function review() {
  for (let tries = 0; !at.review && at.room?.phase === "end"; tries++) {
    try {
      at.review = (await call(roomPath(at.pin), "review")).body;
      show();
    } catch (error) {
      if (error instanceof Refusal && error.status < 429) return;
      await pause(patience(tries));
    }
  }
}

setInterval(() => {
  tick(at, now, announce);
  if (at.room?.phase === "question") show();
}, 250);

// A phone that wakes up, comes back from another page, or changes its network: always the whole snapshot.
const awake = () => !document.hidden && at.where === "in" && at.line && at.line.again();
document.addEventListener("visibilitychange", awake);
window.addEventListener("pageshow", (event) => event.persisted && awake());
window.addEventListener("online", awake);
document.addEventListener("resume", awake);
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input[type=text]")) return;
  if (pickByKey(event.key)) event.preventDefault();
});

async function begin() {
  for (let tries = 0; ; tries++) {
    try {
      await speak(firstLanguage());
      break;
    } catch {
      await pause(patience(tries));
    }
  }
  show();
  if (at.pin.length !== 6) return act.startOver();
  const sending = remembered(`sending ${at.pin}`);
  for (let tries = 0; ; tries++) {
    if (await refresh()) break;
    if (at.where !== "boot") return;
    at.lostAt = at.lostAt || Date.now();
    show(true);
    await pause(patience(tries));
  }
  connect();
  if (sending) deliver(sending);
}

begin();
