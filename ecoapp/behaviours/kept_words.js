/* What is typed and not sent yet, as this tab keeps it: whose it is, on which page, in which field.

   The server says in the page whose page it is (`data-compte`): an opaque mark of the account, or that
   nobody is signed in; until it has, nothing is kept and nothing given back. Another account finds
   nothing: what it finds here is erased before its page shows. */
import { one } from "./page.js";

const KEY = "saisies";
const SIGNED_OUT_AT = "deconnexion";
const NOBODY = "personne";
/* Where an account is made: what is typed there is of somebody who has none. */
const ADHESION = /^\/adhesion/;

/* `owner`: the mark of the last account that was here, whose `words` are. `alone`: the words typed
   while nobody was signed in. `address`: the one of the log-in that was tried last, which may fail.
   `at`: when this was last written. */
const none = () => ({ owner: "", words: {}, alone: {}, address: "", at: 0 });

const stored = () => {
  try {
    return JSON.parse(sessionStorage.getItem(KEY)) ?? none();
  } catch {
    return none();
  }
};
const read = () => {
  const kept = stored();
  return kept.at < localStorage.getItem(SIGNED_OUT_AT) ? none() : kept;
};
const write = (kept) => sessionStorage.setItem(KEY, JSON.stringify({ ...kept, at: Date.now() }));

/* Whose page this is; empty until it is known. */
export const whose = () => one("[data-compte]")?.dataset.compte ?? "";

const shelf = () => (whose() === NOBODY ? "alone" : "words");

/* The words of a page, by the ids of their fields. */
export const wordsOf = (place) => (whose() && read()[shelf()][place]) || {};

export const keep = (place, words) => {
  const kept = read();
  const pages = kept[shelf()];
  write({ ...kept, [shelf()]: { ...pages, [place]: { ...pages[place], ...words } } });
};

/* Forget these fields of a page; all of them when none is named. */
export const forget = (place, ids) => {
  const left = ids ? Object.entries(wordsOf(place)).filter(([id]) => !ids.includes(id)) : [];
  const kept = read();
  const pages = { ...kept[shelf()] };
  if (left.length) pages[place] = Object.fromEntries(left);
  else delete pages[place];
  write({ ...kept, [shelf()]: pages });
};

/* Beside another address than the one that signed in, it is of another person. */
const isOf = (address, typed) =>
  !address || !typed || typed.trim().toLowerCase() === address.trim().toLowerCase();

/* To be called once it is known whose page this is; tells whether somebody else was here before.
   What was typed while nobody was signed in is of the first account that signs in after it. */
export const welcome = () => {
  const mark = whose();
  const { owner, words, alone, address } = read();
  if (mark === NOBODY || (mark === owner && !Object.keys(alone).length)) return false;
  const isAnother = owner !== "" && owner !== mark;
  const found = isAnother ? {} : { ...words };
  for (const [place, typed] of isAnother ? [] : Object.entries(alone))
    if (!ADHESION.test(place) && isOf(address, typed.email))
      found[place] = { ...found[place], ...typed };
  write({ ...none(), owner: mark, words: found });
  return isAnother;
};

/* Somebody tries to sign in with this address. */
export const signIn = (address) => write({ ...read(), address });

export const forgetAll = () => sessionStorage.removeItem(KEY);

/* For every tab of this browser: those that are open hear it, the others read when it was. */
export const signOut = () => {
  forgetAll();
  localStorage.setItem(SIGNED_OUT_AT, Date.now());
};
export const isSigningOut = ({ key }) => key === SIGNED_OUT_AT;
