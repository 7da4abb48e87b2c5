// Making elements. Text always goes in as text, so that whatever people call themselves shows as itself.

export function el(tag, given = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined || value === null || value === false) continue;
    if (name === "class") made.className = value;
    else if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (name in made && typeof value === "boolean") made[name] = value;
    else made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return made;
}

export const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
export const SHAPES = "▲◆●■★✚";

// The sign of an option: its letter and its shape. Colour comes on top and is never needed.
export function sign(place, tiny = false) {
  return el(
    "span",
    { class: `mark tone${place % 6}${tiny ? " tiny" : ""}`, "aria-hidden": "true" },
    LETTERS[place % 26],
    el("i", {}, [...SHAPES][place % 6]),
  );
}

export function remember(name, value) {
  try {
    if (value === null) sessionStorage.removeItem(name);
    else sessionStorage.setItem(name, JSON.stringify(value));
  } catch {
    // Private windows may keep nothing; the page works without.
  }
}

export function remembered(name) {
  try {
    return JSON.parse(sessionStorage.getItem(name));
  } catch {
    return null;
  }
}
