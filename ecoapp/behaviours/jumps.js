/* Links to a place of the page – the content, a field to correct – that give it the focus too. */
import { byId, on, stop, watch } from "./page.js";

on("click", (event) => {
  const jump = event.target.closest?.("a.skip, [data-resume] a");
  const field = jump && byId(jump.hash.slice(1));
  if (!field) return;
  stop(event);
  field.focus({ preventScroll: true });
  (field.closest(".field, fieldset") ?? field).scrollIntoView();
});

/* The place that the address names may come long after the page. */
let aimed;
watch(() => {
  const target = byId(location.hash.slice(1));
  if (aimed === location.href || (location.hash && !target)) return;
  aimed = location.href;
  target?.scrollIntoView();
});
