// Keeps the result of the weighing as it is on the server. What has the focus is neither moved nor removed.
import { morph } from "../morph.js";
import { reloadOnChanges } from "../reload.js";

// A form that somebody fills in stays as it is.
const isTouched = (element) => element.contains(document.activeElement) || element.dataset.touched;
document.addEventListener("input", ({ target }) => { target.form.dataset.touched = "yes"; });

reloadOnChanges("weighing", 1_000, (old, fresh) => {
  const [section, freshSection] = [old, fresh].map((element) => element.querySelector("[aria-labelledby=result-title]"));
  const form = old.querySelector("form.form");
  if (form && isTouched(form)) return section && freshSection ? morph(section, freshSection) : true;
  return morph(old, fresh);
});
