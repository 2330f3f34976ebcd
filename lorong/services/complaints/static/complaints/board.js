// The live board: asks for its pulse every four seconds, without a cookie, and for the part that changes only when it beat.
(() => {
  "use strict";
  const board = document.getElementById("papan");
  if (!board) return;
  const news = document.getElementById("papan-kabar");
  let stand = board.dataset.stand;
  let asking = false;

  async function look() {
    if (asking || document.hidden) return;
    asking = true;
    try {
      const beat = await (await fetch(board.dataset.pulse, { credentials: "omit", cache: "no-store" })).text();
      if (beat === stand) return;
      const answer = await fetch(board.dataset.part, { cache: "no-store" });
      if (!answer.ok || answer.redirected) return; // signed out meanwhile: the page keeps what it shows
      const held = board.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
      const part = new DOMParser().parseFromString(await answer.text(), "text/html");
      board.replaceChildren(...part.body.childNodes);
      // whoever stands on a link stays on it
      if (held) [...board.querySelectorAll("a")].find((a) => a.getAttribute("href") === held)?.focus({ preventScroll: true });
      stand = beat;
      news.textContent = news.dataset.words;
    } catch {
      // no network: the next beat tries again
    } finally {
      asking = false;
    }
  }

  setInterval(look, 4000);
  document.addEventListener("visibilitychange", look);
})();
