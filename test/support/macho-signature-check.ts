import { createHash } from "node:crypto";

/** What the signature in a Mach-O executable says, and whether it is so. */
export interface CheckedSignature {
  readonly identifier: string;
  /** Of the CodeDirectory: 2 is ad hoc, 0x10000 the hardened runtime. */
  readonly flags: number;
  /** Where the signed part of the file ends. */
  readonly codeLimit: number;
  readonly pageCount: number;
  /** Pages that do not have the hash that was signed, and the requirements, where theirs is another. */
  readonly wrong: readonly string[];
}

/**
 * Checks an embedded signature as the kernel of macOS does, page by page. Written after `cs_blobs.h` of Apple's xnu and apart from what
 * signs; that it reads what Apple itself has signed is tested as well.
 * @returns undefined when there is none.
 */
export function checkMachoSignature(file: Buffer): CheckedSignature | undefined {
  const place = signaturePlace(file);
  if (place === undefined) return undefined;
  const blob = file.subarray(place.offset, place.offset + place.size);
  if (blob.readUInt32BE(0) !== 0xfade0cc0) throw new Error("no signature where the load command says");
  const parts = new Map<number, Buffer>();
  for (let index = 0; index < blob.readUInt32BE(8); index += 1) {
    const offset = blob.readUInt32BE(16 + index * 8);
    parts.set(blob.readUInt32BE(12 + index * 8), blob.subarray(offset, offset + blob.readUInt32BE(offset + 4)));
  }
  const directory = parts.get(0);
  if (directory?.readUInt32BE(0) !== 0xfade0c02) throw new Error("no CodeDirectory in the signature");
  return checkDirectory(file, directory, parts.get(2));
}

function checkDirectory(file: Buffer, directory: Buffer, requirements: Buffer | undefined): CheckedSignature {
  const hashOffset = directory.readUInt32BE(16);
  const pageCount = directory.readUInt32BE(28);
  const codeLimit = directory.readUInt32BE(32);
  const hashSize = directory.readUInt8(36);
  if (directory.readUInt8(37) !== 2) throw new Error("the hashes are not SHA-256");
  const pageSize = 2 ** directory.readUInt8(39);
  const hashAt = (slot: number): Buffer => directory.subarray(hashOffset + slot * hashSize).subarray(0, hashSize);
  const wrong: string[] = [];
  for (let page = 0; page < pageCount; page += 1) {
    const bytes = file.subarray(page * pageSize, Math.min((page + 1) * pageSize, codeLimit));
    if (!sha256(bytes).equals(hashAt(page))) wrong.push(`page ${page}`);
  }
  if (Math.ceil(codeLimit / pageSize) !== pageCount) wrong.push("number of pages");
  if (requirements !== undefined && !sha256(requirements).equals(hashAt(-2))) wrong.push("requirements");
  const identifierAt = directory.readUInt32BE(20);
  return {
    identifier: directory.toString("latin1", identifierAt, directory.indexOf(0, identifierAt)),
    flags: directory.readUInt32BE(12),
    codeLimit,
    pageCount,
    wrong,
  };
}

function signaturePlace(file: Buffer): { readonly offset: number; readonly size: number } | undefined {
  let offset = 32;
  for (let left = file.readUInt32LE(16); left > 0; left -= 1) {
    if (file.readUInt32LE(offset) === 0x1d) {
      return { offset: file.readUInt32LE(offset + 8), size: file.readUInt32LE(offset + 12) };
    }
    offset += file.readUInt32LE(offset + 4);
  }
  return undefined;
}

function sha256(bytes: Buffer): Buffer {
  return createHash("sha256").update(bytes).digest();
}
