import { appendFile } from "node:fs/promises";
import type { Diagnosis } from "../../diagnose/diagnosis.ts";
import { pageWithin } from "../../diagnose/report/page-within.ts";
import { findingGroups, subjectText } from "../../diagnose/report/summary.ts";
import { printable } from "../../text/printable.ts";
import type { Io } from "../io/io.ts";
import { writeError } from "../io/write-fully.ts";
import { isGithubJob } from "../report/job-commands.ts";

/** How the log of a CI job shows parts that can be folded, and what is wrong. */
export interface CiOutput {
  /** What stands before a part; empty where there is no way to fold. */
  begin(title: string): string;
  /** What stands behind it. */
  end(): string;
  /** What marks the job with everything that is wrong; empty where there is no way to. */
  annotations(diagnosis: Diagnosis): string;
  /** Adds a page to the job's summary, where there is one. @throws KtError KT_OUTPUT. */
  addSummary(markdown: string): Promise<void>;
}

/** The way of the CI system that the environment is of; of others, and of no CI at all, nothing is added. */
export function ciOutputOf({ env, nowMs }: Pick<Io, "env" | "nowMs">): CiOutput {
  if (isGithubJob(env)) return new GithubOutput(env["GITHUB_STEP_SUMMARY"] || undefined);
  return env["GITLAB_CI"] === "true" ? new GitlabOutput(nowMs) : plainOutput;
}

const plainOutput: CiOutput = {
  begin: () => "",
  end: () => "",
  annotations: () => "",
  addSummary: () => Promise.resolve(),
};

/** GitHub Actions (docs.github.com, "Workflow commands for GitHub Actions"). */
class GithubOutput implements CiOutput {
  readonly #summaryPath: string | undefined;

  constructor(summaryPath: string | undefined) {
    this.#summaryPath = summaryPath;
  }

  begin(title: string): string {
    return `::group::${data(title)}\n`;
  }

  end(): string {
    return "::endgroup::\n";
  }

  annotations(diagnosis: Diagnosis): string {
    return findingGroups(diagnosis)
      .filter(({ finding }) => finding.level !== "note")
      .slice(0, mostAnnotations)
      .map(({ finding: { about, verdict, next }, others }) => {
        const same = others.length === 0 ? "" : ` The same holds for ${others.length} more.`;
        const then = next === undefined ? "" : `\nNext: ${next}`;
        return `::error title=${property(subjectText(about))}::${data(`${verdict}${same}${then}`)}\n`;
      })
      .join("");
  }

  async addSummary(markdown: string): Promise<void> {
    if (this.#summaryPath === undefined) return;
    try {
      await appendFile(this.#summaryPath, `${pageWithin(markdown, mostSummaryBytes, leftOut)}\n`);
    } catch (error) {
      throw writeError(error, this.#summaryPath);
    }
  }
}

/** Of one step GitHub shows ten. */
const mostAnnotations = 10;
/** The limit of a step is 1 MiB, and others may write there, too. */
const mostSummaryBytes = 512 * 1024;
/** A larger page is refused as a whole. */
const leftOut = "The rest is left out here; it is in the report.";

/** The value of a command. */
function data(text: string): string {
  return printable(text).replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

/** The value of a command's property. */
function property(text: string): string {
  return data(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}

/** GitLab CI/CD (docs.gitlab.com, "Custom collapsible sections"). Its marks need an escape character, and none of a cluster is written. */
class GitlabOutput implements CiOutput {
  readonly #nowMs: () => number;
  #count = 0;

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  begin(title: string): string {
    this.#count++;
    return `\u001b[0Ksection_start:${this.#seconds()}:kubectl_kt_${this.#count}[collapsed=true]\r\u001b[0K${printable(title)}\n`;
  }

  end(): string {
    return `\u001b[0Ksection_end:${this.#seconds()}:kubectl_kt_${this.#count}\r\u001b[0K\n`;
  }

  annotations(diagnosis: Diagnosis): string {
    // GitLab takes what is wrong from junit.xml; the log has it behind the folded parts.
    return findingGroups(diagnosis)
      .filter(({ finding }) => finding.level !== "note")
      .map(({ finding }) => `✗ ${printable(finding.verdict)}\n`)
      .join("");
  }

  addSummary(): Promise<void> {
    return Promise.resolve();
  }

  #seconds(): number {
    return Math.floor(this.#nowMs() / 1000);
  }
}
