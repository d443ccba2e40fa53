import type { KtErrorCode } from "../errors/exit-code.ts";
import type { Clock } from "../time/clock.ts";

/**
 * What is to be read, as text in the words of the command line; lists are already one element each. Everything
 * absent means no restriction.
 */
export interface Selection {
  /** `[NAMESPACE:]POD[/CONTAINER]` and `[NAMESPACE:]TYPE/NAME[/CONTAINER]`, see `parseSource`. */
  readonly sources?: readonly string[] | undefined;
  /** Label selector, judged by the API server. */
  readonly labelSelector?: string | undefined;
  /** Field selector, judged by the API server. */
  readonly fieldSelector?: string | undefined;
  /** Names or globs; absent or empty: the client's namespace. A source's own namespace counts before these. */
  readonly namespaces?: readonly string[] | undefined;
  readonly allNamespaces?: boolean | undefined;
  /** Names or globs. */
  readonly excludeNamespaces?: readonly string[] | undefined;
  /** Words as in sources: the whole name of a pod, else a glob or a regular expression. */
  readonly excludePods?: readonly string[] | undefined;
  /** Names or globs of nodes; a pod without a node is on none of them. */
  readonly nodes?: readonly string[] | undefined;
  /** Names or globs, compared with the node's label `topology.kubernetes.io/zone`; needs the right to read nodes. */
  readonly zones?: readonly string[] | undefined;
  /** As `zones`, of `topology.kubernetes.io/region`. */
  readonly regions?: readonly string[] | undefined;
  /** As `zones`, of the node's operating system. */
  readonly operatingSystems?: readonly string[] | undefined;
  /** As `zones`, of the node's architecture. */
  readonly architectures?: readonly string[] | undefined;
  /** `NAME[=true|false|unknown]`, in any case; all must hold. A condition the pod does not have is unknown. */
  readonly conditions?: readonly string[] | undefined;
  /** `running`, `waiting`, `terminated` or `all`; one must hold. In a follow a container joins once one does. */
  readonly containerStates?: readonly string[] | undefined;
  /** Names, globs or `/REGEX/`; a source's own container counts before these. */
  readonly containers?: readonly string[] | undefined;
  /** Names, globs or `/REGEX/`. */
  readonly excludeContainers?: readonly string[] | undefined;
  /** False leaves out init containers, sidecars among them. */
  readonly initContainers?: boolean | undefined;
  /** False leaves out ephemeral containers. */
  readonly ephemeralContainers?: boolean | undefined;
  /** A follow goes on also when everything it named outright has finished. */
  readonly waitForNew?: boolean | undefined;
  /** Asks for the facts of each target's node, where the right is there. */
  readonly wantNodeFacts?: boolean | undefined;
}

/**
 * Makes a test of names out of a regular expression (RE2's syntax, matching anywhere in the name).
 * @throws KtError KT_USAGE when it is none.
 */
export type PatternCompiler = (text: string) => (name: string) => boolean;

/** How a selection is resolved. */
export interface ResolveOptions {
  /** Whether containers that come later are wanted, too. */
  readonly follow: boolean;
  /** Ends everything: requests, watches and `joining`. The watches of a follow run until then. */
  readonly signal: AbortSignal;
  readonly compilePattern: PatternCompiler;
  readonly clock: Clock;
  /** Absent: nobody wants to know. */
  readonly onNotice?: ((notice: TargetNotice) => void) | undefined;
  /** How often is asked where a watch is not possible; 2000 when absent. */
  readonly pollMs?: number | undefined;
}

/** Something to tell the user; has the shape of a notice of the streams. */
export interface TargetNotice {
  /** `error`: one of several sources could not be read; the others are. */
  readonly level: "debug" | "info" | "warning" | "error";
  /** Of an error: its kind. */
  readonly code?: KtErrorCode | undefined;
  /** The source as written. */
  readonly about?: string | undefined;
  /** A sentence without a full stop. */
  readonly message: string;
  /** The next command to run. */
  readonly hint?: string | undefined;
  /** Said at most once in a run for each key. */
  readonly onceKey?: string | undefined;
}
