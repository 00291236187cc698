/* The likely spelling of what was typed takes its place, as one would type it: React hears of it. */
import { byId, on } from "./page.js";

const { set } = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value");

on("click", ({ target }) => {
  const offer = target.closest?.("[data-remplace]");
  if (!offer) return;
  const field = byId(offer.dataset.remplace);
  set.call(field, offer.dataset.valeur);
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.focus();
});
