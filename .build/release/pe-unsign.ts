/** Place of the certificate table in the optional header of a 64-bit PE file. */
const certificatesAt = 112 + 4 * 8;
const checksumAt = 64;

/**
 * A 64-bit Windows executable without its Authenticode signature, which does not hold for what is put together from it: a
 * broken signature is worse than none.
 * @throws Error when something else stands behind the signature.
 */
export function unsignPe(pe: Buffer): Buffer {
  const optionalHeader = pe.readUInt32LE(60) + 24;
  const entry = optionalHeader + certificatesAt;
  const start = pe.readUInt32LE(entry);
  const length = pe.readUInt32LE(entry + 4);
  if (start === 0) return pe;
  if (start + length !== pe.length) throw new Error("the signature does not stand at the end of the executable");
  const unsigned = Buffer.from(pe.subarray(0, start));
  unsigned.writeBigUInt64LE(0n, entry);
  // The sum of the whole file: zero says that there is none, and only drivers need one.
  unsigned.writeUInt32LE(0, optionalHeader + checksumAt);
  return unsigned;
}
