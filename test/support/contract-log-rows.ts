import { type ContractRow, statusBody } from "./contract-row.ts";

const numbered = "/api/v1/namespaces/{ns}/pods/numbered/log";
const time = String.raw`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z`;
const allLines = linesFrom(1);

/** Requests to `pods/NAME/log` whose answers end. */
export const logRows: readonly ContractRow[] = [
  { title: "the whole log", path: numbered, status: 200, text: allLines },
  { title: "with an empty container, the only one", path: `${numbered}?container=`, status: 200, text: allLines },
  { title: "tailLines=0 is nothing", path: `${numbered}?tailLines=0`, status: 200, text: "" },
  { title: "tailLines=2 is the last two", path: `${numbered}?tailLines=2`, status: 200, text: linesFrom(19) },
  { title: "tailLines above the length is all", path: `${numbered}?tailLines=9999999999`, status: 200, text: allLines },
  {
    title: "of two values the first counts",
    path: `${numbered}?tailLines=1&tailLines=2`,
    status: 200,
    text: linesFrom(20),
  },
  { title: "limitBytes cuts anywhere", path: `${numbered}?limitBytes=9`, status: 200, text: "line 1\nli" },
  {
    title: "limitBytes counts after tailLines",
    path: `${numbered}?tailLines=2&limitBytes=9`,
    status: 200,
    text: "line 19\nl",
  },
  {
    title: "timestamps have nine digits",
    path: `${numbered}?timestamps=true&tailLines=1`,
    status: 200,
    text: new RegExp(`^${time} line 20\n$`),
  },
  {
    title: "limitBytes counts timestamps",
    path: `${numbered}?timestamps=true&limitBytes=33`,
    status: 200,
    text: new RegExp(`^${time} li$`),
  },
  {
    title: "a boolean that is no boolean is true",
    path: `${numbered}?timestamps=maybe&limitBytes=33`,
    status: 200,
    text: new RegExp(`^${time} li$`),
  },
  {
    title: "timestamps=false is false",
    path: `${numbered}?timestamps=false&limitBytes=6`,
    status: 200,
    text: "line 1",
  },
  { title: "what is not known is ignored", path: `${numbered}?nosuch=1&tailLines=1`, status: 200, text: "line 20\n" },
  {
    title: "sinceTime in the future is nothing",
    path: `${numbered}?sinceTime=2100-01-01T00:00:00Z`,
    status: 200,
    text: "",
  },
  {
    title: "sinceTime takes an offset and parts of a second",
    path: `${numbered}?sinceTime=2001-01-01T00:00:00.5%2B02:00`,
    status: 200,
    text: allLines,
  },
  { title: "an empty sinceTime is none", path: `${numbered}?sinceTime=`, status: 200, text: allLines },
  { title: "sinceSeconds of a year is all", path: `${numbered}?sinceSeconds=31536000`, status: 200, text: allLines },
  {
    title: "insecureSkipTLSVerifyBackend changes nothing",
    path: `${numbered}?insecureSkipTLSVerifyBackend=true`,
    status: 200,
    text: allLines,
  },
  { title: "a log without a newline at its end", path: podLog("finished"), status: 200, text: "one\ntwo\nend" },
  {
    title: "a follow of what has ended ends",
    path: `${podLog("finished")}?follow=true`,
    status: 200,
    text: "one\ntwo\nend",
  },
  {
    title: "a follow that ends by limitBytes",
    path: `${numbered}?follow=true&limitBytes=6`,
    status: 200,
    text: "line 1",
  },
  {
    title: "a follow with tailLines=1 of what has ended",
    path: `${podLog("finished")}?follow=true&tailLines=1`,
    status: 200,
    text: "end",
  },
  {
    title: "a long line has one timestamp",
    path: `${podLog("long")}?timestamps=true`,
    status: 200,
    text: new RegExp(`^${time} x{40000}\n${time} after\n$`),
  },
  {
    title: "tailLines counts pieces of 16 KiB",
    path: `${podLog("long")}?timestamps=true&tailLines=2`,
    status: 200,
    text: new RegExp(`^${time} x{7232}\n${time} after\n$`),
  },
  {
    title: "tailLines in the middle of a long line",
    path: `${podLog("long")}?tailLines=3`,
    status: 200,
    text: /^x{23616}\nafter\n$/,
  },
  { title: "an init container", path: `${podLog("mixed")}?container=setup`, status: 200, text: "setup\n" },
  { title: "a sidecar", path: `${podLog("mixed")}?container=side`, status: 200, text: "side\n" },
  { title: "init containers do not make the container ambiguous", path: podLog("mixed"), status: 200, text: "main\n" },
  { title: "a container that waits shows its last run", path: podLog("crashing"), status: 200, text: "run\n" },
  {
    title: "and so does previous, but for a while behind the crash",
    path: `${podLog("crashing")}?previous=true`,
    status: 200,
    // Until the container waits to be started again, the kubelet means the run before the last one, and has deleted it.
    text: /^(?:run\n|unable to retrieve container logs for containerd:\/\/\w+)$/,
  },
  { title: "a pod without a node is 204", path: podLog("pending"), status: 204, text: "" },
  ...refusals(),
];

