/* The summary of errors takes the focus after a submit, and marks the title of the page. */
import { active, on, one, watch } from "./page.js";

const PREFIX = "Erreur\u00a0: ";
const SLOWEST = 1000; // milliseconds
let isSubmitted, said;

const summarise = (isAnswered) => {
  const summary = one("[data-resume]");
  const isFresh = isAnswered || summary?.textContent !== said;
  said = summary?.textContent;
  if (summary && isFresh && (isSubmitted || active() === document.body)) {
    isSubmitted = false;
    summary.focus();
  }
  mark(Boolean(summary));
};

/* Once: a translator changes the title too, and would be answered for ever. */
let marked = {};
const mark = (isToBe) => {
  const title = one("head title");
  if (!isToBe && marked.title) {
    marked.title.textContent = marked.was;
    marked = {};
  }
  if (!isToBe || !title || title === marked.title) return;
  marked = { title, was: title.textContent };
  title.textContent = PREFIX + marked.was;
};

/* The same refusal twice changes nothing in the page, yet it is to be heard twice. */
on("submit", () => {
  isSubmitted = true;
  const from = active();
  setTimeout(() => isSubmitted && from === active() && summarise(true), SLOWEST);
});

watch((records) => {
  const busy = records.filter(({ attributeName }) => attributeName === "aria-busy");
  summarise(busy.some(({ target }) => !target.ariaBusy));
});
