/** A file of an archive. */
export interface ArchivedFile {
  readonly path: string;
  readonly contents: Buffer;
  readonly isExecutable?: boolean;
}

const blockBytes = 512;

/**
 * The files as a tar archive (POSIX ustar). The same files give the same bytes: owner, group and time are zero.
 * @throws Error when a path is longer than the format's 100 bytes.
 */
export function writeTar(files: readonly ArchivedFile[]): Buffer {
  const parts = files.flatMap((file) => [header(file), file.contents, Buffer.alloc(padding(file.contents.length))]);
  return Buffer.concat([...parts, Buffer.alloc(2 * blockBytes)]);
}

function header({ path, contents, isExecutable }: ArchivedFile): Buffer {
  if (Buffer.byteLength(path) > 100) throw new Error(`too long a path for an archive: ${path}`);
  const block = Buffer.alloc(blockBytes);
  block.write(path, 0);
  block.write(isExecutable === true ? "0000755\0" : "0000644\0", 100);
  block.write("0000000\0", 108);
  block.write("0000000\0", 116);
  block.write(`${contents.length.toString(8).padStart(11, "0")}\0`, 124);
  block.write("00000000000\0", 136);
  // The sum of all bytes is made with blanks in its own place.
  block.write("        ", 148);
  block.write("0", 156);
  block.write("ustar\x0000", 257);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
  return block;
}

function padding(length: number): number {
  return (blockBytes - (length % blockBytes)) % blockBytes;
}

/** The regular files of a tar archive as npm makes it (ustar). */
export function readTar(tar: Buffer): readonly ArchivedFile[] {
  const files: ArchivedFile[] = [];
  for (let offset = 0; offset < tar.length && tar[offset] !== 0; ) {
    const block = tar.subarray(offset, offset + blockBytes);
    const length = Number.parseInt(text(block, 124, 12), 8);
    const prefix = text(block, 345, 155);
    const path = `${prefix === "" ? "" : `${prefix}/`}${text(block, 0, 100)}`;
    const start = offset + blockBytes;
    const mode = Number.parseInt(text(block, 100, 8), 8);
    if (/^0?$/.test(text(block, 156, 1))) {
      files.push({ path, contents: tar.subarray(start, start + length), isExecutable: (mode & 0o100) !== 0 });
    }
    offset = start + length + padding(length);
  }
  return files;
}

function text(block: Buffer, start: number, length: number): string {
  const field = block.subarray(start, start + length);
  const end = field.indexOf(0);
  return field.toString("utf8", 0, end === -1 ? length : end).trim();
}
