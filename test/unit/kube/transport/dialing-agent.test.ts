import assert from "node:assert/strict";
import { Socket } from "node:net";
import { test } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import { DialingAgent } from "../../../../src/kube/transport/dialing-agent.ts";

test("L29 HTTP/1.1: a connection that breaks before anybody used it breaks nothing else", async () => {
  const agent = new DialingAgent(() => Promise.reject(new Error("not to be dialled")));
  const socket = new Socket();
  agent.adopt(socket);
  // Without a listener this would be an uncaught exception, and fails the test.
  socket.destroy(new Error("reset"));
  await turn();
  assert.equal(socket.destroyed, true);
  agent.destroy();
});
