/* What a form is about to do, said as it is filled in: each sentence has the choices it stands for
   as a selector of its form; a count has the boxes it counts. */
import { each, on, watch } from "./page.js";

const counted = new WeakMap();

const foretell = () => {
  each("[data-si]", (words) => {
    words.style.display = words.closest("form").matches(words.dataset.si) ? "" : "none";
  });
  each("[data-cochees]", (words) => {
    const boxes = [...words.closest("form").querySelectorAll(words.dataset.cochees)];
    const ticked = boxes.filter((box) => box.checked).length;
    const s = ticked > 1 ? "s" : "";
    const said = `${ticked} droit${s} sur ${boxes.length} coché${s}`;
    /* What the page shows of it may have been translated since. */
    if (counted.get(words) !== said) words.textContent = said;
    counted.set(words, said);
  });
};

on("input", foretell);
watch(foretell);
