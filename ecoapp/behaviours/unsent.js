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
let accepted = new WeakMap();

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

/* What was sent last, until the server says, by a new word in the page, that it has accepted.
   It may have meant an event of just before: a summary of errors that follows tells. */
let sent, word, isDoubtful;
on("submit", ({ target }) => {
  sent = { place: here(), fields: [...target.elements] };
  isDoubtful = false;
});
const learnWhatBecame = () => {
  const said = one("[data-accepte]")?.dataset.accepte;
  const isAccepted = sent && said && said !== word;
  word = said;
  if (isAccepted) {
    forget(sent.place, sent.fields.map(({ id }) => id));
    sent.fields.forEach((field) => accepted.set(field, valueOf(field)));
    sent = null;
    isDoubtful = true;
  } else if (isDoubtful && one("[data-resume]")) {
    accepted = new WeakMap();
    isDoubtful = false;
    remember();
  }
};

/* A form that begins anew on the same page, once it was accepted. */
let serial;
const beginAnew = () =>
  each("[data-serie]", ({ dataset: { serie } }) => {
    if (serial && serial !== serie) forget(here());
    serial = serie;
  });

onLeaving(() => {
  seen = new WeakSet();
  isDoubtful = false;
});

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
