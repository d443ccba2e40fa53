import { logfmtLine } from "./line-formats.ts";
import type { Container } from "./server/world/container.ts";
import type { Deployment } from "./server/world/deployment.ts";
import type { Pod } from "./server/world/pod.ts";
import { addJob, deleteJob, finishJob, runCronJob, type Workload } from "./server/world/workloads.ts";
import type { World } from "./server/world/world.ts";
import type { Shop } from "./shop.ts";
import type { Simulation } from "./simulation.ts";
import { panicTrace } from "./stack-trace.ts";

const crashLoopDelayMs = 12_000;
const rolloutIntervalMs = 45_000;
const minuteMs = 60_000;
const terminationMs = 10_000;
const keptReports = 3;

/** What keeps the shop lively: crashes and rollouts. */
export function operateShop(simulation: Simulation, shop: Shop): void {
  runMailer(simulation, shop);
  simulation.often(rolloutIntervalMs, () => rollOut(simulation, shop.web));
}

/** What happens on any day: pods are ready, jobs end. */
export function openShop(simulation: Simulation, world: World, shop: Shop): void {
  for (const { pods } of [shop.web, shop.cart, shop.checkout])
    for (const pod of pods) greet(simulation, pod.containers);
  writeReports(simulation, world, shop);
}

/** A Job of the namespace `shop` that completes. */
export function migrateTables(simulation: Simulation, world: World): void {
  const job = addJob(world, { namespace: "shop", name: "migrate", containers: ["migrate"] });
  const tables = ["orders", "items", "customers"];
  const messages = tables.map((table, index) => `table ${index + 1} of ${tables.length} migrated: ${table}`);
  workAndComplete(simulation, world, job, ["migration begins", ...messages]);
}

/** Sends mails while its container runs. */
export function sendMails(simulation: Simulation, shop: Shop): void {
  const mailer = shop.mailer.pods[0]?.container();
  simulation.often(2_000, () => {
    if (mailer?.state.running === undefined) return;
    const mail = Math.floor(simulation.random() * 4_000);
    mailer.writeLine(logfmtLine(simulation.nowMs(), { level: "info", msg: "mail sent", mail }));
  });
}

/** Works for a few seconds, panics, waits in a crash loop, starts again; for ever. */
function runMailer(simulation: Simulation, shop: Shop): void {
  const mailer = shop.mailer.pods[0]?.container();
  if (mailer === undefined) return;
  const say = (level: string, msg: string): void => {
    mailer.writeLine(logfmtLine(simulation.nowMs(), { level, msg }));
  };
  const work = (mails: number): void => {
    if (mails > 0) {
      say("info", `mail ${mails} sent`);
      return simulation.after(900, () => work(mails - 1));
    }
    say("error", "queue is gone");
    mailer.write(panicTrace(), { stream: "stderr" });
    mailer.exit({ exitCode: 2 });
    simulation.after(1_500, () => mailer.wait("CrashLoopBackOff", "back-off restarting failed container"));
    simulation.after(crashLoopDelayMs, start);
  };
  const start = (): void => {
    if (mailer.current === undefined || mailer.state.running === undefined) mailer.start();
    say("info", "mailer starts");
    work(6);
  };
  start();
}

/** Replaces the pods of a Deployment one after the other. */
function rollOut(simulation: Simulation, deployment: Deployment): void {
  deployment.beginRollout();
  const next = (): void => {
    const isMore = deployment.rollNext((old) => endGracefully(simulation, old));
    greet(simulation, deployment.pods.at(-1)?.containers ?? []);
    if (isMore) simulation.after(2_500, next);
  };
  next();
}

/** Ends a pod as its node does: its log can be read until the object is gone. */
function endGracefully(simulation: Simulation, pod: Pod): void {
  pod.markDeleted();
  pod.finish({ exitCode: 143 });
  simulation.after(terminationMs, () => pod.delete());
}

/** The CronJob's runs at each full minute; of those that are done, the last ones are kept. */
function writeReports(simulation: Simulation, world: World, shop: Shop): void {
  const jobs: Workload[] = [];
  const atFullMinute = (): void => {
    jobs.push(writeReport(simulation, world, shop));
    const oldest = jobs.length > keptReports ? jobs.shift() : undefined;
    if (oldest !== undefined) deleteJob(world, oldest);
    next();
  };
  const next = (): void => simulation.after(minuteMs - (simulation.nowMs() % minuteMs), atFullMinute);
  next();
}

/** A Job whose pod writes for some seconds and completes. */
function writeReport(simulation: Simulation, world: World, shop: Shop): Workload {
  const job = runCronJob(world, shop.report, { containers: ["report"] });
  const parts = Array.from({ length: 5 }, (_, index) => `part ${index + 1} of 5 written`);
  workAndComplete(simulation, world, job, parts);
  return job;
}

function workAndComplete(simulation: Simulation, world: World, job: Workload, messages: readonly string[]): void {
  const container = job.pods[0]?.container();
  const say = (msg: string): void => container?.writeLine(logfmtLine(simulation.nowMs(), { level: "info", msg }));
  for (const [index, msg] of messages.entries()) simulation.after((index + 1) * 700, () => say(msg));
  simulation.after((messages.length + 1) * 700, () => finishJob(world, job));
}

function greet(simulation: Simulation, containers: readonly Container[]): void {
  for (const container of containers) {
    if (container.state.running === undefined && container.role !== "init") continue;
    container.writeLine(`${new Date(simulation.nowMs()).toISOString()} INFO ${container.name} is ready`);
  }
}
