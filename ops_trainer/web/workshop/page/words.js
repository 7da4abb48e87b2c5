// What the page says, in the reader's language.

const KNOWN = ["zh", "en"];
let words = {};
export let lang = "en";

function kept() {
  try {
    return localStorage.getItem("ops-trainer-lang");
  } catch {
    return null;
  }
}

export function firstLanguage() {
  const wanted = [kept(), ...(navigator.languages || [navigator.language || "en"])];
  for (const one of wanted) {
    const found = KNOWN.find((known) => one && one.toLowerCase().startsWith(known));
    if (found) return found;
  }
  return "en";
}

export async function speak(language, keep = false) {
  const reply = await fetch(new URL(`words-${language}.json`, import.meta.url));
  words = await reply.json();
  lang = language;
  document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
  if (keep) {
    try {
      localStorage.setItem("ops-trainer-lang", language);
    } catch {
      // Not kept, then.
    }
  }
}

export function say(key, given = {}) {
  let text = words[key] ?? key;
  if (typeof text === "object") text = given.n === 1 && text.one ? text.one : text.other;
  text = text.replace(/\{(\w+):([^{}|]+)\|([^{}|]+)\}/g, (_, name, one, other) => {
    return `{${name}} ${Number(given[name]) === 1 ? one : other}`;
  });
  return text.replace(/\{(\w+)\}/g, (whole, name) => given[name] ?? whole);
}

// A text that may exist in one language or in both.
export function tell(text) {
  if (!text) return "";
  return text[lang] || text.zh || text.en || "";
}

// A number with its unit: "5.43元", "5%", but "5.43 yuan".
export function measured(number, unit) {
  const name = tell(unit);
  return number + (/^\p{Script=Latin}/u.test(name) ? ` ${name}` : name);
}
