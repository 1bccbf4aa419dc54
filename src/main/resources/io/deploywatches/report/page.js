"use strict";
const watches = [...document.querySelectorAll(".watch")];
const tools = document.querySelector(".tools");
if (tools) {
  tools.hidden = false;
  const search = document.getElementById("search");
  const boxes = [...tools.querySelectorAll("input[type=checkbox]")];
  const filter = () => {
    const shown = new Set(boxes.filter(box => box.checked).map(box => box.value));
    const words = search.value.toLowerCase();
    for (const watch of watches) {
      const isShown = shown.has(watch.dataset.kind) || watch.dataset.kind === "unplanned";
      watch.classList.toggle("hidden", !isShown || !watch.textContent.toLowerCase().includes(words));
    }
  };
  boxes.forEach(box => box.addEventListener("change", filter));
  search.addEventListener("input", filter);
  const open = state => () => watches.filter(w => w.tagName === "DETAILS").forEach(w => { w.open = state; });
  document.getElementById("expand").addEventListener("click", open(true));
  document.getElementById("collapse").addEventListener("click", open(false));
}
// A link to a watch shows it, whatever was filtered away.
const show = () => {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (target && target.classList.contains("watch")) {
    target.classList.remove("hidden");
    if (target.tagName === "DETAILS") target.open = true;
    target.scrollIntoView();
  }
};
addEventListener("hashchange", show);
show();
const plot = document.getElementById("plot");
if (plot) {
  const counts = text => text.split(" ").flatMap(run => {
    const [count, times] = run.split("x").map(Number);
    return Array(times).fill(count);
  });
  const timed = counts(plot.dataset.timed);
  const intervals = counts(plot.dataset.intervals);
  const two = n => String(n).padStart(2, "0");
  let at = 0;
  const say = minute => {
    at = Math.min(timed.length - 1, Math.max(0, minute));
    document.getElementById("cursor").setAttribute("d", "M" + (at + .5) + " 0V164");
    document.getElementById("minute").textContent =
      two(Math.floor(at / 60)) + ":" + two(at % 60) + ": " + timed[at] + " at times of their own, "
      + intervals[at] + " of intervals";
  };
  plot.addEventListener("pointermove", event => {
    const point = new DOMPoint(event.clientX, event.clientY)
      .matrixTransform(plot.getScreenCTM().inverse());
    say(Math.floor(point.x));
  });
  plot.addEventListener("keydown", event => {
    const step = { ArrowRight: 1, ArrowLeft: -1, PageDown: 60, PageUp: -60 }[event.key];
    if (step) {
      say(at + step);
      event.preventDefault();
    }
  });
}
addEventListener("beforeprint", () => document.querySelectorAll("details").forEach(d => { d.open = true; }));
