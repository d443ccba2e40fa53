import { crc32, deflateRawSync } from "node:zlib";
import type { ArchivedFile } from "./tar-archive.ts";

/** 1 January 1980, the first day that the format knows. */
const dosDate = 0x21;
const madeOnUnix = 3 << 8;
/** Of version 2.0 of the format: deflated. */
const version = 20;
const deflated = 8;

/** The files as a zip archive. The same files give the same bytes: all times are the first that the format knows. */
export function writeZip(files: readonly ArchivedFile[]): Buffer {
  const bodies: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const file of files) {
    const name = Buffer.from(file.path);
    const packed = deflateRawSync(file.contents, { level: 9 });
    const facts = factsOf(file, name, packed);
    const local = Buffer.concat([Buffer.from("PK\x03\x04", "latin1"), facts, name, packed]);
    bodies.push(local);
    directory.push(directoryEntry(file, facts, name, offset));
    offset += local.length;
  }
  const entries = Buffer.concat(directory);
  return Buffer.concat([...bodies, entries, directoryEnd(files.length, entries.length, offset)]);
}

/** What stands both before a file and in the directory. */
function factsOf({ contents }: ArchivedFile, name: Buffer, packed: Buffer): Buffer {
  const facts = Buffer.alloc(26);
  facts.writeUInt16LE(version, 0);
  facts.writeUInt16LE(deflated, 4);
  facts.writeUInt16LE(dosDate, 8);
  facts.writeUInt32LE(crc32(contents), 10);
  facts.writeUInt32LE(packed.length, 14);
  facts.writeUInt32LE(contents.length, 18);
  facts.writeUInt16LE(name.length, 22);
  return facts;
}

function directoryEntry({ isExecutable }: ArchivedFile, facts: Buffer, name: Buffer, offset: number): Buffer {
  const before = Buffer.alloc(6);
  before.write("PK\x01\x02", "latin1");
  before.writeUInt16LE(madeOnUnix | version, 4);
  const after = Buffer.alloc(14);
  // Regular file, and who may do what with it, as Unix writes it.
  after.writeUInt32LE(((isExecutable === true ? 0o100755 : 0o100644) << 16) >>> 0, 6);
  after.writeUInt32LE(offset, 10);
  return Buffer.concat([before, facts, after, name]);
}

function directoryEnd(count: number, length: number, offset: number): Buffer {
  const end = Buffer.alloc(22);
  end.write("PK\x05\x06", "latin1");
  end.writeUInt16LE(count, 8);
  end.writeUInt16LE(count, 10);
  end.writeUInt32LE(length, 12);
  end.writeUInt32LE(offset, 16);
  return end;
}
