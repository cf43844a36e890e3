// Reads out that the groups are asked to weigh the themes, when that appears while the page is open.
const getCall = () => document.getElementById("weighing-call");
let isCalled = Boolean(getCall());

document.addEventListener("refreshed", () => {
  const wasCalled = isCalled;
  isCalled = Boolean(getCall());
  if (isCalled && !wasCalled) document.dispatchEvent(new CustomEvent("announce", { detail: getCall().querySelector("p").textContent }));
});
