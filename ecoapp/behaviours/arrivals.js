/* After a client-side navigation, reading starts at the new title; so it does when what one has just
   used has left the page, with its title. A summary of errors goes first. */
import { active, here, lookAgain, on, onLeaving, one, watch } from "./page.js";

/* How long the old title may stay after the address has changed; then it is the new page's. */
const SLOWEST = 900; // milliseconds
let used, leaving;
let search = location.search;

const title = () => one("main h1");
const isNowhere = () => active() === document.body;

const read = (heading) => {
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
};

on("focus", ({ target }) => {
  if (!target.closest) return;
  const list = target.closest("[data-liste]");
  const rank = list && [...list.querySelectorAll("button")].indexOf(target);
  used = { target, title: title(), list, rank };
});

/* Another page, or another filter, of the same list. */
const turnPage = (isSamePlace) => {
  if (search === location.search) return;
  search = location.search;
  if (title() && isSamePlace && used?.target.matches("main a")) read(title());
};

/* A row that leaves a list as one has dealt with it gives its place to the next. */
const takeNext = () => {
  if (!used?.list?.isConnected || used.target.isConnected || used.rank < 0) return;
  const rows = used.list.querySelectorAll("button");
  rows[Math.min(used.rank, rows.length - 1)]?.focus();
};

const isLost = () =>
  used &&
  !used.target.isConnected &&
  title() &&
  (title() !== used.title || used.target.form?.dataset.serie);

onLeaving(() => {
  leaving = { title: title(), focus: active(), at: Date.now() };
  setTimeout(lookAgain, 1000);
});

let seen = here();
watch(() => {
  turnPage(seen === here());
  seen = here();
  const isAt = active();
  if (isNowhere()) takeNext();
  const isTold = one("[data-resume]");
  if (!leaving) {
    if (isAt === document.body && isLost() && !isTold) read(title());
    return;
  }
  const isOld = title() === leaving.title && Date.now() - leaving.at < SLOWEST;
  if (!title() || isOld) return;
  if ((isAt === document.body || isAt === leaving.focus) && !isTold) read(title());
  leaving = null;
});
