// Reads out that the groups are asked to weigh the themes, when that appears while the page is open.
import { announce } from "./now.js";

const getCall = () => document.getElementById("weighing-call");
let isCalled = Boolean(getCall());

document.addEventListener("refreshed", () => {
  const wasCalled = isCalled;
  isCalled = Boolean(getCall());
  if (isCalled && !wasCalled) announce(getCall().querySelector("p").textContent);
});
