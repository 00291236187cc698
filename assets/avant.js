/* Where the browser keeps nothing for this site, even looking at its storage fails; where the storage
   is full, writing does. What the framework and we keep there then lasts as long as the page. */
for (const name of ["localStorage", "sessionStorage"])
  try {
    self[name].setItem("essai", "");
    self[name].removeItem("essai");
  } catch {
    const kept = new Map();
    const value = {
      getItem: (key) => kept.get(key) ?? null,
      setItem: (key, text) => void kept.set(key, `${text}`),
      removeItem: (key) => void kept.delete(key),
      clear: () => kept.clear(),
    };
    Object.defineProperty(self, name, { value });
  }

/* Comes before the page, and holds until `comportements.js` is there what is done meanwhile. A form
   sent waits for it: otherwise the browser would load the page anew, with what was typed in its
   address. What is typed or chosen is noted: the server's values come later, and are older. */
var tot = (event) => {
  if (event.target.matches("[data-envoi]")) return;
  event.preventDefault();
  tot.form = event.target;
  tot.button = event.submitter;
};
tot.typed = new Map();
tot.note = ({ target }) => {
  tot.typed.delete(target);
  tot.typed.set(target, /radio|checkbox/.test(target.type) ? target.checked : target.value);
};
addEventListener("submit", tot, true);
addEventListener("input", tot.note, true);
