// Draws the sprite from Tabler's outline icons named in icons.txt, one per line.
// Only the shapes are kept: width, colour and joins come from the class .i, so that an icon follows the text beside it.
import { readFileSync, writeFileSync } from "node:fs";

const here = new URL(".", import.meta.url);
const names = readFileSync(new URL("icons.txt", here), "utf8").split("\n").filter(Boolean);

const symbol = (name) => {
  const svg = readFileSync(new URL(`node_modules/@tabler/icons/icons/outline/${name}.svg`, here), "utf8");
  const shapes = [...svg.matchAll(/<(path|circle|line|polyline|rect)\s[^>]*>/g)]
    .map((match) => match[0].replace(/\s+/g, " ").replace(/ \/>/, "/>"))
    .filter((shape) => !shape.includes('d="M0 0h24v24H0z"'));
  if (!shapes.length) throw new Error(`${name}: no shape found`);
  return `<symbol id="${name}" viewBox="0 0 24 24">${shapes.join("")}</symbol>`;
};

const lines = ['<svg xmlns="http://www.w3.org/2000/svg">', "<!-- Tabler Icons, MIT licence, see icons-LICENSE.txt -->", ...names.map(symbol), "</svg>", ""];
writeFileSync(new URL("../lorong/portals/look/static/look/icons.svg", here), lines.join("\n"));
console.log(`${names.length} icons`);
