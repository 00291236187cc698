/* What the browser itself has to say of the service, at the bottom of the page: one line a subject,
   read aloud as it comes. React leaves the place alone. */
import { one } from "./page.js";

const said = new Map();

/* `actions`: buttons after the words. `fades`: it leaves by itself, once it was read. */
export const announce = (subject, text, { actions = [], fades } = {}) => {
  const place = one("[data-annonces]");
  if (!place || said.get(subject)?.isConnected) return;
  const line = document.createElement("div");
  line.className = fades ? "toast" : "toast steady";
  line.append(Object.assign(document.createElement("span"), { textContent: text }), ...actions);
  said.get(subject)?.remove();
  said.set(subject, line);
  place.append(line);
};

export const retract = (subject) => {
  said.get(subject)?.remove();
  said.delete(subject);
};