function refusals(): ContractRow[] {
  const badRequest = (title: string, path: string, message: string): ContractRow => {
    return { title, path, status: 400, json: statusBody(400, "BadRequest", message) };
  };
  return [
    badRequest(
      "several containers",
      podLog("two"),
      "a container name must be specified for pod two, choose one of: [first second]",
    ),
    badRequest("no such container", `${podLog("two")}?container=third`, "container third is not valid for pod two"),
    badRequest(
      "no such container, no node either",
      `${podLog("pending")}?container=third`,
      "container third is not valid for pod pending",
    ),
    badRequest(
      "not started",
      podLog("noimage"),
      'container "main" in pod "noimage" is waiting to start: ErrImageNeverPull',
    ),
    badRequest(
      "no previous run",
      `${numbered}?previous=true`,
      'previous terminated container "main" in pod "numbered" not found',
    ),
    badRequest(
      "previous of what completed once",
      `${podLog("finished")}?previous=true`,
      'previous terminated container "main" in pod "finished" not found',
    ),
    badRequest("a number that is none", `${numbered}?tailLines=x`, 'strconv.ParseInt: parsing "x": invalid syntax'),
    badRequest("a number that is empty", `${numbered}?limitBytes=`, 'strconv.ParseInt: parsing "": invalid syntax'),
    badRequest(
      "a number beyond 64 bits",
      `${numbered}?tailLines=99999999999999999999`,
      'strconv.ParseInt: parsing "99999999999999999999": value out of range',
    ),
    badRequest(
      "a time that is none",
      `${numbered}?sinceTime=yesterday`,
      'parsing time "yesterday" as "2006-01-02T15:04:05Z07:00": cannot parse "yesterday" as "2006"',
    ),
    {
      title: "a time in small letters",
      path: `${numbered}?sinceTime=2026-11-21t09:00:00z`,
      status: 400,
      json: { reason: "BadRequest" },
    },
    invalid("tailLines=-1", [
      "FieldValueInvalid",
      "Invalid value: -1: must be greater than or equal to 0",
      "tailLines",
    ]),
    invalid("limitBytes=0", ["FieldValueInvalid", "Invalid value: 0: must be greater than 0", "limitBytes"]),
    invalid("sinceSeconds=0", ["FieldValueInvalid", "Invalid value: 0: must be greater than 0", "sinceSeconds"]),
    invalid("stream=Stderr", ["FieldValueForbidden", "Forbidden: may not be specified", "stream"]),
    invalid("sinceSeconds=1&sinceTime=2026-01-01T00:00:00Z", [
      "FieldValueForbidden",
      "Forbidden: at most one of `sinceTime` or `sinceSeconds` may be specified",
      "[]",
    ]),
    invalid(
      "tailLines=-1&limitBytes=0",
      ["FieldValueInvalid", "Invalid value: -1: must be greater than or equal to 0", "tailLines"],
      ["FieldValueInvalid", "Invalid value: 0: must be greater than 0", "limitBytes"],
    ),
    {
      title: "no such pod",
      path: podLog("nosuch"),
      status: 404,
      json: statusBody(404, "NotFound", 'pods "nosuch" not found', { name: "nosuch", kind: "pods" }),
    },
    {
      title: "wrong values are told before a missing pod",
      path: `${podLog("nosuch")}?tailLines=-1`,
      status: 422,
      json: {},
    },
  ];
}

function invalid(
  query: string,
  ...causes: readonly (readonly [reason: string, message: string, field: string])[]
): ContractRow {
  const parts = causes.map(([, message, field]) => `${field}: ${message}`);
  const text = parts.length === 1 ? String(parts[0]) : `[${parts.join(", ")}]`;
  const details = {
    name: "numbered",
    kind: "PodLogOptions",
    causes: causes.map(([reason, message, field]) => ({ reason, message, field })),
  };
  const json = statusBody(422, "Invalid", `PodLogOptions "numbered" is invalid: ${text}`, details);
  return { title: `${query} is not allowed`, path: `${numbered}?${query}`, status: 422, json };
}

function podLog(pod: string): string {
  return `/api/v1/namespaces/{ns}/pods/${pod}/log`;
}

function linesFrom(first: number): string {
  return Array.from({ length: 21 - first }, (_, index) => `line ${first + index}\n`).join("");
}
