/* What is typed and not sent yet outlives a reload of this tab; never a password, a code or a file. */
import { giveBack, isTouched, valueOf } from "./choices.js";
import { each, here, on, onLeaving, watch } from "./page.js";

const KEY = "saisie";
/* A password that is shown is no password any more by its type. */
const SECRET = "[type=password], [autocomplete$=password], [autocomplete=one-time-code]";
const NEVER = `${SECRET}, [type=file], [type=hidden], [readonly]`;

const all = () => JSON.parse(sessionStorage.getItem(KEY) ?? "{}");
const store = (kept) => sessionStorage.setItem(KEY, JSON.stringify(kept));
const forget = (place) => store({ ...all(), [place]: undefined });
const editable = (action) => each(`main form:not([data-envoi]) [name]:not(${NEVER})`, action);

const remember = () => {
  const typed = {};
  editable((field) => {
    if (isTouched(field)) typed[field.id] = valueOf(field);
  });
  store({ ...all(), [here()]: { ...all()[here()], ...typed } });
};
on("input", remember);
/* What was typed before this was there. */
if (window.tot?.typed.size) remember();

/* A form that begins anew on the same page, once it was accepted: what was typed in it is gone. */
let serial;
watch(() =>
  each("[data-serie]", ({ dataset: { serie } }) => {
    if (serial && serial !== serie) forget(here());
    serial = serie;
  }),
);

/* Each field is looked at once, as it comes: what is done to it afterwards is newer. */
let seen = new WeakSet();
watch(() => {
  const typed = all()[here()] ?? {};
  const fresh = [];
  editable((field) => {
    if (!seen.has(field) && !isTouched(field) && typed[field.id] !== undefined) fresh.push(field);
    seen.add(field);
  });
  fresh.forEach((field) => giveBack(field, typed[field.id]));
});

/* Sent: forgotten once another page answers. */
let sent;
on("submit", ({ target }) => {
  sent = here();
  if (target.matches("[data-envoi]")) sessionStorage.removeItem(KEY);
});
onLeaving((left) => {
  if (sent === left) forget(left);
  sent = null;
  seen = new WeakSet();
});
