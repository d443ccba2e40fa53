/**
 * The few DER encodings that an X.509 certificate needs (ITU-T X.690). Each function returns one whole
 * element, tag and length included.
 */

/** SEQUENCE of elements. */
export function sequence(...items: readonly Buffer[]): Buffer {
  return element(0x30, Buffer.concat(items));
}

/** SET of elements. */
export function set(...items: readonly Buffer[]): Buffer {
  return element(0x31, Buffer.concat(items));
}

/** INTEGER, not negative, from its big-endian bytes. */
export function integer(bytes: Buffer): Buffer {
  const first = bytes.findIndex((byte) => byte !== 0);
  const trimmed = first < 0 ? Buffer.from([0]) : bytes.subarray(first);
  const isHigh = (trimmed[0] ?? 0) >= 0x80;
  return element(0x02, isHigh ? Buffer.concat([Buffer.from([0]), trimmed]) : trimmed);
}

/** BOOLEAN. */
export function boolean(value: boolean): Buffer {
  return element(0x01, Buffer.from([value ? 0xff : 0]));
}

/** OBJECT IDENTIFIER from its dotted form. */
export function objectId(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split(".").map(Number);
  const bytes = [first * 40 + second];
  for (const arc of rest) {
    const groups = [arc & 0x7f];
    for (let left = Math.floor(arc / 128); left > 0; left = Math.floor(left / 128))
      groups.unshift((left & 0x7f) | 0x80);
    bytes.push(...groups);
  }
  return element(0x06, Buffer.from(bytes));
}

/** UTF8String. */
export function utf8String(text: string): Buffer {
  return element(0x0c, Buffer.from(text, "utf8"));
}

/** GeneralizedTime in whole seconds of UTC. */
export function generalizedTime(epochMs: number): Buffer {
  const digits = new Date(epochMs).toISOString().replace(/\.\d+/, "").replace(/[-:T]/g, "");
  return element(0x18, Buffer.from(digits, "latin1"));
}

/** BIT STRING; `unusedBits` counts the bits of the last byte that do not belong to it. */
export function bitString(bytes: Buffer, unusedBits = 0): Buffer {
  return element(0x03, Buffer.concat([Buffer.from([unusedBits]), bytes]));
}

/** OCTET STRING. */
export function octetString(bytes: Buffer): Buffer {
  return element(0x04, bytes);
}

/** Element with a context-specific tag, holding other elements or, as a primitive one, bare bytes. */
export function tagged(tag: number, content: Buffer, form: "constructed" | "primitive"): Buffer {
  return element(0x80 | tag | (form === "constructed" ? 0x20 : 0), content);
}

function element(tag: number, content: Buffer): Buffer {
  return Buffer.concat([Buffer.from([tag]), lengthOf(content.length), content]);
}

function lengthOf(length: number): Buffer {
  if (length < 0x80) return Buffer.from([length]);
  if (length < 0x100) return Buffer.from([0x81, length]);
  return Buffer.from([0x82, length >> 8, length & 0xff]);
}
