/* Comes before the page: a form sent before `comportements.js` is there waits for it. Otherwise the
   browser would load the page anew, with what was typed in its address. */
var tot = (event) => {
  if (event.target.matches("[data-envoi]")) return;
  event.preventDefault();
  tot.form = event.target;
  tot.button = event.submitter;
};
addEventListener("submit", tot, true);
