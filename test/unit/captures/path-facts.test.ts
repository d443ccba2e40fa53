import assert from "node:assert/strict";
import { test } from "node:test";
import { factsOfPath } from "../../../src/captures/path-facts.ts";

const container = { namespace: "shop", pod: "web-1", podUid: "0a1b2c3d-1111-2222", container: "app" };
const id = "0123456789abcdef".repeat(4);

const rows: readonly (readonly [path: string, facts: ReturnType<typeof factsOfPath>])[] = [
  ["/var/log/pods/shop_web-1_0a1b2c3d-1111-2222/app/0.log", { ...container, instance: 0 }],
  ["pods/shop_web-1_0a1b2c3d-1111-2222/app/3.log.20261121-081156.gz", { ...container, instance: 3 }],
  [
    `/var/log/containers/web-1_shop_app-${id}.log`,
    { namespace: "shop", pod: "web-1", container: "app", containerId: id },
  ],
  ["logs/web.log", { service: "logs/web.log" }],
];

for (const [path, facts] of rows) {
  test(`L27 captures: what the path ${path} tells`, () => assert.deepEqual(factsOfPath(path), facts));
}
