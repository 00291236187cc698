/* What a form is about to do, said as it is filled in: each sentence has the choices it stands for
   as a selector of its form; a count has the boxes it counts. */
import { each, on, watch } from "./page.js";

const foretell = () => {
  each("[data-si]", (words) => {
    words.style.display = words.closest("form").matches(words.dataset.si) ? "" : "none";
  });
  each("[data-cochees]", (words) => {
    const boxes = [...words.closest("form").querySelectorAll(words.dataset.cochees)];
    const ticked = boxes.filter((box) => box.checked).length;
    const s = ticked > 1 ? "s" : "";
    const said = `${ticked} droit${s} sur ${boxes.length} coché${s}`;
    if (words.textContent !== said) words.textContent = said;
  });
};

on("input", foretell);
watch(foretell);
