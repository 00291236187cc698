/* The page, which React redraws when it likes: listeners sit on the window, and only what React
   leaves alone is changed. */
export const one = (selector) => document.querySelector(selector);
export const each = (selector, action) => document.querySelectorAll(selector).forEach(action);
export const byId = (id) => document.getElementById(id);
export const on = (type, action) => addEventListener(type, action, true);
export const stop = (event) => (event.preventDefault(), event.stopImmediatePropagation());
/* How long files take to send, nobody knows; the browser shows how far it is. */
export const sendsFiles = (form) => form.enctype === "multipart/form-data";
export const active = () => document.activeElement;

const WATCHED = [
  ..."value checked type aria-busy".split(" "),
  ..."data-compte data-accepte data-compte-a-rebours data-relance data-revoir".split(" "),
];
const looks = [];
const departures = [];
let place = location.pathname;

/* `look` is called at each change of the page, with its records, and once at the start. */
export const watch = (look) => looks.push(look);

/* `act` is called when another address has taken the place of the one that it is given. */
export const onLeaving = (act) => departures.push(act);

/* The address that the page was last seen at, without its query. */
export const here = () => place;

const leave = () => {
  const left = place;
  place = location.pathname;
  departures.forEach((act) => act(left));
};

/* Also called where something changes that is no change of the page. */
export const lookAgain = (records = []) => {
  if (place !== location.pathname) leave();
  looks.forEach((look) => look(records));
};

/* Once all behaviours are there. */
queueMicrotask(() => {
  new MutationObserver(lookAgain).observe(document, {
    childList: true,
    subtree: true,
    attributeOldValue: true,
    attributeFilter: WATCHED,
  });
  lookAgain();
});
