// A map without tiles: the city's outlines, moved and enlarged by hand, with what was told as marks on it.
"use strict";
window.peta = (frame, { pick = false, data = "" } = {}) => {
  const NS = "http://www.w3.org/2000/svg";
  const svg = frame.querySelector("svg");
  const { east, left, south, top } = Object.fromEntries(Object.entries(svg.dataset).map(([name, value]) => [name, +value]));
  const whole = svg.viewBox.baseVal;
  const all = { x: whole.x, y: whole.y, w: whole.width, h: whole.height };
  let box = { ...all };
  const made = (name, attributes, parent) => {
    const node = document.createElementNS(NS, name);
    Object.entries(attributes).forEach(([key, value]) => node.setAttribute(key, value));
    parent?.append(node);
    return node;
  };
  const marks = made("g", { class: "marks" }, svg);
  const here = { lat: (y) => (y - top) / south, lon: (x) => (x - left) / east };
  const unit = () => Math.max(box.w / svg.clientWidth, box.h / svg.clientHeight) || 1; // units of the drawing in a pixel

  const widest = () => Math.max(all.w, all.h * (svg.clientWidth / svg.clientHeight || 1)) * 1.05;
  const show = () => {
    box.w = Math.min(Math.max(box.w, all.w / 200), widest());
    box.h = box.w * (svg.clientHeight / svg.clientWidth || all.h / all.w);
    box.x = Math.min(Math.max(box.x, all.x - box.w / 2), all.x + all.w - box.w / 2);
    box.y = Math.min(Math.max(box.y, all.y - box.h / 2), all.y + all.h - box.h / 2);
    svg.setAttribute("viewBox", `${box.x} ${box.y} ${box.w} ${box.h}`);
    svg.style.setProperty("--px", unit());
    clearTimeout(asking);
    if (data) asking = setTimeout(ask, 200);
  };
  const zoom = (times, x = box.x + box.w / 2, y = box.y + box.h / 2) => {
    const w = Math.min(Math.max(box.w * times, all.w / 200), widest());
    const real = w / box.w;
    box = { x: x - (x - box.x) * real, y: y - (y - box.y) * real, w, h: box.h * real };
    show();
  };
  const to = (lat, lon, width = all.w / 16) => {
    const [x, y] = [east * lon + left, south * lat + top];
    const high = width * (svg.clientHeight / svg.clientWidth || 1);
    box = { x: x - width / 2, y: y - high / 2, w: width, h: high };
    show();
  };
  const area = (code) => {
    const found = svg.querySelector(`[data-code="${code}"]`)?.getBBox();
    if (!found) return;
    const w = Math.max(found.width, found.height * (svg.clientWidth / svg.clientHeight || 1)) * 1.2;
    box = { x: found.x + found.width / 2 - w / 2, y: found.y + found.height / 2 - w / 2, w, h: w };
    show();
    box.y = found.y + found.height / 2 - box.h / 2;
    show();
  };
  const centre = () => ({ lat: here.lat(box.y + box.h / 2), lon: here.lon(box.x + box.w / 2) });

  // ---- what was told, for what is on the screen
  let asking = 0;
  let newest = 0;
  const ask = async () => {
    const turn = ++newest;
    const corners = [here.lon(box.x), here.lat(box.y + box.h), here.lon(box.x + box.w), here.lat(box.y)];
    const sign = data.includes("?") ? "&" : "?";
    const url = `${data}${sign}kotak=${corners.map((one) => one.toFixed(5)).join()}&lebar=${svg.clientWidth}&tinggi=${svg.clientHeight}`;
    const found = await fetch(url).then((answer) => (answer.ok ? answer.json() : null)).catch(() => null);
    if (!found || turn !== newest) return;
    const px = unit();
    marks.replaceChildren(...found.kumpulan.map(([lat, lon, count, code, words]) => {
      const [x, y] = [east * lon + left, south * lat + top];
      const size = code ? 9 : Math.min(11 + 4 * Math.log10(count), 26);
      const link = made("a", { href: code ? `${frame.dataset.page}${code}/` : "#", class: code ? "mark-one" : "mark-many" });
      made("circle", { cx: x, cy: y, r: size * px }, link);
      made("title", {}, link).textContent = words;
      if (code) return link;
      const label = made("text", { x, y, "font-size": 12 * px, "text-anchor": "middle", "dominant-baseline": "central" }, link);
      label.textContent = count > 9999 ? `${Math.round(count / 1000)} rb` : count;
      link.addEventListener("click", (event) => { event.preventDefault(); zoom(0.4, x, y); });
      return link;
    }));
  };

  // ---- hands: fingers, mouse, keys, buttons
  const fingers = new Map();
  const at = ({ clientX, clientY }) => {
    const { left: l, top: t } = svg.getBoundingClientRect();
    return [box.x + (clientX - l) * unit(), box.y + (clientY - t) * unit()];
  };
  let moved = false;
  svg.addEventListener("pointerdown", (event) => {
    fingers.set(event.pointerId, event);
    moved = false;
  });
  svg.addEventListener("pointermove", (event) => {
    const before = fingers.get(event.pointerId);
    if (!before) return;
    const others = [...fingers.values()].filter((finger) => finger.pointerId !== event.pointerId);
    if (Math.hypot(event.clientX - before.clientX, event.clientY - before.clientY) < 3 && !moved) return;
    if (!moved) svg.setPointerCapture(event.pointerId);
    moved = true;
    if (others.length) {
      const apart = (finger) => Math.hypot(finger.clientX - others[0].clientX, finger.clientY - others[0].clientY) || 1;
      zoom(apart(before) / apart(event), ...at(others[0]));
    } else {
      box.x -= (event.clientX - before.clientX) * unit();
      box.y -= (event.clientY - before.clientY) * unit();
      show();
    }
    fingers.set(event.pointerId, event);
  });
  const lift = (event) => fingers.delete(event.pointerId);
  ["pointerup", "pointercancel", "lostpointercapture"].forEach((name) => svg.addEventListener(name, lift));
  svg.addEventListener("click", (event) => {
    if (moved) event.preventDefault();
    else if (pick) {
      const [x, y] = at(event);
      box.x = x - box.w / 2;
      box.y = y - box.h / 2;
      show();
    }
    moved = false;
  }, true);
  svg.addEventListener("wheel", (event) => {
    if (!event.ctrlKey && !event.metaKey && document.activeElement !== svg) return;
    event.preventDefault();
    zoom(event.deltaY > 0 ? 1.25 : 0.8, ...at(event));
  }, { passive: false });
  const steps = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  svg.addEventListener("keydown", (event) => {
    if (event.key === "+" || event.key === "=") zoom(0.7);
    else if (event.key === "-") zoom(1.4);
    else if (steps[event.key]) {
      box.x += steps[event.key][0] * box.w * 0.1;
      box.y += steps[event.key][1] * box.h * 0.1;
      show();
    } else return;
    event.preventDefault();
  });
  frame.querySelectorAll("[data-zoom]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => zoom(+button.dataset.zoom));
  });
  frame.classList.add("map-live");
  if (pick) frame.classList.add("map-pick");
  svg.setAttribute("tabindex", "0");
  addEventListener("resize", show);
  box.w = widest();
  box.h = box.w * (svg.clientHeight / svg.clientWidth || 1);
  box.x = all.x + (all.w - box.w) / 2;
  box.y = all.y + (all.h - box.h) / 2;
  show();
  return { to, area, centre };
};
document.querySelectorAll("[data-map]").forEach((frame) => {
  const map = window.peta(frame, { data: frame.dataset.map });
  if (frame.dataset.area) map.area(frame.dataset.area);
});
