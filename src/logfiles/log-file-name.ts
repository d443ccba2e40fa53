/** One log file of a container, by its name. */
export interface LogFileName {
  /** `0.log`, `0.log.20261121-131230`, `0.log.20261121-131230.gz`. */
  readonly name: string;
  /** Restart count of the instance that wrote it. */
  readonly instance: number;
  /** When it was rotated, as the node's own clock and zone had it; empty for the current file. */
  readonly rotatedAt: string;
  readonly isCompressed: boolean;
}

/**
 * The log files among the names in a container's folder, in the order in which they were written (kubernetes v1.36.3
 * pkg/kubelet/logs/container_log_manager.go: what ends with `.tmp` is being made). A file that lies there twice, since it is
 * being compressed, counts once.
 */
export function logFilesOf(names: readonly string[]): readonly LogFileName[] {
  const files = names.map(parseLogFileName).filter((file) => file !== undefined);
  const plain = new Set(files.filter(({ isCompressed }) => !isCompressed).map(({ name }) => name));
  return files.filter(({ name, isCompressed }) => !isCompressed || !plain.has(name.slice(0, -3))).toSorted(inOrder);
}

function parseLogFileName(name: string): LogFileName | undefined {
  const [, instance, rotatedAt = "", compressed] = /^(\d+)\.log(?:\.(\d{8}-\d{6})(\.gz)?)?$/.exec(name) ?? [];
  if (instance === undefined) return undefined;
  return { name, instance: Number(instance), rotatedAt, isCompressed: compressed !== undefined };
}

function inOrder(one: LogFileName, other: LogFileName): number {
  if (one.instance !== other.instance) return one.instance - other.instance;
  if (one.rotatedAt === other.rotatedAt) return 0;
  if (one.rotatedAt === "" || other.rotatedAt === "") return one.rotatedAt === "" ? 1 : -1;
  return one.rotatedAt < other.rotatedAt ? -1 : 1;
}
