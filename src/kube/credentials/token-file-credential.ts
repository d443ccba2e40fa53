import { readFile } from "node:fs/promises";
import { KtError } from "../../errors/kt-error.ts";
import type { Credential } from "./credential.ts";

/** How long a token that was read is used (client-go v0.36 transport/token_source.go has the same minute). */
const lifetimeMs = 60_000;

/**
 * A token in a file that someone else renews, such as that of a service account. Read again each minute
 * and after a 401; while it cannot be read, the last one goes on.
 */
export class TokenFileCredential implements Credential {
  readonly #file: string;
  readonly #nowMs: () => number;
  #authorization: string | undefined;
  #readAtMs = Number.NEGATIVE_INFINITY;
  #reading: Promise<string> | undefined;

  constructor(file: string, nowMs: () => number) {
    this.#file = file;
    this.#nowMs = nowMs;
  }

  async authorization(): Promise<string | undefined> {
    if (this.#nowMs() - this.#readAtMs < lifetimeMs) return this.#authorization;
    this.#reading ??= this.#read().finally(() => {
      this.#reading = undefined;
    });
    return this.#reading;
  }

  async certificate(): Promise<undefined> {
    return undefined;
  }

  renew(refused: string | undefined): boolean {
    if (refused === this.#authorization) this.#readAtMs = Number.NEGATIVE_INFINITY;
    return true;
  }

  async #read(): Promise<string> {
    try {
      const token = (await readFile(this.#file, "utf8")).trim();
      if (token === "") throw new Error("the file is empty");
      this.#authorization = `Bearer ${token}`;
    } catch (cause) {
      if (this.#authorization === undefined) throw cannotRead(this.#file, cause);
    }
    this.#readAtMs = this.#nowMs();
    return this.#authorization;
  }
}

function cannotRead(file: string, cause: unknown): KtError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new KtError("KT_CREDENTIALS", `cannot read the token file ${file} that the kubeconfig names: ${why}`, {
    hint: "kubectl config view",
    cause,
  });
}
