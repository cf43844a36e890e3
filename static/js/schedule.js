// Returns a function that calls `action` after some milliseconds, or earlier where it is due earlier already.
export function makeSchedule(action) {
  let timer = 0;
  let due = Infinity;
  return (milliseconds) => {
    const at = performance.now() + milliseconds;
    if (at >= due) return;
    due = at;
    clearTimeout(timer);
    timer = setTimeout(() => {
      due = Infinity;
      action();
    }, milliseconds);
  };
}
