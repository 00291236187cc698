/* A preset ticks other boxes of its form, as one would oneself: React sees each of them. */
import { byId, on } from "./page.js";

on("input", ({ target }) =>
  target.dataset.modele?.split(" ").forEach((id) => byId(id).checked || byId(id).click()),
);
