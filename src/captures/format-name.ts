/**
 * The formats that captures come in:
 * - `json`: our own `-o json`.
 * - `stern`: stern's `-o json`.
 * - `json-file`: Docker's log driver of that name.
 * - `cri`: container log files as the kubelet's runtimes write them.
 * - `timestamps`: `kubectl logs --timestamps`.
 * - `prefix`: `kubectl logs --prefix`, with timestamps or without.
 * - `plain`: anything else; times at the beginning of lines count, RFC 3339 and klog's.
 */
export type CaptureFormat = (typeof captureFormats)[number];

/** All formats, the most telling first. */
export const captureFormats = ["json", "stern", "json-file", "cri", "prefix", "timestamps", "plain"] as const;
