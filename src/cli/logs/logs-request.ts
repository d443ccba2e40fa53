import type { FilterOptions } from "../../filter/filter.ts";
import type { ChosenColors } from "../../render/color-list.ts";
import type { ColumnChoice } from "../../render/columns.ts";
import type { OutputFormat } from "../../render/renderer.ts";
import type { LoadedTemplate } from "../../render/template/load-template.ts";
import type { Selection } from "../../targets/selection.ts";
import type { SpanFinder } from "../../text/pattern/span-finder.ts";
import type { TimestampForm } from "../../time/timestamp-writer.ts";
import type { TimeWindowFlags } from "../../time/time-window.ts";
import type { TimeZone } from "../../time/time-zone.ts";
import type { AnalysisRequest } from "./analysis-request.ts";
import type { Amount } from "./amount.ts";
import type { CapturesRequest } from "./captures-request.ts";
import type { ConnectionRequest } from "./connection-request.ts";
import type { Endings } from "./endings.ts";
import type { Following } from "./following.ts";
import type { FileUse } from "../../podlogs/pod-log-request.ts";
import type { NodeLogsRequest } from "../node-logs/node-logs-request.ts";
import type { TimelineRequest } from "../timeline/timeline-request.ts";

/** What `kubectl kt logs` was asked for: checked as far as it can be without a cluster. */
export interface LogsRequest {
  readonly connection: ConnectionRequest;
  readonly selection: Selection;
  /** Saved logs that are read instead of a cluster's; undefined: the cluster's. */
  readonly captures: CapturesRequest | undefined;
  /** Logs of nodes that are read instead of containers'. */
  readonly nodeLogs: NodeLogsRequest | undefined;
  /** Whether the containers are only listed, or their log files, or chosen among, instead of all being read. */
  readonly choosing: "all" | "dry-run" | "prompt" | "files";
  /** Still text: relative times count from the API server's clock. */
  readonly window: TimeWindowFlags;
  /** What `--timezone` says. */
  readonly zone: TimeZone | undefined;
  readonly amount: Amount;
  readonly following: Following;
  readonly fileUse: FileUse;
  /** What stands between the lines of containers; undefined: nothing. */
  readonly timeline: TimelineRequest | undefined;
  readonly endings: Endings;
  readonly lines: LineChoice;
  readonly output: OutputRequest;
  /** What is said about all lines together instead of printing them; undefined: they are printed. */
  readonly analysis: AnalysisRequest | undefined;
  /** The only one of a container's streams that is wanted. */
  readonly stream: "stdout" | "stderr" | undefined;
  /** The API server shall not check the kubelets' certificates. */
  readonly isKubeletUnchecked: boolean;
  readonly isQuiet: boolean;
  /** The level of `-v`. */
  readonly verbosity: number;
}

/** Which lines are printed (L18, L19, L21). */
export interface LineChoice extends FilterOptions {
  /** What finds the matches of `--grep` and `--highlight`; undefined without either. */
  readonly highlight: SpanFinder | undefined;
  /** Whether it is a failure that nothing was printed. */
  readonly failOnEmpty: boolean;
}

/** What a printed line looks like (L10, L24, L25). */
export interface OutputRequest {
  readonly format: OutputFormat;
  /** The folder of `-o dir=PATH`, which takes the entries instead of standard output; its files have a format of their own. */
  readonly folder: string | undefined;
  /** The template of `-o template`. */
  readonly template: LoadedTemplate | undefined;
  readonly columns: ColumnChoice | undefined;
  /** Whether messages that are JSON or logfmt are made easy to read. */
  readonly isPretty: boolean;
  readonly prefix: "columns" | "kubectl" | "none";
  /** Fields of `--fields`. */
  readonly fields: readonly string[] | undefined;
  readonly timestamps: TimestampForm | undefined;
  readonly color: "auto" | "always" | "never";
  /** What `--pod-colors` and `--container-colors` say. */
  readonly colors: ChosenColors;
}
