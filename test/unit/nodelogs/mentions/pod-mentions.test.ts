import assert from "node:assert/strict";
import { test } from "node:test";
import { type MentionedPod, PodMentions } from "../../../../src/nodelogs/mentions/pod-mentions.ts";

const sandbox = "6dc1cc8531c8e8e1173737c61c69a281f71c937ef5850ec00ce90221e0e4305e";
const first = "410a0d4bbdf90e86ca0f82f939975a64624671d2a3ca61181e030bc5ff8df3f9";
const second = "59407cb3e539a9b4d74466da6e7e704c073b87aaacae099cc3725f4efa3ffcf7";
const uid = "32554bc1-c69c-4519-95d2-bcd39ea5cf5a";
const staticUid = "0d1c7b2f9c3a4c5e8f6a7b8c9d0e1f2a";

function podOf(name: string, more: Partial<MentionedPod> = {}): MentionedPod {
  return { namespace: "odd", name, uids: [uid], sinceSeconds: 1000, containerIds: () => [], ...more };
}

/** Mentions of one pod that is known by its name, its UIDs and its second container. */
function mentionsOfCrash(): PodMentions<MentionedPod> {
  const mentions = new PodMentions<MentionedPod>();
  mentions.add(podOf("crash", { uids: [uid, staticUid], containerIds: () => [second] }));
  return mentions;
}

const rows: readonly (readonly [title: string, line: string, isFound: boolean])[] = [
  ["its name with its namespace", `"SyncLoop ADD" source="api" pods=["shop/web","odd/crash"]`, true],
  ["its name alone, as a pod's", `"Missing actuated pod level resource record" pod="crash"`, true],
  ["its UID", `"Cleaned up orphaned pod volumes dir" podUID="${uid}"`, true],
  ["its UID in the name of a file", `path="/var/log/pods/odd_crash_${uid}/crash/124.log"`, true],
  ["its UID in the name of a cgroup", `kubepods-besteffort-pod${uid.replaceAll("-", "_")}.slice: Consumed 1s`, true],
  ["the hash that a kubelet knows a static pod by", `podUID="${staticUid}"`, true],
  ["the ID of a container", `"RemoveContainer" containerID="containerd://${second}"`, true],
  ["a name that only begins the same", `pod="odd/crash-2" podUID="ab"`, false],
  ["a name that only ends the same", `pod="odd/no-crash"`, false],
  ["the same name in another namespace", `pod="even/crash"`, false],
  ["a word that is its name", `crash of the "crash" container`, false],
  ["the digest of an image", `Pulled image "sha256:${second}"`, false],
  ["that its log was read", `"Finished parsing log file" path="/var/log/pods/odd_crash_${uid}/crash/124.log"`, false],
  ["an event that was discarded", `level=info msg="container event discarded" container=${second}`, false],
  ["an event that was not", `level=info msg="container event" container=${second}`, true],
];

for (const [title, line, isFound] of rows) {
  test(`N6 mentions: ${isFound ? "" : "not by "}${title}`, () => {
    const mentions = mentionsOfCrash();
    assert.equal(mentions.find(line, 2000)?.name, isFound ? "crash" : undefined);
    // The node gives what matches: that must hold every line that is found.
    if (isFound) assert.match(line, new RegExp(mentions.pattern() ?? "never"));
  });
}

test("N6 mentions: sandboxes and earlier containers are learnt from lines that name them together", () => {
  const mentions = mentionsOfCrash();
  const start = `StartContainer for \\"${first}\\"`;
  assert.equal(mentions.find(start, 2000), undefined);
  const { version } = mentions;
  mentions.find(`RunPodSandbox for name:"crash" uid:"${uid}" namespace:"odd" returns sandbox id "${sandbox}"`, 2000);
  mentions.find(`CreateContainer within sandbox "${sandbox}" for name:"crash" returns container id "${first}"`, 2000);
  assert.ok(mentions.version > version);
  assert.equal(mentions.find(start, 2000)?.name, "crash");
  assert.match(start, new RegExp(mentions.pattern() ?? "never"));
});

test("N6 mentions: neither an image that it has in common with others nor the name of a socket is learnt", () => {
  const mentions = mentionsOfCrash();
  mentions.find(`pod="odd/crash" image="sha256:${first}" address="unix:///run/containerd/s/${sandbox}"`, 2000);
  assert.equal(mentions.find(`PullImage "sha256:${first}"`, 2000), undefined);
  assert.equal(mentions.find(`id=${first}`, 2000), undefined);
  assert.equal(mentions.find(`id=${sandbox}`, 2000), undefined);
});

