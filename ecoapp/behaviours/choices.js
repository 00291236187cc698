/* What somebody has typed, ticked or chosen stays until they change it. A field that nobody has
   touched follows the server, whenever its first value changes. */
import { active, each, on, onLeaving, watch } from "./page.js";

const ticks = (field) => /radio|checkbox/.test(field.type);
const property = (field) => (ticks(field) ? "checked" : "value");

/* The fields that somebody has touched, as they left them. */
let touched = new WeakMap();

export const isTouched = (field) => touched.has(field);
export const valueOf = (field) => field[property(field)];

/* A choice among several is one choice: none of its buttons follows the server any more. */
const group = (field) => {
  if (field.type !== "radio" || !field.name) return [field];
  const radios = (field.form ?? document).querySelectorAll("[type=radio]");
  return [...radios].filter(({ name, form }) => name === field.name && form === field.form);
};
const note = (field) => group(field).forEach((one) => touched.set(one, valueOf(one)));

/* Give a field what was typed in it earlier. */
export const giveBack = (field, value) => {
  field[property(field)] = value;
  note(field);
};

const putBack = (field) => {
  for (const one of group(field)) {
    const value = touched.get(one);
    if (value !== undefined && valueOf(one) !== value) one[property(one)] = value;
  }
};

const follow = (field) => {
  if (isTouched(field)) return putBack(field);
  if (ticks(field)) field.checked = field.defaultChecked;
  else if (field === active()) return;
  else if (!field.options) field.value = field.defaultValue;
  else for (const option of field.options) option.selected = option.defaultSelected;
};

on("input", ({ target }) => note(target));
/* Browsers put back by themselves what an earlier visitor of this address has typed, whoever it was. */
on("pageshow", () => each("form:not([data-envoi]) [name]:not([type=file], button)", follow));
on("reset", () => (touched = new WeakMap()));
onLeaving(() => (touched = new WeakMap()));

watch((records) => {
  for (const { target, attributeName, oldValue } of records)
    if (target.matches?.(attributeName ? "input" : "textarea"))
      if (!attributeName || oldValue !== target.getAttribute(attributeName)) follow(target);
});

/* What was typed before this was there, as `avant.js` noted it. */
const { tot } = window;
if (tot) {
  removeEventListener("input", tot.note, true);
  tot.typed.forEach((value, field) => field.type === "file" || giveBack(field, value));
}
