// One way to answer for each type of question. Each gives an element, and tells `change` the draft whenever it is
// touched, {chosen, text} or null for nothing, with whether it could be sent.

import { el, sign, LETTERS } from "./dom.js";
import { say, tell } from "./words.js";

export function way(asked, draft, shown, change, announce) {
  switch (asked.type) {
    case "multiple":
      return choices(asked, draft, shown, change, true);
    case "match":
      return pairs(asked, draft, change, announce);
    case "order":
      return order(asked, draft, change, announce);
    case "typed":
    case "numeric":
      return written(asked, draft, change);
    default:
      return choices(asked, draft, shown, change, false);
  }
}

export function hint(asked) {
  const hints = {
    multiple: say("page.pick_several"), match: say("page.pick_pairs"), order: say("page.pick_order"),
    typed: say("page.write"), numeric: say("page.write_number"),
  };
  return hints[asked.type] || say("page.pick_one");
}

function choices(asked, draft, shown, change, several) {
  const picked = new Set(draft?.chosen || []);
  const list = el("fieldset", { class: `choices${shown ? "" : " grid"}` });
  list.append(el("legend", { class: "heard" }, hint(asked)));
  asked.options.forEach((text, place) => {
    const input = el("input", {
      type: several ? "checkbox" : "radio", name: "choice", value: String(place),
      "aria-label": `${LETTERS[place]}. ${tell(text)}`,
    });
    input.checked = picked.has(place);
    const label = el(
      "label",
      { class: `choice tone${place % 6}${input.checked ? " on" : ""}` },
      input, sign(place),
      shown || asked.type === "true-false" ? el("span", { class: "words" }, tell(text)) : null,
      el("span", { class: "tick", "aria-hidden": "true" }, "✓"),
    );
    input.addEventListener("change", () => {
      if (!several) picked.clear();
      if (input.checked) picked.add(place);
      else picked.delete(place);
      for (const one of list.querySelectorAll(".choice")) one.classList.toggle("on", one.querySelector("input").checked);
      change(picked.size ? { chosen: [...picked].sort((a, b) => a - b), text: "" } : null, picked.size > 0);
    });
    input.addEventListener("focus", () => label.classList.toggle("keys", input.matches(":focus-visible")));
    list.append(label);
  });
  // A letter or a number picks its option, wherever the focus is.
  list.dataset.letters = String(asked.options.length);
  return list;
}

export function pickByKey(key) {
  const list = document.querySelector("[data-letters]");
  if (!list || key.length !== 1) return false;
  const place = /[1-9]/.test(key) ? Number(key) - 1 : LETTERS.indexOf(key.toUpperCase());
  const input = list.querySelectorAll("input")[place];
  if (place < 0 || !input) return false;
  input.focus();
  input.click();
  return true;
}

function pairs(asked, draft, change, announce) {
  const chosen = draft?.chosen?.length === asked.rows.length ? [...draft.chosen] : asked.rows.map(() => -1);
  let row = chosen.indexOf(-1);
  const rows = el("div", { class: "stack" });
  const bank = el("div", { class: "stack bank", role: "group", "aria-label": say("page.pick_pairs") });
  const told = () => change({ chosen: [...chosen], text: "" }, !chosen.includes(-1));

  function draw() {
    rows.replaceChildren(
      ...asked.rows.map((text, at) => {
        const place = chosen[at];
        const what = place < 0 ? say("page.empty_slot") : tell(asked.options[place]);
        return el(
          "button",
          {
            type: "button", class: `pair${at === row ? " on" : ""}`, "aria-pressed": String(at === row),
            onclick: () => { row = at; draw(); rows.children[at].focus(); },
          },
          el("strong", {}, tell(text)),
          el("span", { class: `slot${place < 0 ? "" : " filled"}` }, place < 0 ? "→ " : sign(place, true), what),
        );
      }),
    );
    bank.replaceChildren(
      ...asked.options.map((text, place) =>
        el(
          "button",
          {
            type: "button", class: `choice tone${place % 6}${chosen.includes(place) ? " used" : ""}`,
            onclick: () => put(place),
          },
          sign(place), el("span", { class: "words" }, tell(text)),
        ),
      ),
    );
  }

  function put(place) {
    const at = row < 0 ? 0 : row;
    const before = chosen.indexOf(place);
    if (before >= 0) chosen[before] = -1;
    if (before !== at) {
      chosen[at] = place;
      announce(say("page.paired", { row: tell(asked.rows[at]), what: tell(asked.options[place]) }));
    }
    const empty = chosen.findIndex((one, later) => one < 0 && later > at);
    row = empty >= 0 ? empty : chosen.indexOf(-1);
    draw();
    bank.children[place].focus();
    told();
  }

  draw();
  told();
  return el("div", { class: "stack" }, rows, bank);
}

function order(asked, draft, change, announce) {
  const places = draft?.chosen?.length === asked.options.length ? [...draft.chosen] : asked.options.map((_, at) => at);
  const list = el("ol", { class: "stack" });

  function move(at, by) {
    const other = at + by;
    [places[at], places[other]] = [places[other], places[at]];
    draw();
    const what = tell(asked.options[places[other]]);
    announce(say("page.moved", { what, place: other + 1, count: places.length }));
    const buttons = list.children[other].querySelectorAll("button");
    const same = buttons[by < 0 ? 0 : 1];
    (same.disabled ? buttons[by < 0 ? 1 : 0] : same).focus();
    change({ chosen: [...places], text: "" }, true);
  }

  function draw() {
    list.replaceChildren(
      ...places.map((place, at) => {
        const what = tell(asked.options[place]);
        return el(
          "li",
          { class: "turn" },
          el("span", { class: "place", "aria-hidden": "true" }, String(at + 1)),
          el("span", { class: "words" }, what),
          el("button", { type: "button", disabled: at === 0, "aria-label": say("page.up", { what }), onclick: () => move(at, -1) }, "↑"),
          el("button", {
            type: "button", disabled: at === places.length - 1, "aria-label": say("page.down", { what }), onclick: () => move(at, 1),
          }, "↓"),
        );
      }),
    );
  }

  draw();
  change({ chosen: [...places], text: "" }, true);
  return list;
}

function written(asked, draft, change) {
  const number = asked.type === "numeric";
  const input = el("input", {
    type: "text", value: draft?.text || "", maxlength: number ? "40" : "120", autocomplete: "off", autocapitalize: "off",
    spellcheck: "false", enterkeyhint: "done", inputmode: number ? "decimal" : "text", "aria-label": hint(asked),
  });
  input.addEventListener("input", () => {
    const text = input.value.trim();
    change(text ? { chosen: [], text } : null, text !== "");
  });
  input.addEventListener("keydown", (event) => event.key === "Enter" && !event.isComposing && input.blur());
  return asked.unit ? el("label", { class: "unit" }, input, tell(asked.unit)) : input;
}
