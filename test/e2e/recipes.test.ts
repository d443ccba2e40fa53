import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, suite, test } from "node:test";
import { type DemoCluster, startDemoCluster } from "../../src/demo/demo-cluster.ts";
import { failedRollout } from "../../src/demo/scenarios/failed-rollout.ts";
import { runShell } from "../support/executable.ts";
import { scratchFolder, type ScratchFolder } from "../support/scratch-folder.ts";

const readme = readFileSync(join(import.meta.dirname, "../../README.md"), "utf8");
const [, recipes = ""] = /<!-- recipes -->\n\n```\n([\s\S]*?)```/.exec(readme) ?? [];
const lines = [...recipes.matchAll(/^kubectl kt (.*)$/gm)].map(([, line = ""]) => line);

/** What a recipe must give, by how it begins. */
interface Given {
  readonly begins: string;
  /** Absent: 0. */
  readonly exitCode?: number;
  readonly out: readonly RegExp[];
  /** Whether it is for the demonstration without a scenario. */
  readonly isPlain?: true;
  /** Added to a command that would not end. */
  readonly end?: string;
}

const givens: readonly Given[] = [
  {
    begins: "logs deploy/web -f",
    end: " --timeout 3s",
    exitCode: 5,
    out: [/^web-\S+ server \| \{"time"/m, /^web-\S+ proxy \| /m],
  },
  { begins: "logs ns/shop --since 1h --level error", out: [/"payment failed"/, /^checkout-.*\tat shop\.payment/m] },
  { begins: "logs deploy/web deploy/checkout --since", out: [/^web-/m, /^checkout-/m] },
  { begins: "logs deploy/web/server --where", out: [/^web-\S+ \| level=(?:warn|error) status=[45]\d\d path=\//m] },
  { begins: "logs deploy/mailer --previous", isPlain: true, out: [/mail \d sent/, /queue is gone/] },
  {
    begins: "logs deploy/checkout/checkout --diff",
    out: [/^\+ new .* fatal .* PAYMENT_URL is not set/m],
  },
  { begins: "logs ns/shop --since 1h --count-by", out: [/^web-\S+ +\d+ +\d+\.\d%$/m] },
  { begins: "logs deploy/cart --patterns", out: [/^ *\d+ .* item added$/m, /^ *\d+ .* cart is full$/m] },
  {
    begins: "logs db-0 --with-node",
    out: [/checkpoint complete/, /events \| \[Warning\] Unhealthy: it does not answer$/m],
  },
  { begins: "logs job/migrate", isPlain: true, out: [/msg="migration begins"\n(?:.*table \d of 3.*\n){3}$/] },
  {
    begins: "diagnose deploy/checkout --wait",
    exitCode: 10,
    out: [/exceeded its progress deadline/, /^✗ Container "checkout" .* ends again and again/m],
  },
];

suite("recipes of README.md", { timeout: 170_000 }, () => {
  let plain: DemoCluster;
  let rollout: DemoCluster;
  let own: ScratchFolder;

  before(async () => {
    own = scratchFolder();
    plain = await startDemoCluster({ isStill: true });
    rollout = await startDemoCluster({ scenario: failedRollout });
    const { world } = rollout.cluster;
    world.addEvent(world.pod("shop", "db-0"), { reason: "Unhealthy", message: "it does not answer" });
  });
  after(async () => {
    await plain.close();
    await rollout.close();
    own[Symbol.dispose]();
  });

  test("P3 recipes: there are ten, each with what it is for", () => {
    assert.equal([...recipes.matchAll(/^# \S.*\nkubectl kt /gm)].length, 10);
    assert.deepEqual(
      lines.map((line, index) => line.startsWith(givens[index]?.begins ?? "-")),
      givens.map(() => true),
    );
  });

  for (const [index, line] of lines.entries()) {
    test(`P3 recipes: kubectl kt ${line}`, async () => {
      const { exitCode = 0, out = [], end = "", isPlain } = givens[index] ?? {};
      const script = `cd '${own.path}' && kt ${line}${end}`;
      const run = await runShell(script, {
        env: { KUBECONFIG: (isPlain === true ? plain : rollout).kubeconfigPath },
      });
      const told = `${run.out.slice(0, 3000)}${run.err}`;
      assert.equal(run.exitCode, exitCode, told);
      for (const pattern of out) assert.ok(pattern.test(run.out), `${String(pattern)}\n${told}`);
    });
  }
});
