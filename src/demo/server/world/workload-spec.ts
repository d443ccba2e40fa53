import type { PodTemplate } from "./pod.ts";

/** A workload to be: the template of its pods, its name, and how many. */
export interface WorkloadSpec extends PodTemplate {
  readonly name: string;
  /** Absent: default. */
  readonly namespace?: string;
  /** Absent: 1. */
  readonly replicas?: number;
}

/** The labels that select its pods; without any of its own, `app` with its name. */
export function selectorLabels(spec: WorkloadSpec): Readonly<Record<string, string>> {
  return spec.labels ?? { app: spec.name };
}

/** What its pods are made from. */
export function podTemplateOf(spec: WorkloadSpec): PodTemplate {
  const { name: _name, namespace: _namespace, replicas: _replicas, ...template } = spec;
  return { ...template, labels: selectorLabels(spec) };
}