test("N6 mentions: a line that names all containers of the node is about none of its pods, and nothing is learnt from it", () => {
  const mentions = mentionsOfCrash();
  const others = ["1", "2", "3", "4"].map((digit) => digit.repeat(64));
  const mounts = [second, ...others].map((id) => `/run/containerd/io.containerd.runtime.v2.task/k8s.io/${id}/rootfs`);
  assert.equal(mentions.find(`fs.go:131] Filesystem partitions: map[${mounts.join(" ")}]`, 2000), undefined);
  for (const id of others) assert.equal(mentions.find(`containerID="${id}"`, 2000), undefined);
});

test("N6 mentions: what was written before the pod was there is about another one of its name", () => {
  const mentions = mentionsOfCrash();
  assert.equal(mentions.find(`pod="odd/crash"`, 999), undefined);
  assert.equal(mentions.find(`pod="odd/crash"`, 1000)?.name, "crash");
  assert.equal(mentions.sinceSeconds, 1000);
});

test("N6 mentions: of two pods of one name the namespace, the UID and the ID of a container decide, the name alone does not", () => {
  const mentions = new PodMentions<MentionedPod>();
  const odd = podOf("crash", { containerIds: () => [first] });
  const even = podOf("crash", { namespace: "even", uids: [staticUid], containerIds: () => [second] });
  mentions.add(odd);
  mentions.add(even);
  const ofLines: readonly (readonly [line: string, pod: MentionedPod | undefined])[] = [
    [`pod="odd/crash"`, odd],
    [`pod="even/crash"`, even],
    [`pod="crash" podUID="${uid}"`, odd],
    [`containerID="${second}" pod="crash"`, even],
    [`pod="crash"`, undefined],
  ];
  for (const [line, pod] of ofLines) assert.equal(mentions.find(line, 2000), pod, line);
  mentions.remove(even);
  assert.equal(mentions.find(`pod="crash"`, 2000), odd);
});

test("N6 mentions: a line with the UID of another pod of its name is about that one", () => {
  const line = `"Missing actuated pod level resource record" pod="crash" podUID="${staticUid}"`;
  const mentions = new PodMentions<MentionedPod>();
  mentions.add(podOf("crash"));
  assert.equal(mentions.find(line, 2000), undefined);
});

test("N6 mentions: of a pod that takes the place of another one by its name each has what was said in its time", () => {
  const mentions = new PodMentions<MentionedPod>();
  const later = podOf("crash", { uids: [staticUid], sinceSeconds: 1500 });
  const earlier = podOf("crash");
  mentions.add(later);
  mentions.add(earlier);
  for (const line of [`pod="odd/crash"`, `pod="crash"`]) {
    assert.equal(mentions.find(line, 1400), earlier, line);
    assert.equal(mentions.find(line, 1600), later, line);
  }
});

test("N6 mentions: without any pod nothing is looked for", () => {
  const mentions = new PodMentions<MentionedPod>();
  assert.equal(mentions.isEmpty, true);
  assert.equal(mentions.pattern(), undefined);
  mentions.add(podOf("crash"));
  assert.equal(mentions.isEmpty, false);
  assert.equal(mentions.sinceSeconds, 1000);
});

test("N6 mentions: containers that start later are known by the pod's status; of a pod that is removed nothing is", () => {
  const mentions = new PodMentions<MentionedPod>();
  const ids: string[] = [];
  const pod = podOf("crash", { containerIds: () => ids });
  mentions.add(pod);
  ids.push(first);
  assert.equal(mentions.find(`id=${first}`, 2000), undefined);
  mentions.refresh();
  assert.equal(mentions.find(`id=${first}`, 2000), pod);
  mentions.remove(pod);
  for (const line of [`id=${first}`, `podUID=${uid}`, `pod="odd/crash"`]) {
    assert.equal(mentions.find(line, 2000), undefined);
  }
});

test("N6 mentions: with too much to look for there is no pattern", () => {
  const mentions = new PodMentions<MentionedPod>();
  for (let pod = 0; pod < 500; pod++) mentions.add(podOf(`pod-${pod}`, { uids: [`${pod}`.padStart(32, "0")] }));
  assert.equal(mentions.pattern(), undefined);
  assert.equal(mentions.find(`pod="odd/pod-7"`, 2000)?.name, "pod-7");
});
