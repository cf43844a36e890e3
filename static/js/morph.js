// Changes an element into the one the server sent, and touches no node that is already the same, so that what a person
// reads is not drawn again.

// Returns false if something could not be changed because it has the focus. Children with an id are matched by it.
export function morph(old, fresh) {
  if (old.isEqualNode(fresh)) return true;
  if (old.nodeType !== fresh.nodeType || old.nodeName !== fresh.nodeName || (old.id ?? "") !== (fresh.id ?? "")) {
    if (old.contains(document.activeElement)) return false;
    old.replaceWith(fresh.cloneNode(true));
    return true;
  }
  if (old.nodeType !== Node.ELEMENT_NODE) {
    old.data = fresh.data;
    return true;
  }
  for (const { name } of [...old.attributes]) if (!fresh.hasAttribute(name)) old.removeAttribute(name);
  for (const { name, value } of fresh.attributes) if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  return old.matches("input, select, textarea") || morphChildren(old, fresh);
}

function morphChildren(old, fresh) {
  let complete = true;
  const freshIds = new Set([...fresh.children].map(({ id }) => id).filter(Boolean));
  let current = old.firstChild; // the first child that is not yet dealt with
  for (const child of fresh.childNodes) {
    const match = child.id && [...old.children].find(({ id }) => id === child.id);
    if (match) {
      if (match === current) current = current.nextSibling;
      else if (match.contains(document.activeElement)) complete = false; // moving it would take its focus
      else old.insertBefore(match, current);
      complete = morph(match, child) && complete;
    } else if (child.id || !current || freshIds.has(current.id)) {
      old.insertBefore(child.cloneNode(true), current);
    } else {
      const next = current.nextSibling;
      complete = morph(current, child) && complete;
      current = next;
    }
  }
  while (current) {
    const next = current.nextSibling;
    if (current.contains(document.activeElement)) complete = false;
    else current.remove();
    current = next;
  }
  return complete;
}
