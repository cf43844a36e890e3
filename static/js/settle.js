// Makes what stands on the page like what the server says now, and touches nothing that is the same: what is being read
// stays the node it was. Children with an id are matched by it. What holds the focus is left alone; returns false then.
export function settle(old, fresh) {
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
  return old.matches("input, select, textarea") || settleChildren(old, fresh);
}

function settleChildren(old, fresh) {
  let done = true;
  const wanted = new Set([...fresh.children].map(({ id }) => id).filter(Boolean));
  let here = old.firstChild;
  for (const child of fresh.childNodes) {
    const mine = child.id && [...old.children].find(({ id }) => id === child.id);
    if (mine) {
      if (mine === here) here = here.nextSibling;
      else if (mine.contains(document.activeElement)) done = false; // moving it would take its focus
      else old.insertBefore(mine, here);
      done = settle(mine, child) && done;
    } else if (child.id || !here || wanted.has(here.id)) {
      old.insertBefore(child.cloneNode(true), here);
    } else {
      const next = here.nextSibling;
      done = settle(here, child) && done;
      here = next;
    }
  }
  while (here) {
    const next = here.nextSibling;
    if (here.contains(document.activeElement)) done = false;
    else here.remove();
    here = next;
  }
  return done;
}
