// The map at the counter: fetched when somebody opens it, since most reporters name a landmark.
(() => {
  "use strict";
  const part = document.querySelector("[data-counter-map]");
  if (!part || !window.peta) return;
  const find = (name) => part.querySelector(`[data-${name}]`);
  const field = (name) => document.querySelector(`[name="${name}"]`);
  const [opener, place, said, none] = ["open-map", "map-place", "place-said", "no-pin"].map(find);
  part.hidden = false;
  let map = null;
  const open = (on) => {
    place.hidden = !on;
    opener.setAttribute("aria-expanded", String(on));
  };
  const put = (lat, lon) => {
    [field("lintang").value, field("bujur").value] = [lat, lon];
    none.hidden = !lat;
    said.textContent = lat ? said.dataset.pinned : "";
  };
  opener.addEventListener("click", async () => {
    open(place.hidden);
    if (map || place.hidden) return;
    const frame = find("map-frame");
    frame.innerHTML = await fetch(part.dataset.counterMap).then((answer) => answer.text());
    map = frame.firstElementChild && window.peta(frame, { pick: true });
    if (field("lintang").value) map?.to(+field("lintang").value, +field("bujur").value);
    else if (field("wilayah").value) map?.area(field("wilayah").value);
  });
  field("wilayah").addEventListener("change", () => map?.area(field("wilayah").value));
  find("map-use").addEventListener("click", () => {
    const { lat, lon } = map.centre();
    put(lat.toFixed(6), lon.toFixed(6));
    open(false);
    opener.focus();
  });
  none.addEventListener("click", () => {
    put("", "");
    opener.focus();
  });
})();
