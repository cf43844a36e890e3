// The part of the page that is fetched again (#now), the notes in it, and what is read out to whoever uses a screen reader.
export const getContent = () => document.getElementById("now");
export const findNote = (uid) => getContent().querySelector(`.note[data-uid="${uid}"]`);
export const announce = (sentence) => document.dispatchEvent(new CustomEvent("announce", { detail: sentence }));
