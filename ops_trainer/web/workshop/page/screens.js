// The screens of the page: what is shown, given the room, the player, and what can be done.

import { el, LETTERS } from "./dom.js";
import { hint, way } from "./ask.js";
import { own, solution, verdict } from "./reveal.js";
import { say, tell } from "./words.js";

const pulse = () => el("span", { class: "pulse", "aria-hidden": "true" }, el("i"), el("i"), el("i"));
const middle = (...parts) => ({ middle: true, parts });
const title = (text, given = {}) => el("h1", given, text);
const soft = (text) => el("p", { class: "soft" }, text);
const button = (text, onclick, kind = "main", given = {}) => el("button", { type: "button", class: kind, onclick, ...given }, text);

export function join(at, act) {
  const pin = el("input", {
    type: "text", class: "pin", id: "pin", inputmode: "numeric", maxlength: "6", autocomplete: "off", value: at.pin, pattern: "[0-9]*",
  });
  const name = el("input", { type: "text", id: "name", maxlength: "40", autocomplete: "nickname", value: at.name, enterkeyhint: "go" });
  const send = (knock) => act.join(pin.value.replace(/\D/g, ""), name.value.trim(), knock);
  const form = el(
    "form",
    { class: "stack", novalidate: true },
    el("label", { class: "field" }, say("page.pin"), pin, at.given ? null : el("span", {}, say("page.pin_hint"))),
    el("label", { class: "field" }, say("page.name"), name),
    at.error ? el("p", { class: "error", role: "alert" }, at.error) : null,
    el("button", { class: "main", disabled: at.busy }, say("page.join")),
    at.taken ? button(say("page.its_me"), () => send(true), "plain") : null,
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send(false);
  });
  return { parts: [title(say("page.join_title")), soft(say("page.join_hint")), form], focus: at.pin.length === 6 ? name : pin };
}

export function waiting(act) {
  return middle(
    el("div", { class: "stack center" }, pulse(), title(say("page.waiting_title")), soft(say("page.waiting_hint")),
      button(say("page.start_over"), act.startOver, "plain")),
  );
}

export function lobby(room, me, act) {
  return middle(
    el("div", { class: "stack center" }, title(`${say("page.in_title")} · ${me.name}`),
      me.team === null ? null : el("span", { class: "tag" }, say("page.team", { team: me.team + 1 })),
      room.title ? el("p", {}, room.title) : null,
      soft(say("page.in_hint")), el("p", { class: "soft", id: "people" }, say("page.people", { n: room.players })), pulse(),
      button(say("page.leave"), act.leave, "small")),
  );
}

// The line above a question: where it stands, which vote it is, how much time is left.
export function top(room) {
  const asked = room.question;
  return el(
    "div",
    { class: "stack" },
    el("div", { class: "top" }, say("page.question_of", { number: room.number, count: room.count }),
      asked.poll ? el("span", { class: "tag" }, say("page.poll")) : null,
      asked.ballot > 1 ? el("span", { class: "tag" }, say("page.second_vote")) : null,
      room.open && room.ends ? el("span", { class: "clock", id: "clock", role: "timer" }) : null),
    room.open && room.ends ? el("div", { class: "time", id: "time", "aria-hidden": "true" }, el("i")) : null,
  );
}

export function ask(room, at, act) {
  const asked = room.question;
  const choice = ["single", "multiple", "true-false"].includes(asked.type);
  const shown = at.text || !choice;
  const send = (sure) => button(
    asked.poll ? say("page.send") : sure ? say("page.send_sure") : say("page.send_unsure"),
    () => act.send(asked.poll ? null : sure), sure ? "main" : "plain", { "data-send": "1", disabled: true },
  );
  const foot = el("div", { class: "foot" }, asked.poll ? send(true) : [send(false), send(true)]);
  const answering = way(asked, at.draft, shown, act.draft, act.announce);
  return {
    parts: [
      top(room),
      el("p", { class: "error", role: "alert", id: "refused", hidden: !at.error }, at.error || ""),
      el("h1", { class: "prompt" }, shown ? tell(asked.prompt) : say("page.on_screen")),
      el("div", { class: "row tight" }, soft(hint(asked)),
        choice ? button(shown ? say("page.hide_text") : say("page.show_text"), act.toggleText, "small") : null),
      answering, foot,
    ],
  };
}

export function sent(room, answer, pending) {
  const asked = room.question;
  return {
    parts: [
      top(room),
      el("div", { class: "verdict" }, el("span", { class: "sign", "aria-hidden": "true" }, pending ? "…" : "✓"),
        el("div", {}, title(pending ? say("page.sending") : say("page.sent")), pending ? null : soft(say("page.sent_hint")))),
      el("section", { class: "note" }, el("h2", {}, say("page.your_answer")), own(asked, answer)),
    ],
  };
}

