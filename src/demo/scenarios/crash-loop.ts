import { logfmtLine } from "../line-formats.ts";
import { tellStart } from "../pod-voices.ts";
import { panicTrace } from "../stack-trace.ts";
import { letCrash } from "./crashing.ts";
import type { Scenario } from "./scenario.ts";

/** A program that works for some seconds and panics, for ever. */
export const crashLoop: Scenario = {
  story:
    "mailer has sent mails for months. Since a few minutes it panics whenever it comes to a certain mail, and is started again and again.",
  commands: [
    { line: "diagnose deploy/mailer", shows: "How often, how it ended and what it said last" },
    {
      line: "logs deploy/mailer --previous --tail 12",
      shows: "The end of the last run that is over",
    },
    {
      line: "logs deploy/mailer --instances all -g panic --timestamps",
      shows: "Panics with their whole traces, of all runs that can still be read",
    },
    {
      line: "logs deploy/mailer --instances all --grep-before 1 -g '^panic' --multiline off",
      shows: "What it did before it panicked: always the same mail",
    },
    {
      line: "logs deploy/mailer --with-node kubelet,containerd --with-events --since 4m",
      shows: "Its lines, its node's words about it and its events, in one timeline",
    },
    { line: "files deploy/mailer", shows: "Which log files of it lie on the node" },
  ],
  play: (stage) => {
    const { simulation, world, shop } = stage;
    const [pod] = shop.mailer.pods;
    if (pod === undefined) return;
    tellStart(world, pod);
    simulation.after(120_000, () =>
      letCrash(stage, pod, {
        exitCode: 2,
        runMs: 6_000,
        write: (container) =>
          simulation.after(5_700, () => {
            const fields = { level: "info", msg: "begin of mail", mail: 4711 };
            container.writeLine(logfmtLine(simulation.nowMs(), fields));
            simulation.pass(20);
            container.write(panicTrace(), { stream: "stderr" });
          }),
      }),
    );
  },
};
