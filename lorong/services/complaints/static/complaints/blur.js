// Boxes over a picture, drawn by mouse, finger or keys; each is also four numbers, which are what is sent.
(() => {
  "use strict";
  const place = document.querySelector("[data-blur]");
  const list = document.querySelector("[data-boxes]");
  const add = document.querySelector("[data-add]");
  if (!place || !list) return;
  const svg = place.querySelector("svg");
  svg.removeAttribute("hidden");
  const blank = list.firstElementChild.cloneNode(true);
  const numbers = (row) => [...row.querySelectorAll("input")];
  const empty = (row) => numbers(row).every((input) => !input.value);
  const set = (row, values) => numbers(row).forEach((input, index) => (input.value = values[index].toFixed(1).replace(/\.0$/, "")));

  const draw = () => svg.replaceChildren(...[...list.children].filter((row) => !empty(row)).map((row) => {
    const [x, y, width, height] = numbers(row).map((input) => +input.value || 0);
    const rect = document.createElementNS("http://www.w3.org/2000/svg", "rect");
    Object.entries({ x, y, width, height }).forEach(([name, value]) => rect.setAttribute(name, value));
    return rect;
  }));
  const made = () => {
    const free = [...list.children].find(empty);
    if (free) return free;
    const row = blank.cloneNode(true);
    numbers(row).forEach((input) => (input.value = ""));
    ready(row);
    list.append(row);
    return row;
  };
  const ready = (row) => {
    const drop = row.querySelector("[data-drop]");
    drop.hidden = false;
    drop.addEventListener("click", () => {
      if (list.children.length > 1) row.remove();
      else numbers(row).forEach((input) => (input.value = ""));
      draw();
      add.focus();
    });
  };
  [...list.children].filter((row, index) => index && empty(row)).forEach((row) => row.remove());
  [...list.children].forEach(ready);
  list.addEventListener("input", draw);
  add.hidden = false;
  add.addEventListener("click", () => {
    const row = made();
    set(row, [40, 40, 20, 20]);
    draw();
    numbers(row)[0].focus();
  });

  let from = null;
  let row = null;
  const at = ({ clientX, clientY }) => {
    const { left, top, width, height } = svg.getBoundingClientRect();
    const within = (value) => Math.min(100, Math.max(0, value));
    return [within(((clientX - left) / width) * 100), within(((clientY - top) / height) * 100)];
  };
  svg.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    svg.setPointerCapture(event.pointerId);
    from = at(event);
    row = null;
  });
  svg.addEventListener("pointermove", (event) => {
    if (!from) return;
    const to = at(event);
    const size = [Math.abs(to[0] - from[0]), Math.abs(to[1] - from[1])];
    if (!row && Math.max(...size) < 1) return;
    row ||= made();
    set(row, [Math.min(from[0], to[0]), Math.min(from[1], to[1]), Math.max(size[0], 0.5), Math.max(size[1], 0.5)]);
    draw();
  });
  ["pointerup", "pointercancel"].forEach((name) => svg.addEventListener(name, () => (from = null)));
  draw();
})();
