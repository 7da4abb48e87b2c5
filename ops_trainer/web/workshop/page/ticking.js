// What changes on a screen without a new one: the clock, whether an answer can be sent, the line at the top.

import { say, tell } from "./words.js";

const notice = document.getElementById("notice");

// Which vote the room is at, as a name for what is kept of it.
export function voteOf(at) {
  return at.room?.question ? `${at.pin}/${at.room.question.run}.${at.room.question.ballot}` : "";
}

export function tick(at, now, announce) {
  const room = at.room;
  const clock = document.getElementById("clock");
  if (clock && room?.ends) {
    const left = Math.max(0, room.paused ? room.left : room.ends - now());
    const seconds = Math.ceil(left / 1000);
    const words = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    if (clock.textContent !== words) clock.textContent = words;
    const late = seconds <= 10;
    clock.classList.toggle("late", late);
    const time = document.getElementById("time");
    time.classList.toggle("late", late);
    time.firstChild.style.transform = `scaleX(${Math.min(1, left / Math.max(room.limit, 1))})`;
    if (late && seconds > 0 && at.key.startsWith("ask") && at.warned !== voteOf(at)) {
      at.warned = voteOf(at);
      announce(say("page.seconds_left", { n: seconds }));
    }
  }
  for (const one of document.querySelectorAll("[data-send]")) one.disabled = !at.draft || Boolean(room?.paused);
  note(at);
}

// Whether the connection is lost, an answer can't be saved just now, or the clock stands.
export function note(at) {
  let text = "";
  if (at.lostAt && Date.now() - at.lostAt > 1500 && at.room) text = say("page.connecting");
  else if (at.unsaved) text = tell(at.unsaved);
  else if (at.room?.paused && at.me && !at.me.left) text = `${say("page.paused")} · ${say("page.paused_hint")}`;
  if (notice.textContent !== text) notice.textContent = text;
  notice.hidden = !text;
}
