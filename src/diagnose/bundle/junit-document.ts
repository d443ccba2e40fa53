import type { Diagnosis, Finding, Hop } from "../diagnosis.ts";
import { subjectText } from "../report/summary.ts";
import { placeText } from "./report-file.ts";
import type { ReportSummary } from "./report-summary.ts";

/**
 * The report as JUnit XML, which most CI systems show: a test case for each hop of each object, which fails where something is wrong with it.
 */
export function junitDocument({ target, hops, startedMs, durationMs }: Diagnosis, summary: ReportSummary): string {
  const cases = hops.map((hop) => caseOf(hop, summary));
  const failures = hops.filter(({ findings }) => findings.some(isProblem)).length;
  const skipped = hops.filter(isSkipped).length;
  // What nobody diagnosed, but waiting showed.
  const waited = summary.hasFailed && failures === 0 ? [waitCase(summary)] : [];
  const counts = `tests="${cases.length + waited.length}" failures="${failures + waited.length}" errors="0" skipped="${skipped}"`;
  const time = `time="${(durationMs / 1000).toFixed(3)}"`;
  const name = attribute(`diagnose ${target}`);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="kubectl-kt" ${counts} ${time}>`,
    `  <testsuite name=${name} ${counts} ${time} timestamp="${new Date(startedMs).toISOString()}">`,
    ...waited,
    ...cases,
    "  </testsuite>",
    "</testsuites>",
    "",
  ].join("\n");
}

function caseOf(hop: Hop, summary: ReportSummary): string {
  const { name, about, durationMs, findings, says } = hop;
  const head = `    <testcase classname=${attribute(`diagnose.${name}`)} name=${attribute(subjectText(about))} time="${(durationMs / 1000).toFixed(3)}"`;
  const problems = findings.filter(isProblem);
  if (problems.length > 0) {
    const texts = problems.map(
      (found) =>
        `      <failure type=${attribute(found.code)} message=${attribute(found.verdict)}>${text(detailsOf(found, summary))}</failure>`,
    );
    return [`${head}>`, ...texts, "    </testcase>"].join("\n");
  }
  if (isSkipped(hop)) return `${head}><skipped message=${attribute(says)}/></testcase>`;
  return `${head}/>`;
}

function waitCase({ answer }: ReportSummary): string {
  const message = answer[0]?.text ?? "";
  return `    <testcase classname="diagnose.wait" name="wait"><failure type="wait" message=${attribute(message)}/></testcase>`;
}

function isProblem({ level }: Finding): boolean {
  return level !== "note";
}

function isSkipped({ result }: Hop): boolean {
  return result === "unseen" || result === "not-reached";
}

function detailsOf(found: Finding, { findings, telling }: ReportSummary): string {
  const { verdict, evidence, causes, next, about } = found;
  const places = findings.find(({ finding }) => finding === found)?.places ?? [];
  const pod = about.kind === "Container" ? about.pod : about.name;
  const lines = telling.filter(({ place }) => pod !== undefined && place.file.split("/").includes(pod)).slice(0, 3);
  return [
    verdict,
    ...evidence.map(({ from, text: seen }) => `seen: ${from}: ${seen}`),
    ...causes.map((cause) => `perhaps: ${cause.text}`),
    ...(next === undefined ? [] : [`next: ${next}`]),
    ...places.map((place) => `shown by: ${placeText(place)}`),
    ...lines.flatMap(({ place, lines: some }) => [`${placeText(place)}:`, ...some.map((line) => `  ${line}`)]),
  ].join("\n");
}

function attribute(value: string): string {
  return `"${text(value).replaceAll('"', "&quot;").replaceAll("\n", "&#10;")}"`;
}

/** XML 1.0 has no way to write control characters. */
function text(value: string): string {
  return value
    .replaceAll(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, "\uFFFD")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;");
}
