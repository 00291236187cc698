/* A page that the browser translates goes on working, and stays true.

   Translators put their words in the place of React's text nodes, most often in a <font> of their own.
   React goes on changing and removing nodes that are no longer in the page: the whole page crashes, or
   a count stays as it was. So it is noted what has replaced what. Whoever removes or moves a text that
   was replaced removes or moves what stands for it; a text that changes takes its place back, for the
   translator to translate anew (docs/adr/0020). */
const replaced = new WeakMap();
const taken = new WeakSet();
const isFree = (node) => node?.nodeName === "FONT" && !taken.has(node);
const replace = (text, words) => {
  replaced.set(text, words);
  taken.add(words);
};

/* A translator puts its words before it removes the text, or after, or both at once. */
const note = (records) => {
  let gone;
  for (const { target, addedNodes, removedNodes, previousSibling, nextSibling } of records) {
    addedNodes.forEach((node) => replaced.delete(node));
    const isPlaceOf = (other) => other?.target === target && other.nextSibling === nextSibling;
    const { length } = addedNodes;
    const [added] = addedNodes;
    const [removed] = removedNodes;
    if (length === 1 && removedNodes.length === 1) replace(removed, added);
    else if (isFree(added) && isPlaceOf(gone)) replace(gone.removed, added);
    gone = undefined;
    if (length || removedNodes.length > 1) continue;
    const words = [previousSibling, nextSibling].find(isFree);
    if (words) replace(removed, words);
    else gone = { removed, target, nextSibling };
  }
};
const observer = new MutationObserver(note);
observer.observe(document, { childList: true, subtree: true });

/* What stands in `parent` for a text of React's: what it was wrapped in, or what has replaced it. */
const standIn = (parent, text) => {
  note(observer.takeRecords());
  let node = text;
  while (node && node.parentNode !== parent) node = node.parentNode ?? replaced.get(node);
  return node ?? null;
};
const isAway = (parent, node) => node?.nodeType === Node.TEXT_NODE && node.parentNode !== parent;

const { removeChild, insertBefore, appendChild } = Node.prototype;

Node.prototype.removeChild = function (node) {
  if (!isAway(this, node)) return removeChild.call(this, node);
  standIn(this, node)?.remove();
  return node;
};

/* A text that is put elsewhere leaves nothing behind where it stood. */
const moving = (parent, node, put) => {
  const left = isAway(parent, node) ? standIn(parent, node) : null;
  put();
  left?.remove();
  return node;
};

Node.prototype.insertBefore = function (node, next) {
  const before = isAway(this, next) ? standIn(this, next) : next;
  return moving(this, node, () => insertBefore.call(this, node, before));
};

Node.prototype.appendChild = function (node) {
  return moving(this, node, () => appendChild.call(this, node));
};

const nodeValue = Object.getOwnPropertyDescriptor(Node.prototype, "nodeValue");
Object.defineProperty(Text.prototype, "nodeValue", {
  ...nodeValue,
  set(text) {
    nodeValue.set.call(this, text);
    if (this.parentNode) return;
    note(observer.takeRecords());
    let node = this;
    while (node && !node.parentNode) node = replaced.get(node);
    node?.replaceWith(this);
  },
});
