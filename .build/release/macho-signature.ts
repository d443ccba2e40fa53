import { createHash } from "node:crypto";
import { readMachoLayout, segmentOf } from "./macho-layout.ts";

const signatureCommand = 0x1d;
const commandBytes = 16;
const pageBytes = 4096;
const hashBytes = 32;
const directoryHeaderBytes = 88;

/**
 * A 64-bit Mach-O executable with an ad-hoc signature, as `codesign --sign -` makes one: hashes of all pages, and no
 * certificate. Macs with Apple's own processors start nothing without. The format is that of `cs_blobs.h` in Apple's xnu,
 * and of the Go linker's `cmd/internal/codesign`.
 * @param identifier what the system calls the program.
 * @throws Error when the file is signed already, or has no room for one more load command.
 */
export function signMacho(macho: Buffer, identifier: string): Buffer {
  const layout = readMachoLayout(macho);
  const text = segmentOf(layout, "__TEXT");
  const linkEdit = segmentOf(layout, "__LINKEDIT");
  if (layout.commands.some(({ kind }) => kind === signatureCommand)) throw new Error("the executable has a signature");
  const room = Math.min(...text.sections.map(({ offset }) => offset)) - layout.commandsEnd;
  if (room < commandBytes) throw new Error("the executable has no room for the command that names its signature");
  if (linkEdit.fileOffset + linkEdit.fileSize !== macho.length) throw new Error("__LINKEDIT is not the last segment");

  const codeBytes = Math.ceil(macho.length / 16) * 16;
  const signatureBytes = signatureSize(codeBytes, identifier);
  const signed = Buffer.alloc(codeBytes + signatureBytes);
  macho.copy(signed);
  signed.writeUInt32LE(signatureCommand, layout.commandsEnd);
  signed.writeUInt32LE(commandBytes, layout.commandsEnd + 4);
  signed.writeUInt32LE(codeBytes, layout.commandsEnd + 8);
  signed.writeUInt32LE(signatureBytes, layout.commandsEnd + 12);
  signed.writeUInt32LE(macho.readUInt32LE(16) + 1, 16);
  signed.writeUInt32LE(macho.readUInt32LE(20) + commandBytes, 20);
  const linkEditBytes = signed.length - linkEdit.fileOffset;
  signed.writeBigUInt64LE(BigInt(Math.ceil(linkEditBytes / 0x4000) * 0x4000), linkEdit.commandOffset + 32);
  signed.writeBigUInt64LE(BigInt(linkEditBytes), linkEdit.commandOffset + 48);
  // Only now, because the pages that are hashed hold what was just written.
  makeSignature(signed.subarray(0, codeBytes), identifier, text.fileSize).copy(signed, codeBytes);
  return signed;
}

/** No requirements, and no certificates: what stands in the place of each. */
const requirements = Buffer.from("fade0c010000000c00000000", "hex");
const certificates = Buffer.from("fade0b0100000008", "hex");

function signatureSize(codeBytes: number, identifier: string): number {
  return 36 + directorySize(codeBytes, identifier) + requirements.length + certificates.length;
}

function directorySize(codeBytes: number, identifier: string): number {
  return hashesOffset(identifier) + Math.ceil(codeBytes / pageBytes) * hashBytes;
}

/** Two hashes that are not of pages stand before those of the pages. */
function hashesOffset(identifier: string): number {
  return directoryHeaderBytes + Buffer.byteLength(identifier) + 1 + 2 * hashBytes;
}

function makeSignature(code: Buffer, identifier: string, textBytes: number): Buffer {
  const parts = [
    { slot: 0, bytes: codeDirectory(code, identifier, textBytes) },
    { slot: 2, bytes: requirements },
    { slot: 0x10000, bytes: certificates },
  ];
  const head = Buffer.alloc(12 + 8 * parts.length);
  head.writeUInt32BE(0xfade0cc0, 0);
  head.writeUInt32BE(signatureSize(code.length, identifier), 4);
  head.writeUInt32BE(parts.length, 8);
  let offset = head.length;
  for (const [place, { slot, bytes }] of parts.entries()) {
    head.writeUInt32BE(slot, 12 + 8 * place);
    head.writeUInt32BE(offset, 16 + 8 * place);
    offset += bytes.length;
  }
  return Buffer.concat([head, ...parts.map(({ bytes }) => bytes)]);
}

function codeDirectory(code: Buffer, identifier: string, textBytes: number): Buffer {
  const directory = Buffer.alloc(directorySize(code.length, identifier));
  const pageCount = Math.ceil(code.length / pageBytes);
  const hashesAt = hashesOffset(identifier);
  const version = 0x20400;
  const isAdHoc = 0x2;
  const fields = [
    0xfade0c02,
    directory.length,
    version,
    isAdHoc,
    hashesAt,
    directoryHeaderBytes,
    2,
    pageCount,
    code.length,
  ];
  for (const [place, value] of fields.entries()) directory.writeUInt32BE(value, 4 * place);
  const isSha256 = 2;
  directory.set([hashBytes, isSha256, 0, Math.log2(pageBytes)], 36);
  // Of the segment with the code: it begins the file, and is the program's own.
  directory.writeBigUInt64BE(BigInt(textBytes), 72);
  directory.writeBigUInt64BE(1n, 80);
  directory.write(identifier, directoryHeaderBytes);
  sha256(requirements).copy(directory, hashesAt - 2 * hashBytes);
  for (let page = 0; page < pageCount; page += 1) {
    sha256(code.subarray(page * pageBytes, (page + 1) * pageBytes)).copy(directory, hashesAt + page * hashBytes);
  }
  return directory;
}

function sha256(bytes: Buffer): Buffer {
  return createHash("sha256").update(bytes).digest();
}
