import assert from "node:assert/strict";
import { test } from "node:test";
import { readKubeletMessage } from "../../../src/podlogs/kubelet-message.ts";

const messages: readonly (readonly [line: string, kind: string])[] = [
  ["unable to retrieve container logs for containerd://38df0c", "gone"],
  ["container status is nil", "gone"],
  ['failed to try resolving symlinks in path "/var/log/pods/a/b/0.log": lstat /var/log: no such file', "gone"],
  ['failed to open log file "/var/log/pods/a/b/0.log": open: permission denied', "gone"],
  ['rpc error: code = NotFound desc = an error occurred when try to find container "38df": not found', "gone"],
  ["failed to create fsnotify watcher: too many open files", "cannot-follow"],
  ['failed to watch directory "/var/log/pods/a/b": no space left on device', "cannot-follow"],
  ["rpc error: code = Unavailable desc = connection error", "failed"],
  ['failed to tail 10 lines of log file "/var/log/pods/a/b/0.log": EOF', "failed"],
  ['failed to seek 0 in log file "/var/log/pods/a/b/0.log": EIO', "failed"],
  ['failed to read log file "/var/log/pods/a/b/0.log": EIO', "failed"],
  ['failed to reset seek in log file "/var/log/pods/a/b/0.log": EIO', "failed"],
  ['failed to get parse function: unsupported log format: "x"', "failed"],
  ['unexpected stream type "both"', "failed"],
  ["context cancelled", "failed"],
];

test("L31 the kubelet's own sentences inside a body are recognised", () => {
  for (const [line, kind] of messages) assert.deepEqual(readKubeletMessage(line), { kind, text: line }, line);
});

test("L31 what a container may say is none of them", () => {
  const lines = [
    "",
    "failed to open",
    "I was unable to retrieve container logs for containerd://1",
    "context cancelled by user",
  ];
  for (const line of lines) assert.equal(readKubeletMessage(line), undefined, line);
});
