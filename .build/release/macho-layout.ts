const magic = 0xfeedfacf;
const headerBytes = 32;
const segmentCommand = 0x19;
const sectionBytes = 80;

/** What a 64-bit Mach-O file says of itself, as far as a signature depends on it. */
export interface MachoLayout {
  /** 0x01000007 is x86-64, 0x0100000c is ARM64. */
  readonly machine: number;
  readonly commands: readonly LoadCommand[];
  readonly segments: readonly Segment[];
  /** Where the load commands end. */
  readonly commandsEnd: number;
}

/** Where a load command stands. */
export interface LoadCommand {
  readonly kind: number;
  readonly offset: number;
}

/** A part of the file that is mapped into memory. */
export interface Segment {
  readonly name: string;
  /** Of its load command. */
  readonly commandOffset: number;
  readonly fileOffset: number;
  readonly fileSize: number;
  readonly sections: readonly { readonly name: string; readonly offset: number; readonly size: number }[];
}

/** @throws Error when the file is no 64-bit Mach-O file of one machine. */
export function readMachoLayout(macho: Buffer): MachoLayout {
  if (macho.readUInt32LE(0) !== magic) throw new Error("no 64-bit Mach-O file");
  const commands: LoadCommand[] = [];
  let offset = headerBytes;
  for (let count = macho.readUInt32LE(16); count > 0; count -= 1) {
    commands.push({ kind: macho.readUInt32LE(offset), offset });
    offset += macho.readUInt32LE(offset + 4);
  }
  const segments = commands.filter(({ kind }) => kind === segmentCommand).map((command) => readSegment(macho, command));
  return { machine: macho.readUInt32LE(4), commands, segments, commandsEnd: offset };
}

/** @throws Error when there is none of that name. */
export function segmentOf({ segments }: MachoLayout, name: string): Segment {
  const segment = segments.find((one) => one.name === name);
  if (segment === undefined) throw new Error(`the Mach-O file has no segment ${name}`);
  return segment;
}

function readSegment(macho: Buffer, { offset }: LoadCommand): Segment {
  const sections = Array.from({ length: macho.readUInt32LE(offset + 64) }, (_, index) => {
    const at = offset + 72 + index * sectionBytes;
    return {
      name: nameAt(macho, at),
      offset: macho.readUInt32LE(at + 48),
      size: Number(macho.readBigUInt64LE(at + 40)),
    };
  });
  return {
    name: nameAt(macho, offset + 8),
    commandOffset: offset,
    fileOffset: Number(macho.readBigUInt64LE(offset + 40)),
    fileSize: Number(macho.readBigUInt64LE(offset + 48)),
    sections,
  };
}

function nameAt(macho: Buffer, offset: number): string {
  return macho.toString("latin1", offset, offset + 16).replace(/\0+$/, "");
}
