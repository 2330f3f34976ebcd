// The letter check: keeps a page for when there is no network, and reads QR codes where the browser can.

const root = document.querySelector("[data-check]");

if (root && "serviceWorker" in navigator) {
  // scope is the folder of the worker itself; where it is refused (no HTTPS), nothing is lost
  navigator.serviceWorker.register(root.dataset.worker).catch(() => {});
}

function target(text) {
  // What a QR of ours holds: this site's address of a check, with the signed payload behind #.
  try {
    const url = new URL(text);
    const ours = url.host === location.host && url.pathname.startsWith(root.dataset.checkRoot);
    return ours ? url.pathname + url.hash : null;
  } catch {
    return null;
  }
}

async function offerScan() {
  const button = document.querySelector("[data-scan]");
  if (!button || !("BarcodeDetector" in window) || !navigator.mediaDevices) return;
  const formats = await BarcodeDetector.getSupportedFormats();
  if (!formats.includes("qr_code")) return;
  button.hidden = false;
  button.addEventListener("click", scan);
}

async function scan() {
  const view = document.querySelector("[data-scan-view]");
  const video = view.querySelector("[data-scan-video]");
  const said = view.querySelector("[data-scan-said]");
  const detector = new BarcodeDetector({ formats: ["qr_code"] });
  said.textContent = "";
  view.showModal();
  let stream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
  } catch {
    said.textContent = said.dataset.refused;
    view.querySelector("[data-scan-stop]").onclick = () => view.close();
    return;
  }
  let open = true;
  const stop = () => {
    open = false;
    for (const track of stream.getTracks()) track.stop();
    if (view.open) view.close();
  };
  view.addEventListener("close", stop, { once: true });
  view.querySelector("[data-scan-stop]").onclick = stop;
  video.srcObject = stream;
  await video.play();
  while (open) {
    const [found] = await detector.detect(video).catch(() => []);
    const where = found && target(found.rawValue);
    if (where) {
      stop();
      location.assign(where);
      return;
    }
    if (found) said.textContent = said.dataset.foreign;
    await new Promise((done) => setTimeout(done, 200));
  }
}

offerScan();
