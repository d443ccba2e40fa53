/** What a user may do. Lists work as in a ClusterRole: `*` means all. */
export interface AccessRule {
  readonly verbs: readonly string[];
  /** Plural names, with a subresource where there is one: `pods`, `pods/log`, `nodes/proxy`. */
  readonly resources: readonly string[];
  /** Absent: the core group, `apps` and `batch` alike. */
  readonly apiGroups?: readonly string[];
  /** Where it counts, as a RoleBinding; absent: everywhere, as a ClusterRoleBinding. */
  readonly namespaces?: readonly string[];
  /** Only objects of these names. */
  readonly resourceNames?: readonly string[];
}

/** Someone who may knock. */
export interface FakeUser {
  readonly name: string;
  readonly groups?: readonly string[];
  /** Bearer token; absent: one is made. */
  readonly token?: string;
  /** When the token stops counting, in milliseconds of the world's clock; absent: never. */
  readonly tokenExpiresMs?: number;
  readonly rules: readonly AccessRule[];
}

/** May do everything. */
export const adminUser: FakeUser = {
  name: "admin",
  groups: ["system:masters"],
  rules: [{ verbs: ["*"], resources: ["*"], apiGroups: ["*"] }],
};

/** Rules like those of roles that people really have. */
export const usualRules = {
  /** Pods and their logs, nothing else. */
  podsAndLogs: (...namespaces: readonly string[]): readonly AccessRule[] => [
    { verbs: ["get", "list", "watch"], resources: ["pods"], ...within(namespaces) },
    { verbs: ["get"], resources: ["pods/log"], ...within(namespaces) },
  ],
  /** Pods by name and their logs; neither list nor watch. */
  logsWithoutList: (...namespaces: readonly string[]): readonly AccessRule[] => [
    { verbs: ["get"], resources: ["pods", "pods/log"], ...within(namespaces) },
  ],
  /** Pods, not their logs. */
  podsWithoutLogs: (...namespaces: readonly string[]): readonly AccessRule[] => [
    { verbs: ["get", "list", "watch"], resources: ["pods"], ...within(namespaces) },
  ],
} as const;

function within(namespaces: readonly string[]): { namespaces?: readonly string[] } {
  return namespaces.length > 0 ? { namespaces } : {};
}
