import type { ByteStream } from "./client.ts";

/**
 * The whole of a body, or its first `limitBytes`.
 *
 * @throws what `next` throws.
 */
export async function readAll(body: ByteStream, limitBytes: number = Number.POSITIVE_INFINITY): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let lengthBytes = 0;
  for (let more = await body.next(); more !== undefined; more = await body.next()) {
    for (const chunk of more) {
      chunks.push(chunk);
      lengthBytes += chunk.length;
    }
    if (lengthBytes >= limitBytes) break;
  }
  await body[Symbol.asyncDispose]();
  return Buffer.concat(chunks).subarray(0, Math.min(lengthBytes, limitBytes));
}
