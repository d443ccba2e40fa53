/**
 * Node's stream for a console of Windows; undefined for anything else. Bytes that are written to its descriptor a console reads in its
 * code page, which is seldom UTF-8 (nodejs/node#24550); the stream gives it UTF-16 instead, and the meaning of colours. It has written
 * when it returns.
 * @param descriptor 1 or 2; no other is a console of this program.
 */
export function windowsConsole(descriptor: number): NodeJS.WriteStream | undefined {
  if (process.platform !== "win32" || (descriptor !== 1 && descriptor !== 2)) return undefined;
  if (!process.getBuiltinModule("node:tty").isatty(descriptor)) return undefined;
  return descriptor === 1 ? process.stdout : process.stderr;
}
