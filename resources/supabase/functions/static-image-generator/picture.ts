// Pictures as bytes: which format they are, whether they are whole, how large; nothing is decoded here.
// The twin of studio/backend/pictures.py: PNG (W3C PNG 3), JPEG (ITU T.81), WebP (RFC 9649).

import type { Format } from "./models.ts";

/** A whole picture; sizes are in px, `sha256` is of its bytes. */
export type Picture = { bytes: Uint8Array; format: Format; width: number; height: number; sha256: string };

export const EXTENSIONS: Record<Format, string> = { png: "png", webp: "webp", jpeg: "jpg" };

type Shape = { format: Format; width: number; height: number };

const MAX_PIXELS = 64_000_000;
const MAX_EDGE = 65_535;

/** The picture that the bytes are, or null where they are none, cut short, damaged, moving, or too large to open. */
export async function inspect(bytes: Uint8Array): Promise<Picture | null> {
  const shape = shapeOf(bytes);
  if (!shape || shape.width * shape.height === 0) return null;
  if (shape.width * shape.height > MAX_PIXELS || Math.max(shape.width, shape.height) > MAX_EDGE) return null;
  return { bytes, ...shape, sha256: await sha256(bytes) };
}

async function sha256(bytes: Uint8Array): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes as Uint8Array<ArrayBuffer>));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function shapeOf(bytes: Uint8Array): Shape | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    if (word(bytes, 0, 8) === "\x89PNG\r\n\x1a\n") return png(bytes, view);
    if (word(bytes, 0, 3) === "\xff\xd8\xff") return jpeg(bytes, view);
    if (word(bytes, 0, 4) === "RIFF" && word(bytes, 8, 4) === "WEBP") return webp(bytes, view);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error; // read past the end: cut short
  }
  return null;
}

function word(bytes: Uint8Array, at: number, length: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + length));
}

/** Every chunk with its CRC, up to IEND as the very end. */
function png(bytes: Uint8Array, view: DataView): Shape | null {
  let shape: Shape | null = null;
  let hasData = false;
  for (let at = 8;;) {
    const length = view.getUint32(at);
    const kind = word(bytes, at + 4, 4);
    const end = at + 8 + length;
    if (view.getUint32(end) !== crc32(bytes.subarray(at + 4, end))) return null;
    if (kind === "acTL" || (kind === "IHDR") === (shape !== null)) return null;
    if (kind === "IHDR") shape = { format: "png", width: view.getUint32(at + 8), height: view.getUint32(at + 12) };
    hasData ||= kind === "IDAT" && length > 0;
    if (kind === "IEND") return hasData && end + 4 === bytes.length ? shape : null;
    at = end + 4;
  }
}

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
  return value;
});

function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (let index = 0; index < bytes.length; index++) crc = CRC_TABLE[(crc ^ bytes[index]) & 0xff] ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}

/** Every segment, and the coded bytes of each scan, up to EOI. */
function jpeg(bytes: Uint8Array, view: DataView): Shape | null {
  let shape: Shape | null = null;
  let hasScan = false;
  for (let at = 2;;) {
    if (hasScan) at = nextMarker(bytes, at);
    if (view.getUint8(at) !== 0xff) return null;
    const code = view.getUint8(at + 1);
    if (code === 0xd9) return hasScan ? shape : null;
    if (code === 0xff || code === 0x01 || (code >= 0xd0 && code <= 0xd8)) {
      at += code === 0xff ? 1 : 2; // a fill byte, or a marker that stands alone
      continue;
    }
    const length = view.getUint16(at + 2);
    if (length < 2) return null;
    const isFrame = code >= 0xc0 && code <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(code);
    if (isFrame && shape) return null;
    if (isFrame) shape = { format: "jpeg", width: view.getUint16(at + 7), height: view.getUint16(at + 5) };
    hasScan ||= code === 0xda && shape !== null;
    at += 2 + length;
  }
}

/** Where the next marker stands that is neither a stuffed zero nor a restart. */
function nextMarker(bytes: Uint8Array, from: number): number {
  for (let at = bytes.indexOf(0xff, from); at >= 0; at = bytes.indexOf(0xff, at + 1)) {
    const code = bytes[at + 1];
    if (code !== 0 && !(code >= 0xd0 && code <= 0xd7)) return at;
  }
  throw new RangeError("no end marker");
}

/** Every chunk inside the size that the file says it has, with one picture that stands still among them. */
function webp(bytes: Uint8Array, view: DataView): Shape | null {
  const end = view.getUint32(4, true) + 8;
  if (bytes.length !== end && bytes.length !== end + (end & 1)) return null;
  let size: { width: number; height: number } | null = null;
  let hasData = false;
  for (let at = 12; at < end;) {
    const kind = word(bytes, at, 4);
    const length = view.getUint32(at + 4, true);
    if (at + 8 + length > end || kind === "ANIM" || kind === "ANMF") return null;
    if (["VP8 ", "VP8L", "VP8X"].includes(kind) && !hasData) {
      const told = webpSize(kind, view, at + 8, length);
      if (!told) return null;
      size ??= told;
      hasData = kind !== "VP8X";
    }
    at += 8 + length + (length & 1);
  }
  return size && hasData ? { format: "webp", ...size } : null;
}

/** What a chunk says of the size; null where it is damaged or says that the picture moves. */
function webpSize(kind: string, view: DataView, at: number, length: number): { width: number; height: number } | null {
  if (kind === "VP8L") {
    if (length < 5 || view.getUint8(at) !== 0x2f) return null;
    const bits = view.getUint32(at + 1, true);
    return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
  }
  if (length < 10) return null;
  if (kind === "VP8X") {
    if (view.getUint8(at) & 0x02) return null;
    return { width: (view.getUint32(at + 4, true) & 0xffffff) + 1, height: (view.getUint32(at + 6, true) >>> 8) + 1 };
  }
  if ((view.getUint32(at + 2, true) >>> 8) !== 0x2a019d) return null;
  return { width: view.getUint16(at + 6, true) & 0x3fff, height: view.getUint16(at + 8, true) & 0x3fff };
}
