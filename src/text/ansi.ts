/**
 * The text without its escape sequences: what a person reads. Takes out control sequences (`ESC [ ... m` and all
 * others of ECMA-48), operating system commands up to BEL or ST, and other sequences that begin with ESC.
 */
export function stripAnsi(bytes: Buffer, start: number, end: number): Buffer {
  const stripped = Buffer.allocUnsafe(end - start);
  let to = 0;
  let at = start;
  while (at < end) {
    const byte = bytes[at] as number;
    if (byte === escape) {
      at = endOfSequence(bytes, at, end);
    } else {
      stripped[to++] = byte;
      at++;
    }
  }
  return stripped.subarray(0, to);
}

const escape = 0x1b;

/** The offset behind the escape sequence that begins at `at`; one that is cut off reaches to the end. */
export function endOfSequence(bytes: Uint8Array, at: number, end: number): number {
  const kind = bytes[at + 1];
  if (at + 1 >= end || kind === undefined) return end;
  if (kind === 0x5b) {
    let next = at + 2;
    while (next < end && (bytes[next] as number) >= 0x20 && (bytes[next] as number) <= 0x3f) next++;
    // A control sequence that is torn by something else ends there.
    return next < end && (bytes[next] as number) >= 0x40 && (bytes[next] as number) <= 0x7e ? next + 1 : next;
  }
  // Strings for the terminal: OSC, DCS, SOS, PM, APC.
  if (kind === 0x5d || kind === 0x50 || kind === 0x58 || kind === 0x5e || kind === 0x5f) {
    for (let next = at + 2; next < end; next++) {
      if (bytes[next] === 0x07) return next + 1;
      if (bytes[next] === escape) return bytes[next + 1] === 0x5c ? next + 2 : next;
    }
    return end;
  }
  let next = at + 1;
  while (next < end && (bytes[next] as number) >= 0x20 && (bytes[next] as number) <= 0x2f) next++;
  return next < end && (bytes[next] as number) >= 0x30 && (bytes[next] as number) <= 0x7e ? next + 1 : next;
}
