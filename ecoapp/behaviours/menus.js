/* The menus of the header: one open at a time, closed by a click elsewhere, by a link of theirs and
   by Escape. */
import { each, on, one } from "./page.js";

const OPEN = "details.menu[open]";
const closeAll = (kept) => each(OPEN, (menu) => menu === kept || (menu.open = false));

on("click", ({ target }) => {
  closeAll(!target.closest?.("a") && target.closest?.("details.menu"));
});

on("keydown", ({ key }) => {
  const menu = key === "Escape" && one(OPEN);
  if (!menu) return;
  closeAll();
  menu.firstChild.focus();
});
