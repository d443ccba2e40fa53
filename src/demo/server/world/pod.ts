import { randomUUID } from "node:crypto";
import { controllerReference, type ApiObject, type OwnerReference } from "./api-object.ts";
import { objectTime } from "./clock.ts";
import { Container, type ContainerRole, type Exit } from "./container.ts";
import { podStatus } from "./pod-status.ts";
import { podResource } from "./resource.ts";
import type { WorldContext } from "./world-context.ts";

/** A container to be: its name, or more. */
export type ContainerSpec = string | { readonly name: string; readonly image?: string };

/** What every pod made from it has. */
export interface PodTemplate {
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  /** Absent: one container `main`. */
  readonly containers?: readonly ContainerSpec[];
  readonly initContainers?: readonly ContainerSpec[];
  /** Init containers that go on (`restartPolicy: Always`). */
  readonly sidecars?: readonly ContainerSpec[];
  /** Absent: Always. */
  readonly restartPolicy?: "Always" | "OnFailure" | "Never";
}

/** A pod to be. */
export interface PodSpec extends PodTemplate {
  readonly name: string;
  /** Absent: default. */
  readonly namespace?: string;
  readonly owner?: ApiObject;
  /** Null: not scheduled yet. Absent: the world chooses. */
  readonly nodeName?: string | null;
  /** Whether its containers run at once (init containers having ended well). Absent: yes. */
  readonly isStarted?: boolean;
}

/** What the API shows of a pod besides, or instead of, its node's view. */
export interface PodOverlay {
  readonly metadata?: Readonly<Record<string, unknown>>;
  readonly spec?: Readonly<Record<string, unknown>>;
  readonly status?: Readonly<Record<string, unknown>>;
}

/** A pod, and the node's view of it. Each change is published to the API at once unless that is held. */
export class Pod {
  readonly name: string;
  readonly namespace: string;
  readonly uid: string;
  readonly containers: Container[];
  readonly restartPolicy: "Always" | "OnFailure" | "Never";
  readonly startTime: string;
  nodeName: string | null;
  readonly annotations: Readonly<Record<string, string>>;
  #labels: Readonly<Record<string, string>>;
  readonly #context: WorldContext;
  readonly #ownerReferences: readonly OwnerReference[];
  #deletionTimestamp: string | undefined;
  #isDeleted = false;
  #isHeld = true;
  #overlay: PodOverlay = {};

  constructor(context: WorldContext, spec: PodSpec) {
    this.#context = context;
    this.name = spec.name;
    this.namespace = spec.namespace ?? "default";
    this.uid = randomUUID();
    this.nodeName = spec.nodeName ?? null;
    this.#labels = spec.labels ?? {};
    this.annotations = spec.annotations ?? {};
    this.restartPolicy = spec.restartPolicy ?? "Always";
    this.startTime = objectTime(context.clock);
    this.#ownerReferences = spec.owner === undefined ? [] : [controllerReference(spec.owner)];
    this.containers = [
      ...(spec.initContainers ?? []).map((one) => this.#create(one, "init")),
      ...(spec.sidecars ?? []).map((one) => this.#create(one, "sidecar")),
      ...(spec.containers ?? ["main"]).map((one) => this.#create(one, "regular")),
    ];
    if (this.nodeName !== null && spec.isStarted !== false) this.start();
    this.releaseStatus();
  }

  /** Its labels; {@link label} changes them. */
  get labels(): Readonly<Record<string, string>> {
    return this.#labels;
  }

  /** The container of that name. @throws when there is none. */
  container(name?: string): Container {
    const found = this.containers.find((one) => (name === undefined ? one.role === "regular" : one.name === name));
    if (found === undefined) throw new Error(`pod ${this.name} has no container ${name ?? ""}`);
    return found;
  }

  /** Starts all containers; init containers end at once and well. */
  start(): void {
    for (const container of this.containers) {
      container.start();
      if (container.role === "init") container.exit();
    }
  }

  /** Ends all containers as a finished Job does: the phase becomes Succeeded or Failed. */
  finish(exit: Exit = { exitCode: 0 }): void {
    for (const container of this.containers) container.exit(exit);
  }

  /** Adds or changes a label. */
  label(key: string, value: string): void {
    this.#labels = { ...this.#labels, [key]: value };
    this.publish();
  }

  /** Starts one more container, as `kubectl debug` does. */
  addEphemeralContainer(spec: ContainerSpec): Container {
    const container = this.#create(spec, "ephemeral");
    this.containers.push(container);
    container.start();
    return container;
  }

  /** Marks it as being deleted: it still runs, with a `deletionTimestamp`. */
  markDeleted(): void {
    this.#deletionTimestamp = objectTime(this.#context.clock);
    this.publish();
  }

  /** Ends its containers and removes it; its logs are gone with it. */
  delete(): void {
    if (this.#isDeleted) return;
    if (this.#deletionTimestamp === undefined) this.markDeleted();
    this.finish({ exitCode: 143 });
    this.#isDeleted = true;
    this.#context.forgetPod(this.namespace, this.name);
    this.#context.store.delete({ resource: podResource, namespace: this.namespace, name: this.name });
  }

  /** Keeps the API's view as it is, whatever happens on the node, until {@link releaseStatus}. */
  holdStatus(): void {
    this.#isHeld = true;
  }

  /** Publishes what has happened since {@link holdStatus}. */
  releaseStatus(): void {
    this.#isHeld = false;
    this.publish();
  }

  /** Shows these fields in the place of the node's view, whatever happens. */
  show(overlay: PodOverlay): void {
    this.#overlay = overlay;
    this.publish();
  }

  /** Puts the node's view into the API. Happens by itself at every change. */
  publish(): void {
    if (this.#isHeld || this.#isDeleted) return;
    this.#context.store.put(podResource, {
      metadata: {
        name: this.name,
        namespace: this.namespace,
        uid: this.uid,
        ...(Object.keys(this.labels).length > 0 ? { labels: this.labels } : {}),
        ...(Object.keys(this.annotations).length > 0 ? { annotations: this.annotations } : {}),
        ...(this.#ownerReferences.length > 0 ? { ownerReferences: this.#ownerReferences } : {}),
        ...(this.#deletionTimestamp === undefined ? {} : { deletionTimestamp: this.#deletionTimestamp }),
        ...this.#overlay.metadata,
      },
      spec: { ...this.#spec(), ...this.#overlay.spec },
      status: { ...podStatus(this), ...this.#overlay.status },
    });
  }

  #create(spec: ContainerSpec, role: ContainerRole): Container {
    const { name, image = "demo.local/app:1" } = typeof spec === "string" ? { name: spec } : spec;
    return new Container(this.#context, { name, role, image }, () => this.publish());
  }

  #spec(): Readonly<Record<string, unknown>> {
    const of = (...roles: readonly ContainerRole[]): unknown[] =>
      this.containers.filter(({ role }) => roles.includes(role)).map(containerSpec);
    const initContainers = of("init", "sidecar");
    const ephemeralContainers = of("ephemeral");
    return {
      containers: of("regular"),
      ...(initContainers.length > 0 ? { initContainers } : {}),
      ...(ephemeralContainers.length > 0 ? { ephemeralContainers } : {}),
      restartPolicy: this.restartPolicy,
      serviceAccountName: "default",
      schedulerName: "default-scheduler",
      ...(this.nodeName === null ? {} : { nodeName: this.nodeName }),
    };
  }
}

function containerSpec({ name, image, role }: Container): unknown {
  return { name, image, ...(role === "sidecar" ? { restartPolicy: "Always" } : {}) };
}
