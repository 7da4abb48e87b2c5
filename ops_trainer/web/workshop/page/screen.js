// The projector page: shows the room as it is, large and for everybody, and can do nothing in it.

import { el, LETTERS, sign } from "./dom.js";
import { call, Line, patience, pause, Refusal } from "./net.js";
import { solution } from "./reveal.js";
import { top } from "./screens.js";
import { note, tick } from "./ticking.js";
import { firstLanguage, lang, say, speak, tell } from "./words.js";

const PATH = "api/screen";
const BANDS = { right: ["✓", "ok"], judge: ["?", "soft"], wrong: ["✗", "soft"] };
const stage = document.getElementById("stage");
const told = document.getElementById("told");
const at = {
  pin: "", where: "boot", room: null, me: null, offset: 0, error: "", busy: false, line: null, key: "", lostAt: 0, draft: null,
  unsaved: null, warned: "",
};

const now = () => Date.now() + at.offset;
const announce = (text) => { told.textContent = ""; setTimeout(() => (told.textContent = text), 60); };
const soft = (text) => el("p", { class: "soft" }, text);

// what the server says

function take(name, what) {
  if (name !== "screen") return;
  at.offset = what.now - Date.now();
  at.room = what;
  at.where = "in";
  show();
}

async function refresh() {
  try {
    take("screen", (await call(PATH, "state")).body);
    return true;
  } catch (error) {
    if (error instanceof Refusal && error.status === 403) out();
    return false;
  }
}

function out() {
  if (at.line) at.line.close();
  at.line = at.room = null;
  at.where = "enter";
  show(true);
}

function connect() {
  at.line = new Line(`${PATH}/events`, take, refresh, (up) => {
    at.lostAt = up ? 0 : at.lostAt || Date.now();
    note(at);
  });
  at.line.open();
}

async function enter(pin) {
  Object.assign(at, { error: "", busy: true });
  try {
    await call(PATH, "", { pin });
    at.busy = false;
    if (await refresh()) connect();
  } catch (error) {
    const words = error instanceof Refusal ? tell(error.said) || say("page.too_often") : say("page.no_answer_yet");
    Object.assign(at, { error: words, busy: false });
    out();
  }
}

// what is shown

function entering() {
  const pin = el("input", { type: "text", class: "pin", id: "pin", inputmode: "numeric", maxlength: "7", autocomplete: "off" });
  const form = el("form", { class: "stack", novalidate: true },
    el("label", { class: "field" }, say("page.screen_pin"), pin),
    at.error ? el("p", { class: "error", role: "alert" }, at.error) : null,
    el("button", { class: "main", disabled: at.busy }, say("page.screen_open")));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    enter(pin.value.replace(/\D/g, ""));
  });
  return [el("h1", {}, say("page.screen_title")), soft(say("page.screen_hint")), form];
}

