import type { Pod } from "../../kube/objects.ts";

/** The names of the Secrets that a pod takes variables, files and credentials for images from. */
export function referencedSecrets({ spec }: Pod): ReadonlySet<string> {
  const names = new Set<string>();
  visit(spec, (key, value) => {
    if (key === "secretName" && typeof value === "string") names.add(value);
    const isReference =
      key === "secretKeyRef" || key === "secretRef" || key === "secret" || key === "nodePublishSecretRef";
    if (isReference) addName(value, names);
    if (key === "imagePullSecrets" && Array.isArray(value)) for (const one of value) addName(one, names);
  });
  return names;
}

/** The values of a pod's variables that are written down in its spec and are named like secrets. */
export function secretLookingValues({ spec }: Pod): readonly string[] {
  const values: string[] = [];
  visit(spec, (key, value) => {
    if (key !== "env" || !Array.isArray(value)) return;
    for (const one of value as readonly unknown[]) {
      if (!isObject(one)) continue;
      const { name, value: text } = one;
      if (typeof name === "string" && typeof text === "string" && secretName.test(name)) values.push(text);
    }
  });
  return values;
}

const secretName = /pass|pwd|secret|token|api_?key|access_?key|private_?key|credential|dsn|connection_?string/i;

function addName(value: unknown, names: Set<string>): void {
  if (isObject(value) && typeof value["name"] === "string") names.add(value["name"]);
}

/** Visits each member of each object below a value. */
function visit(value: unknown, visitor: (key: string, value: unknown) => void): void {
  if (Array.isArray(value)) {
    for (const one of value) visit(one, visitor);
  } else if (isObject(value)) {
    for (const [key, member] of Object.entries(value)) {
      visitor(key, member);
      visit(member, visitor);
    }
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
