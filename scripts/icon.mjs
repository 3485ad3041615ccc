// Draws client/media/icon.png: a rack of two units, and the third that is a check mark.
// usage: node scripts/icon.mjs
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { deflateSync } from 'node:zlib';

const size = 128;
const ground = [13, 59, 58];
const light = [232, 245, 240];
const green = [74, 209, 143];

/** Signed distance to a rectangle with round corners; negative inside. */
function roundBox(x, y, centerX, centerY, halfWidth, halfHeight, radius) {
  const dx = Math.abs(x - centerX) - halfWidth + radius;
  const dy = Math.abs(y - centerY) - halfHeight + radius;
  return Math.hypot(Math.max(dx, 0), Math.max(dy, 0)) + Math.min(Math.max(dx, dy), 0) - radius;
}

/** Signed distance to a thick line with round ends. */
function stroke(x, y, fromX, fromY, toX, toY, width) {
  const lengthX = toX - fromX;
  const lengthY = toY - fromY;
  const along = ((x - fromX) * lengthX + (y - fromY) * lengthY) / (lengthX ** 2 + lengthY ** 2);
  const t = Math.min(1, Math.max(0, along));
  return Math.hypot(x - fromX - t * lengthX, y - fromY - t * lengthY) - width / 2;
}

/** Shapes from back to front: a colour and the distance to its edge. */
const shapes = [
  [ground, (x, y) => roundBox(x, y, 64, 64, 62, 62, 24)],
  [light, (x, y) => roundBox(x, y, 64, 36, 40, 12, 6)],
  [light, (x, y) => roundBox(x, y, 64, 66, 40, 12, 6)],
  [ground, (x, y) => Math.hypot(x - 38, y - 36) - 4.5],
  [ground, (x, y) => Math.hypot(x - 38, y - 66) - 4.5],
  [ground, (x, y) => stroke(x, y, 56, 36, 92, 36, 4)],
  [ground, (x, y) => stroke(x, y, 56, 66, 80, 66, 4)],
  [ground, (x, y) => Math.min(stroke(x, y, 48, 92, 62, 106, 19), stroke(x, y, 62, 106, 98, 70, 19))],
  [green, (x, y) => Math.min(stroke(x, y, 48, 92, 62, 106, 10), stroke(x, y, 62, 106, 98, 70, 10))],
];

function pixel(x, y) {
  let color = ground;
  let alpha = 0;
  for (const [paint, distance] of shapes) {
    const cover = Math.min(1, Math.max(0, 0.5 - distance(x + 0.5, y + 0.5)));
    const total = cover + alpha * (1 - cover);
    color = total === 0 ? color : color.map((old, i) => (paint[i] * cover + old * alpha * (1 - cover)) / total);
    alpha = total;
  }
  return [...color.map(Math.round), Math.round(alpha * 255)];
}

function crc32(bytes) {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) {
      crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
    }
  }
  return ~crc >>> 0;
}

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length, 0);
  body.copy(framed, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
}

const header = Buffer.alloc(13);
header.writeUInt32BE(size, 0);
header.writeUInt32BE(size, 4);
header.set([8, 6, 0, 0, 0], 8);
const rows = [];
for (let y = 0; y < size; y++) {
  rows.push(0);
  for (let x = 0; x < size; x++) {
    rows.push(...pixel(x, y));
  }
}
const png = Buffer.concat([
  Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
  chunk('IHDR', header),
  chunk('IDAT', deflateSync(Buffer.from(rows), { level: 9 })),
  chunk('IEND', Buffer.alloc(0)),
]);
writeFileSync(join(dirname(fileURLToPath(import.meta.url)), '../client/media/icon.png'), png);