const spelled = (pin) => `${pin.slice(0, 3)} ${pin.slice(3)}`;
const alone = (address) => /\/\/(127\.|localhost)/.test(address);
const short = (address) => address.replace(/^http:\/\//, "");

function drawnCode(rows) {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  svg.setAttribute("viewBox", `0 0 ${rows.length} ${rows.length}`);
  svg.setAttribute("class", "code");
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", say("page.screen_code"));
  svg.setAttribute("shape-rendering", "crispEdges");
  const path = document.createElementNS(space, "path");
  const dark = rows.flatMap((row, y) => [...row].map((one, x) => (one === "1" ? `M${x} ${y}h1v1h-1z` : "")));
  path.setAttribute("d", dark.join(""));
  path.setAttribute("fill", "#000");
  svg.append(path);
  return svg;
}

function lobby(room) {
  const rest = room.players - room.names.length;
  return [
    el("h1", {}, room.title),
    el("div", { class: "how" },
      room.code.length && !alone(room.address) ? drawnCode(room.code) : null,
      el("div", { class: "steps" },
        alone(room.address) ? el("p", {}, el("strong", {}, say("page.screen_alone"))) : null,
        room.address && !alone(room.address)
          ? [soft(say("page.step_network")), soft(say("page.step_open")), el("p", { class: "address" }, short(room.address)),
              soft(say("page.step_pin")), el("p", { class: "digits" }, spelled(room.pin))]
          : null,
        room.locked ? el("p", {}, el("span", { class: "tag" }, say("page.screen_locked"))) : null,
        el("p", { id: "here" }, room.players ? say("page.people", { n: room.players }) : say("page.screen_nobody")),
        el("ul", { class: "names" }, room.names.map((name) => el("li", {}, name)),
          rest > 0 ? el("li", {}, say("page.screen_more", { n: rest })) : null))),
  ];
}

function asking(room) {
  const asked = room.question;
  const hints = {
    multiple: say("page.screen_several"), match: say("page.screen_match"), order: say("page.screen_order"), typed: say("page.write"),
    numeric: say("page.write_number"),
  };
  const short = asked.options.every((text) => tell(text).length < 60) && asked.options.length > 2;
  return [
    top(room),
    el("h1", { class: "prompt" }, tell(asked.prompt)),
    soft(asked.poll ? say("page.screen_poll") : hints[asked.type] || say("page.pick_one")),
    el("div", { class: asked.rows ? "halves" : "stack" },
      asked.rows
        ? el("ol", { class: "options" }, asked.rows.map((text, row) =>
            el("li", { class: "left" }, el("strong", {}, String(row + 1)), el("span", { class: "words" }, tell(text)))))
        : null,
      el("ul", { class: `options${short ? " several" : ""}` }, asked.options.map((text, place) =>
        el("li", { class: `option tone${place % 6}` }, sign(place), el("span", { class: "heard" }, `${LETTERS[place]}.`),
          el("span", { class: "words" }, tell(text)))))),
  ];
}

function question(room) {
  const over = room.open ? "" : room.answered >= room.expected && room.expected ? say("page.closed") : say("page.time_up");
  return [...asking(room), el("p", {}, el("strong", { id: "answered" })), over ? el("p", {}, el("strong", {}, over)) : null];
}

function typed(reveal) {
  if (!reveal.texts) return null;
  return el("section", { class: "note" }, el("h2", {}, say("page.screen_typed")),
    el("ul", { class: "stack" }, reveal.texts.map(([text, count, band]) => {
      const [mark, kind] = BANDS[band] || ["", "soft"];
      return el("li", { class: "row" }, el("strong", { class: kind }, mark), el("span", {}, `${text} × ${count}`));
    })));
}

function revealed(room) {
  const { question: asked, reveal } = room;
  const facts = [];
  if (reveal.right && (asked.type === "single" || asked.type === "true-false")) {
    const last = reveal.answered.length - 1;
    facts.push(say("page.share_right", { right: reveal.right[last], answered: reveal.answered[last] }));
    if (last) facts.push(say("page.share_right_first", { right: reveal.right[0], answered: reveal.answered[0] }));
  }
  if (reveal.sure_wrong) facts.push(say("page.screen_sure_wrong", { n: reveal.sure_wrong }));
  const [shown, ...why] = solution(asked, reveal, null, null);
  return [
    top(room),
    asked.poll ? soft(say("page.poll_result")) : null,
    el("h1", { class: "prompt" }, tell(asked.prompt)),
    el("div", { class: "beside" },
      el("div", { class: "stack" }, shown, facts.length ? el("p", {}, el("strong", {}, facts.join(" · "))) : null),
      el("div", { class: "stack" }, why, typed(reveal),
        reveal.tempting
          ? el("section", { class: "note warn" }, el("h2", {}, say("page.screen_tempting", { letter: LETTERS[reveal.tempting[0]] })),
              el("p", { class: "lines" }, tell(reveal.tempting[1])))
          : null)),
  ];
}

function teams(room) {
  if (!room.team_top.length) return null;
  return el("section", { class: "panel" }, el("ol", { class: "lead" }, room.team_top.map(([rank, team, points]) =>
    el("li", {}, el("span", { class: "rank" }, String(rank)), el("span", {}, say("page.team", { team: team + 1 })),
      el("span", { class: "points" }, String(points))))));
}

function places(room, shown) {
  if (!shown.length) return null;
  return el("section", { class: "panel stack" }, el("ol", { class: "lead gains" }, shown.map(([rank, name, points, gained]) =>
    el("li", {}, el("span", { class: "rank" }, String(rank)), el("span", {}, name),
      el("span", { class: "gain" }, gained ? say("page.plus", { points: gained }) : ""), el("span", { class: "points" }, String(points))))),
    room.more ? soft(say("page.screen_more", { n: room.more })) : null);
}

function podium(room) {
  const steps = [[2, "second tone1"], [1, "first tone2"], [3, "third tone3"]];
  return el("div", { class: "podium" }, steps.map(([rank, kind]) => {
    const on = room.top.filter((place) => place[0] === rank && place[2] > 0);
    if (!on.length) return el("div", {});
    const rest = on.length - 3;
    return el("div", { class: kind },
      el("ul", { class: "names" }, on.slice(0, rest > 0 ? 2 : 3).map((place) => el("li", {}, place[1])),
        rest > 0 ? el("li", {}, say("page.screen_more", { n: rest + 1 })) : null),
      el("div", { class: "block" }, el("strong", {}, String(rank)), el("span", {}, String(on[0][2]))));
  }));
}

function finale(room) {
  const scored = room.top.some((place) => place[2] > 0);
  const below = [teams(room), scored ? places(room, room.top.filter((place) => place[0] > 3)) : null].filter(Boolean);
  return [el("h1", {}, say("page.end")), scored ? podium(room) : soft(say("page.screen_no_points")),
    el("div", { class: below.length > 1 ? "halves" : "stack" }, below), el("p", {}, say("page.screen_take_home"))];
}

function parts() {
  const room = at.room;
  if (at.where === "enter") return ["enter", entering];
  if (!room) return ["boot", () => [el("h1", {}, at.lostAt ? say("page.no_answer_yet") : "…")]];
  const vote = room.question ? `${room.question.run}.${room.question.ballot}` : "";
  switch (room.phase) {
    case "lobby":
      return [`lobby ${JSON.stringify([room.names, room.players, room.locked, room.address])}`, () => lobby(room)];
    case "question":
      return [`question ${vote} ${room.open} ${room.limit}`, () => question(room)];
    case "discuss":
      return [`discuss ${vote}`, () => [el("h1", {}, say("page.discuss")), el("p", {}, say("page.discuss_hint")), ...asking(room)]];
    case "reveal":
      return [`reveal ${JSON.stringify(room.reveal)}`, () => revealed(room)];
    case "standings":
      return [`standings ${JSON.stringify([room.top, room.team_top])}`, () => [
        el("h1", {}, say("page.standings")), teams(room), places(room, room.top) || soft(say("page.screen_no_points"))]];
    default:
      return [`end ${JSON.stringify(room.top)}`, () => finale(room)];
  }
}

function bar(room) {
  const other = say("page.language");
  return [
    el("span", { class: "who" }, el("strong", {}, room && room.phase !== "lobby" ? room.title || "ops-trainer" : "ops-trainer")),
    room && room.address && room.phase !== "lobby" && room.phase !== "end"
      ? el("span", { class: "pin" }, `${short(room.address)} · PIN ${spelled(room.pin)}`) : null,
    el("button", { type: "button", class: "small", lang: other === "English" ? "en" : "zh", onclick: switchLanguage }, other),
  ];
}

async function switchLanguage() {
  await speak(lang === "zh" ? "en" : "zh", true);
  show(true);
}

function show(anew = false) {
  const [key, make] = parts();
  if (anew || key !== at.key) {
    const stayed = key.split(" ", 2).join(" ") === at.key.split(" ", 2).join(" ");
    at.key = key;
    stage.dataset.screen = key.split(" ")[0];
    stage.replaceChildren(...make().flat(Infinity).filter(Boolean));
    document.title = at.room?.title || say("page.screen_title");
    if (!stayed) window.scrollTo(0, 0);
    const heading = stage.querySelector("h1");
    if (heading && !stayed) announce(heading.textContent);
    stage.querySelector("#pin")?.focus();
    document.getElementById("bar").replaceChildren(...bar(at.room).filter(Boolean));
  }
  count();
}

function count() {
  const line = document.getElementById("answered");
  const room = at.room;
  if (line && room) {
    const words = [say("page.screen_answered", { n: room.answered, all: room.expected })];
    if (room.away && room.open) words.push(say("page.screen_away", { n: room.away }));
    if (room.paused) words.unshift(say("page.paused"));
    line.textContent = words.join(" · ");
  }
  tick(at, now, announce);
}

setInterval(() => tick(at, now, announce), 250);
const awake = () => !document.hidden && at.line && at.line.again();
document.addEventListener("visibilitychange", awake);
window.addEventListener("online", awake);

async function begin() {
  for (let tries = 0; ; tries++) {
    try {
      await speak(firstLanguage());
      break;
    } catch {
      await pause(patience(tries));
    }
  }
  show(true);
  const given = location.hash.replace(/\D/g, "");
  history.replaceState(null, "", location.pathname);
  for (let tries = 0; at.where === "boot"; tries++) {
    if (await refresh()) return connect();
    if (at.where === "boot") {
      at.lostAt = at.lostAt || Date.now();
      show(true);
      await pause(patience(tries));
    }
  }
  if (given) enter(given);
}

begin();
