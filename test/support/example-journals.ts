import { LogFile } from "../../src/demo/server/logs/log-file.ts";
import type { World } from "../../src/demo/server/world/world.ts";

/** Journals of the nodes, of two boots each; the last node does not answer queries of them, like the kit's. */
export function addExampleJournals(world: World): void {
  const nowMs = world.clock.nowMs();
  for (const node of ["node-1", "node-2"]) {
    const kubelet = world.kubelet(node);
    kubelet.hasLogQuery = true;
    const { journal } = kubelet;
    const syslog = new LogFile("syslog");
    kubelet.files.set("syslog", syslog);
    for (let line = 0; line < 2000; line++) {
      const at = new Date(nowMs - (2000 - line) * 500).toISOString().replace("Z", "+0000");
      syslog.append(Buffer.from(`${at} ${node} ${line % 7 === 0 ? "systemd" : "kubelet"}[1]: line ${line}\n`));
    }
    for (const boot of [0, 1]) {
      if (boot > 0) journal.reboot();
      const bootMs = nowMs - (2 - boot) * 3_600_000;
      const atOf = (line: number): string => new Date(bootMs + line * 10_001).toISOString().replace("Z", "123Z");
      journal.write("kubelet", "Started kubelet.service - kubelet: Kubernetes node.", {
        at: atOf(0),
        by: "systemd[1]",
      });
      for (let line = 1; line <= 300; line++) {
        const at = atOf(line);
        journal.write(
          "kubelet",
          `${line % 50 === 0 ? "E" : "I"}1121 08:00:00.123456     178 kubelet.go:${line}] "Syncing" line=${line}`,
          {
            at,
          },
        );
        if (line % 3 === 0) journal.write("containerd", `time="${at}" level=info msg="line ${line}"`, { at });
      }
    }
  }
}
