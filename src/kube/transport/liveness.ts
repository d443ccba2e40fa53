import type { ClientHttp2Session } from "node:http2";
import type { Socket } from "node:net";

/** When a connection that says nothing is taken for dead. */
export interface LivenessLimits {
  /** Silence after which a PING is sent. */
  readonly idleMs: number;
  /** Silence after the PING that means that nobody is there. */
  readonly answerMs: number;
}

/** As client-go has it (`ReadIdleTimeout` and `PingTimeout`, k8s.io/apimachinery v0.36 pkg/util/net). */
export const usualLiveness: LivenessLimits = { idleMs: 30_000, answerMs: 15_000 };

/**
 * Finds out that the other side is gone without a word: a follow of a quiet container would wait for
 * ever on a connection whose peer lost its power. Looks only at the count of bytes, so it costs nothing
 * while data flows.
 */
export function watchLiveness(
  session: ClientHttp2Session,
  socket: Socket,
  options: { readonly limits: LivenessLimits; readonly isNeeded: () => boolean },
): void {
  const { idleMs, answerMs } = options.limits;
  let bytesSeen = socket.bytesRead;
  let quietSinceMs = performance.now();
  /** Set while a PING is unanswered. */
  let deadline: NodeJS.Timeout | undefined;
  const look = (): void => {
    const nowMs = performance.now();
    if (socket.bytesRead !== bytesSeen || !options.isNeeded()) {
      bytesSeen = socket.bytesRead;
      quietSinceMs = nowMs;
    } else if (nowMs - quietSinceMs >= idleMs && deadline === undefined && !session.destroyed) {
      deadline = setTimeout(() => {
        session.destroy(new Error(`no answer to a PING for ${answerMs / 1000} s: the connection is dead`));
      }, answerMs);
      deadline.unref();
      session.ping(() => {
        clearTimeout(deadline);
        deadline = undefined;
        quietSinceMs = performance.now();
      });
    }
  };
  const timer = setInterval(look, Math.max(10, idleMs / 3));
  timer.unref();
  session.once("close", () => {
    clearInterval(timer);
    clearTimeout(deadline);
  });
}
