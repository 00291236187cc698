/* What is typed and not sent yet outlives a reload, a restart and an expired session, for the person
   who typed it; never a password, a code or a file. Sent and accepted, it is forgotten. */
import { giveBack, isTouched, valueOf } from "./choices.js";
import { forget, keep, welcome, whose, wordsOf } from "./kept_words.js";
import { each, here, on, onLeaving, one, watch } from "./page.js";

/* A password that is shown is no password any more by its type. */
const SECRET = "[type=password], [autocomplete$=password], [autocomplete=one-time-code]";
const NEVER = `${SECRET}, [type=file], [type=hidden], [readonly]`;
const FORMS = "main form:not([data-envoi])";

const editable = (action) => each(`${FORMS} [name]:not(${NEVER})`, action);

/* Fields that were sent and accepted, as they were: they are kept again once they change. */
const accepted = new WeakMap();

const remember = () => {
  if (!whose()) return;
  const typed = {};
  editable((field) => {
    if (isTouched(field) && accepted.get(field) !== valueOf(field)) typed[field.id] = valueOf(field);
  });
  if (Object.keys(typed).length) keep(here(), typed);
};
on("input", remember);

/* Nothing of what was typed stays in the fields that are shown. */
export const clear = () => each(FORMS, (form) => form.reset());

/* Each field is looked at once, as it comes: what is done to it afterwards is newer. */
let seen = new WeakSet();
const giveBackAll = () => {
  const words = wordsOf(here());
  const fresh = [];
  editable((field) => {
    if (!seen.has(field) && !isTouched(field) && words[field.id] !== undefined) fresh.push(field);
    seen.add(field);
  });
  fresh.forEach((field) => giveBack(field, words[field.id]));
};

/* What was sent, by the word that is sent along: the server says it in the page once it has accepted
   that very form (`state/viewer.py`). Without it – refused, lost – the words stay. */
const SENT_WORD = "_envoi";
const MOST = 16;
const waiting = new Map();
let submitted;
on("submit", ({ target }) => {
  submitted = target;
  setTimeout(() => (submitted = null));
});
/* React reads the form within its submit. */
on("formdata", ({ target, formData }) => {
  if (target !== submitted || !target.matches(FORMS)) return;
  const word = Math.random().toString(36).slice(2);
  formData.append(SENT_WORD, word);
  waiting.set(word, { place: here(), fields: [...target.elements] });
  if (waiting.size > MOST) waiting.delete(waiting.keys().next().value);
});
const learnWhatBecame = () => {
  const word = one("[data-accepte]")?.dataset.accepte;
  if (!waiting.has(word)) return;
  const { place, fields } = waiting.get(word);
  waiting.delete(word);
  forget(place, fields.map(({ id }) => id));
  fields.forEach((field) => accepted.set(field, valueOf(field)));
};

/* A form that begins anew on the same page, once it was accepted. */
let serial;
const beginAnew = () =>
  each("[data-serie]", ({ dataset: { serie } }) => {
    if (serial && serial !== serie) forget(here());
    serial = serie;
  });

onLeaving(() => (seen = new WeakSet()));

let known = "";
watch(() => {
  if (known !== whose()) {
    const isFirst = !known;
    known = whose();
    if (welcome()) clear();
    if (isFirst) remember();
  }
  if (!known) return;
  learnWhatBecame();
  beginAnew();
  giveBackAll();
});
