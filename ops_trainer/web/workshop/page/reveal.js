// What came out: the verdict, the right answer, why, and what the chosen one really is.

import { el, sign } from "./dom.js";
import { lang, measured, say, tell } from "./words.js";

export function verdict(result) {
  const looks = {
    right: ["good", "✓", say("page.right")], partly: ["half", "◐", say("page.partly")], judge: ["half", "?", say("page.judged")],
    wrong: ["bad", "✗", say("page.wrong")], missed: ["", "–", say("page.missed")],
  };
  const [kind, mark, words] = looks[result.verdict];
  return el(
    "div",
    { class: `verdict ${kind}` },
    el("span", { class: "sign", "aria-hidden": "true" }, mark),
    el(
      "div",
      {},
      el("h1", {}, words),
      result.read_as ? el("p", { class: "soft" }, say("page.read_as", { number: tell(result.read_as) })) : null,
      result.streak > 1 ? el("p", { class: "soft" }, say("page.streak", { n: result.streak })) : null,
    ),
    result.gained ? el("span", { class: "gain" }, say("page.plus", { points: result.gained })) : null,
  );
}

export function solution(asked, reveal, answer, wrong) {
  const parts = [shown(asked, reveal, answer)];
  const last = reveal.answered.length - 1;
  if (reveal.right && asked.type !== "single" && asked.type !== "true-false") {
    const first = last > 0 ? say("page.share_right_first", { right: reveal.right[0], answered: reveal.answered[0] }) : "";
    const now = say("page.share_right", { right: reveal.right[last], answered: reveal.answered[last] });
    parts.push(el("p", { class: "soft" }, now, first ? ` · ${first}` : ""));
  }
  if (reveal.explanation) {
    parts.push(el("section", { class: "note" }, el("h2", {}, say("page.why")), el("p", { class: "lines" }, tell(reveal.explanation))));
  }
  const really = [...new Set((wrong || []).map((one) => tell(one.what)))];
  if (really.length) {
    parts.push(
      el("section", { class: "note warn" }, el("h2", {}, say("page.what_it_is")), really.map((why) => el("p", { class: "lines" }, why))),
    );
  }
  return parts;
}

function shown(asked, reveal, answer) {
  if (reveal.pairs) return matched(asked, reveal, answer);
  if (reveal.sequence) return ordered(asked, reveal, answer);
  if (reveal.accepted || reveal.value !== undefined) return wrote(asked, reveal, answer);
  return voted(asked, reveal, answer);
}

function flags(right, mine) {
  return right || mine
    ? el(
        "div",
        { class: "flags" },
        right ? el("span", { class: "ok" }, `✓ ${say("page.right_answer")}`) : null,
        mine ? el("span", { class: "mine" }, `● ${say("page.yours")}`) : null,
      )
    : null;
}

function voted(asked, reveal, answer) {
  const most = Math.max(1, ...reveal.answered);
  return el(
    "ul",
    { class: "stack" },
    asked.options.map((text, place) => {
      const right = Boolean(reveal.correct && reveal.correct[place]);
      const mine = Boolean(answer && answer.chosen.includes(place));
      return el(
        "li",
        { class: `result tone${place % 6}${right ? " correct" : ""}` },
        el("div", { class: "head" }, sign(place, true), el("span", { class: "words" }, tell(text))),
        flags(right, mine),
        el(
          "div",
          { class: "bars" },
          reveal.counts.map((counts, vote) => {
            const fill = el("i");
            fill.style.width = `${(100 * counts[place]) / most}%`;
            const first = reveal.counts.length > 1 && vote === 0;
            const words = say("page.votes", { n: counts[place] });
            return [
              el("div", { class: `bar${first ? " first" : ""}`, "aria-hidden": "true" }, fill),
              el("span", {}, first ? `${say("page.votes_first")} ${words}` : words),
            ];
          }),
        ),
      );
    }),
  );
}

// How many had a row right, where that is told.
function tallied(reveal, row) {
  if (!reveal.rows) return null;
  const answered = reveal.answered[reveal.answered.length - 1];
  const fill = el("i");
  fill.style.width = `${(100 * reveal.rows[row]) / Math.max(1, answered)}%`;
  return el("div", { class: "bars tone3" }, el("div", { class: "bar", "aria-hidden": "true" }, fill),
    el("span", {}, say("page.share_right", { right: reveal.rows[row], answered })));
}

function matched(asked, reveal, answer) {
  return el(
    "ul",
    { class: "stack" },
    asked.rows.map((text, row) => {
      const own = answer ? answer.chosen[row] : -1;
      const right = own === reveal.pairs[row];
      return el(
        "li",
        { class: `result${right ? " correct" : ""}` },
        el("strong", {}, tell(text)),
        el("div", { class: "head" }, sign(reveal.pairs[row], true), el("span", { class: "words" }, tell(asked.options[reveal.pairs[row]]))),
        right ? flags(true, true) : own >= 0 ? el("p", { class: "soft" }, `✗ ${say("page.yours_was", { what: tell(asked.options[own]) })}`) : null,
        tallied(reveal, row),
      );
    }),
  );
}

function ordered(asked, reveal, answer) {
  return el(
    "ol",
    { class: "stack" },
    reveal.sequence.map((place, at) => {
      const own = answer ? answer.chosen.indexOf(place) : -1;
      return el(
        "li",
        { class: `result${own === at ? " correct" : ""}` },
        el("div", { class: "head" }, el("strong", {}, String(at + 1)), el("span", { class: "words" }, tell(asked.options[place]))),
        own >= 0 && own !== at ? el("p", { class: "soft" }, `✗ ${say("page.yours_place", { n: own + 1 })}`) : null,
        tallied(reveal, at),
      );
    }),
  );
}

function wrote(asked, reveal, answer) {
  // Behind the answer stand its other spellings in the reader's language.
  const others = (reveal.accepted || []).map((text) => text[lang]).filter(Boolean);
  const right = [...new Set([tell(reveal.answer), ...others])].join(" / ");
  return el(
    "div",
    { class: "stack" },
    el("div", { class: "result correct" }, el("strong", {}, right), flags(true, false)),
    answer ? el("p", { class: "soft" }, say("page.yours_was", { what: measured(answer.text, asked.unit) })) : null,
  );
}

// An answer in short, for when it has been sent.
export function own(asked, answer) {
  const rows = (what) => el("ul", { class: "stack" }, what);
  if (asked.type === "typed" || asked.type === "numeric") {
    return el("p", {}, el("strong", {}, measured(answer.text, asked.unit)));
  }
  if (asked.type === "match") {
    return rows(
      asked.rows.map((text, row) =>
        el("li", {}, el("strong", {}, tell(text)), " → ", answer.chosen[row] < 0 ? "–" : tell(asked.options[answer.chosen[row]])),
      ),
    );
  }
  return rows(
    answer.chosen.map((place, at) =>
      el("li", { class: "row" }, asked.type === "order" ? el("strong", {}, String(at + 1)) : sign(place, true), el("span", {}, tell(asked.options[place]))),
    ),
  );
}
