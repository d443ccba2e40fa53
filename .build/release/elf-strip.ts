const sectionHeaderBytes = 64;
const isLoaded = 0x2n;
const hasNoBytes = 8;

/**
 * A 64-bit ELF executable without what is never loaded into memory: symbols and debugging information, at the end of
 * the file. What the program runs on, the names that addons link to included, stays as it is.
 * @throws Error when something that is loaded stands behind what is not.
 */
export function stripElf(elf: Buffer): Buffer {
  const sections = readSections(elf);
  const loaded = sections.filter(({ index, flags }) => index === 0 || (flags & isLoaded) !== 0n);
  const names = sections[elf.readUInt16LE(62)];
  if (names === undefined) throw new Error("the executable has no names of sections");
  const end = Math.max(...loaded.filter(({ type }) => type !== hasNoBytes).map(({ offset, size }) => offset + size));
  if (loaded.some(({ index }) => index >= loaded.length)) throw new Error("loaded sections are not the first ones");
  const namesOffset = align(end);
  const nameBytes = elf.subarray(names.offset, names.offset + names.size);
  const headersOffset = align(namesOffset + nameBytes.length);
  const stripped = Buffer.alloc(headersOffset + (loaded.length + 1) * sectionHeaderBytes);
  elf.copy(stripped, 0, 0, end);
  nameBytes.copy(stripped, namesOffset);
  for (const [place, { header }] of [...loaded, names].entries()) {
    header.copy(stripped, headersOffset + place * sectionHeaderBytes);
  }
  stripped.writeBigUInt64LE(BigInt(namesOffset), headersOffset + loaded.length * sectionHeaderBytes + 24);
  stripped.writeBigUInt64LE(BigInt(headersOffset), 40);
  stripped.writeUInt16LE(loaded.length + 1, 60);
  stripped.writeUInt16LE(loaded.length, 62);
  return stripped;
}

interface Section {
  readonly index: number;
  readonly type: number;
  readonly flags: bigint;
  readonly offset: number;
  readonly size: number;
  readonly header: Buffer;
}

function readSections(elf: Buffer): readonly Section[] {
  const start = Number(elf.readBigUInt64LE(40));
  return Array.from({ length: elf.readUInt16LE(60) }, (_, index) => {
    const at = start + index * sectionHeaderBytes;
    const header = elf.subarray(at, at + sectionHeaderBytes);
    return {
      index,
      type: header.readUInt32LE(4),
      flags: header.readBigUInt64LE(8),
      offset: Number(header.readBigUInt64LE(24)),
      size: Number(header.readBigUInt64LE(32)),
      header,
    };
  });
}

function align(offset: number): number {
  return Math.ceil(offset / 16) * 16;
}
