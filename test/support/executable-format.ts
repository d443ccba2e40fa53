/** What the headers of an executable say. */
export interface ExecutableFormat {
  readonly format: "ELF" | "Mach-O" | "PE";
  readonly arch: "amd64" | "arm64" | "unknown";
  /** Whether Node looks for an application in itself. */
  readonly isFused: boolean;
  /** The application, where Node looks for it: in a note, a segment or a resource. Absent when there is none. */
  readonly application: Buffer | undefined;
}

const fuse = "NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2:1";
const machines: Readonly<Record<number, ExecutableFormat["arch"]>> = {
  0x3e: "amd64",
  0xb7: "arm64",
  0x01000007: "amd64",
  0x0100000c: "arm64",
  0x8664: "amd64",
  0xaa64: "arm64",
};

/** Reads an executable's headers. @throws Error when it is none of the three formats. */
export function readExecutableFormat(file: Buffer): ExecutableFormat {
  const isFused = file.includes(fuse);
  if (file.toString("latin1", 0, 4) === "\x7fELF") {
    return { format: "ELF", arch: archOf(file.readUInt16LE(18)), isFused, application: elfNote(file) };
  }
  if (file.readUInt32LE(0) === 0xfeedfacf) {
    return { format: "Mach-O", arch: archOf(file.readUInt32LE(4)), isFused, application: machoSection(file) };
  }
  const pe = file.readUInt32LE(60);
  if (file.toString("latin1", pe, pe + 4) !== "PE\0\0") throw new Error("neither ELF nor Mach-O nor PE");
  return { format: "PE", arch: archOf(file.readUInt16LE(pe + 4)), isFused, application: peResource(file, pe) };
}

/** Whether a PE file says that it has a certificate table. */
export function hasAuthenticode(file: Buffer): boolean {
  return file.readUInt32LE(file.readUInt32LE(60) + 24 + 112 + 4 * 8) !== 0;
}

function archOf(machine: number): ExecutableFormat["arch"] {
  return machines[machine] ?? "unknown";
}

/** The note NODE_SEA_BLOB among those of the program headers. */
function elfNote(file: Buffer): Buffer | undefined {
  const start = Number(file.readBigUInt64LE(32));
  for (let index = 0; index < file.readUInt16LE(56); index += 1) {
    const header = start + index * file.readUInt16LE(54);
    if (file.readUInt32LE(header) !== 4) continue;
    const offset = Number(file.readBigUInt64LE(header + 8));
    const note = noteIn(file.subarray(offset, offset + Number(file.readBigUInt64LE(header + 32))));
    if (note !== undefined) return note;
  }
  return undefined;
}

function noteIn(notes: Buffer): Buffer | undefined {
  for (let offset = 0; offset + 12 <= notes.length; ) {
    const nameBytes = notes.readUInt32LE(offset);
    const bodyBytes = notes.readUInt32LE(offset + 4);
    const body = offset + 12 + align(nameBytes);
    const name = notes.toString("latin1", offset + 12, offset + 12 + nameBytes).replace(/\0+$/, "");
    if (name === "NODE_SEA_BLOB") return notes.subarray(body, body + bodyBytes);
    offset = body + align(bodyBytes);
  }
  return undefined;
}

function align(bytes: number): number {
  return Math.ceil(bytes / 4) * 4;
}

/** The only section of the segment NODE_SEA. */
function machoSection(file: Buffer): Buffer | undefined {
  let offset = 32;
  for (let left = file.readUInt32LE(16); left > 0; left -= 1) {
    const isSegment = file.readUInt32LE(offset) === 0x19;
    if (isSegment && file.toString("latin1", offset + 8, offset + 17) === "NODE_SEA\0") {
      const start = file.readUInt32LE(offset + 72 + 48);
      return file.subarray(start, start + Number(file.readBigUInt64LE(offset + 72 + 40)));
    }
    offset += file.readUInt32LE(offset + 4);
  }
  return undefined;
}

/** The first language of the resource NODE_SEA_BLOB of type RCDATA. */
function peResource(file: Buffer, pe: number): Buffer | undefined {
  const optional = pe + 24;
  const address = file.readUInt32LE(optional + 112 + 2 * 8);
  const toOffset = (virtual: number): number => {
    const sections = optional + file.readUInt16LE(pe + 20);
    for (let at = sections; at < sections + 40 * file.readUInt16LE(pe + 6); at += 40) {
      const first = file.readUInt32LE(at + 12);
      if (virtual >= first && virtual < first + file.readUInt32LE(at + 16)) {
        return file.readUInt32LE(at + 20) + virtual - first;
      }
    }
    throw new Error("an address of no section");
  };
  const base = toOffset(address);
  const rcData = directoryEntry(file, base, base, (id) => id === 10);
  const named = rcData && directoryEntry(file, base, rcData, (_, name) => name === "NODE_SEA_BLOB");
  const leaf = named && directoryEntry(file, base, named, () => true);
  if (leaf === undefined) return undefined;
  const start = toOffset(file.readUInt32LE(leaf));
  return file.subarray(start, start + file.readUInt32LE(leaf + 4));
}

/** Where the entry that is looked for leads to. */
function directoryEntry(
  file: Buffer,
  base: number,
  directory: number,
  isWanted: (id: number, name: string) => boolean,
): number | undefined {
  const count = file.readUInt16LE(directory + 12) + file.readUInt16LE(directory + 14);
  for (let at = directory + 16; at < directory + 16 + 8 * count; at += 8) {
    const id = file.readUInt32LE(at);
    const nameAt = base + (id & 0x7fffffff);
    const name =
      id >= 0x80000000 ? file.toString("utf16le", nameAt + 2, nameAt + 2 + 2 * file.readUInt16LE(nameAt)) : "";
    if (isWanted(id, name)) return base + (file.readUInt32LE(at + 4) & 0x7fffffff);
  }
  return undefined;
}