export function timeUp(room, answer) {
  return {
    parts: [
      top(room),
      el("div", { class: "stack center" }, title(answer ? say("page.closed") : say("page.time_up")), soft(say("page.time_up_hint")), pulse()),
      answer ? el("section", { class: "note" }, el("h2", {}, say("page.your_answer")), own(room.question, answer))
        : el("p", { class: "soft center" }, say("page.no_answer")),
    ],
  };
}

export function discuss(room, answer) {
  return {
    parts: [
      top(room), title(say("page.discuss")), el("p", {}, say("page.discuss_hint")),
      el("p", { class: "prompt" }, tell(room.question.prompt)),
      answer ? el("section", { class: "note" }, el("h2", {}, say("page.your_answer")), own(room.question, answer)) : null,
    ],
  };
}

export function reveal(room, me) {
  const asked = room.question;
  const answer = last(me, asked);
  const head = asked.poll ? title(say("page.poll_result")) : me.result ? verdict(me.result) : title(say("page.no_answer"));
  return {
    parts: [top(room), head, el("p", { class: "prompt" }, tell(asked.prompt)),
      solution(asked, room.reveal, answer, me.result && me.result.wrong), score(me)],
  };
}

// The answer that counts: that of the latest vote one took part in.
export function last(me, asked) {
  if (me.run !== asked.run) return null;
  return [...(me.answers || [])].reverse().find(Boolean) || null;
}

function score(me) {
  if (me.points === undefined) return null;
  return el("p", { class: "soft" }, [say("page.points", { n: me.points }), say("page.rank", { rank: me.rank, of: me.of })].join(" · "));
}

function board(room, me) {
  const place = ([rank, name, points]) => el("li", {}, el("span", { class: "rank" }, String(rank)),
    el("span", { class: name === me.name ? "self" : "" }, name), el("span", { class: "points" }, String(points)));
  const teams = room.team_top || [];
  return [
    teams.length ? el("section", { class: "panel" }, el("ol", { class: "lead" },
      teams.map(([rank, team, points]) => el("li", {}, el("span", { class: "rank" }, String(rank)),
        el("span", { class: team === me.team ? "self" : "" }, say("page.team", { team: team + 1 })), el("span", { class: "points" }, String(points)))))) : null,
    room.top && room.top.length ? el("section", { class: "panel" }, el("ol", { class: "lead" }, room.top.map(place))) : null,
  ];
}

function ownPlace(me) {
  if (me.rank === undefined) return null;
  return el("div", { class: "stack center" }, el("p", { class: "huge" }, say("page.points", { n: me.points })),
    el("p", {}, say("page.rank", { rank: me.rank, of: me.of })), soft(say("page.right_of", { right: me.right, asked: me.asked })));
}

export function standings(room, me) {
  return { parts: [title(say("page.standings")), ownPlace(me), board(room, me)] };
}

export function end(room, me, review, act) {
  const misses = review ? review.misses : [];
  const command = `ops-trainer workshop claim ${new URL(act.pin, new URL("..", import.meta.url))} ${me.claim}`;
  return {
    parts: [
      title(say("page.end")), ownPlace(me), board(room, me),
      review && !misses.length ? el("p", { class: "note" }, say("page.review_none")) : null,
      misses.length
        ? el("section", { class: "note stack" }, el("h2", {}, say("page.claim_title")),
            el("div", { class: "row" }, el("code", {}, me.claim), button(say("page.copy"), (event) => act.copy(command, event.target), "plain")),
            soft(say("page.claim_hint")), el("code", { class: "command" }, command))
        : null,
      misses.length ? el("h2", {}, say("page.review")) : null,
      misses.map((miss) => el("details", {}, el("summary", {}, `${miss.number}. ${tell(miss.question.prompt).split("\n")[0]}`),
        el("div", { class: "stack" }, el("p", { class: "lines" }, tell(miss.question.prompt)),
          miss.answer ? null : soft(say("page.no_answer")), solution(miss.question, miss.reveal, miss.answer, miss.wrong)))),
    ],
  };
}

export function message(heading, text, label, onclick) {
  return middle(el("div", { class: "stack center" }, title(heading), text ? soft(text) : null, label ? button(label, onclick) : null));
}

export function bar(room, me, act) {
  const who = me
    ? el("span", { class: "who" }, el("strong", {}, me.name), me.points === undefined ? null : el("span", {}, say("page.points", { n: me.points })))
    : el("span", { class: "who" }, el("strong", {}, "ops-trainer"));
  return [who, button(say("page.language"), act.switchLanguage, "small", { lang: say("page.language") === "English" ? "en" : "zh" })];
}

export { LETTERS };
