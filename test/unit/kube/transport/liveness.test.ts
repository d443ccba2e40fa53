import assert from "node:assert/strict";
import { EventEmitter } from "node:events";
import type { ClientHttp2Session } from "node:http2";
import type { Socket } from "node:net";
import { test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { watchLiveness } from "../../../../src/kube/transport/liveness.ts";

/** A connection on which nothing comes but answers to PINGs, when it gives any. */
class QuietSession extends EventEmitter {
  pingCount = 0;
  destroyed = false;
  readonly #isAlive: boolean;

  constructor(isAlive: boolean) {
    super();
    this.#isAlive = isAlive;
  }

  ping(answered: () => void): boolean {
    this.pingCount++;
    if (this.#isAlive) setImmediate(answered);
    return true;
  }

  destroy(): void {
    this.destroyed = true;
    this.emit("close");
  }
}

function watchQuiet(session: QuietSession): void {
  const limits = { idleMs: 1, answerMs: 50 };
  watchLiveness(session as unknown as ClientHttp2Session, { bytesRead: 0 } as Socket, { limits, isNeeded: () => true });
}

test("L14 connections: a quiet one that lives is asked again and again, and gathers nothing by it", async () => {
  const session = new QuietSession(true);
  watchQuiet(session);
  while (session.pingCount < 1) await delay(5);
  const listeners = session.listenerCount("close");
  while (session.pingCount < 12) await delay(5);
  assert.equal(session.listenerCount("close"), listeners);
  assert.equal(session.destroyed, false);
  session.emit("close");
});

test("L14 connections: one that does not answer is given up", async () => {
  const session = new QuietSession(false);
  watchQuiet(session);
  while (!session.destroyed) await delay(5);
  assert.equal(session.pingCount, 1);
});
