/* « Afficher » beside a password; the style sheet picks the word of the button. What is shown is
   hidden again before it is sent, so that browsers know it for a password. */
import { byId, each, on, watch } from "./page.js";

const isPressed = (button) => button.ariaPressed === "true";

const show = (button, visible = isPressed(button)) => {
  const input = byId(button.dataset.montre);
  const type = visible ? "text" : "password";
  button.ariaPressed = visible;
  if (input && input.type !== type) input.type = type;
};

on("click", ({ target }) => {
  const button = target.closest?.("[data-montre]");
  if (button) show(button, !isPressed(button));
});

on("submit", () => each("[data-montre]", (button) => show(button, false)));

/* React puts back the type that it knows. */
watch((records) => {
  for (const { target, attributeName } of records)
    if (attributeName === "type") each(`[data-montre="${target.id}"]`, (button) => show(button));
});
