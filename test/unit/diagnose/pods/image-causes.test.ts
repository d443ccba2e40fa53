import assert from "node:assert/strict";
import { test } from "node:test";
import { explainImage } from "../../../../src/diagnose/pods/image-causes.ts";
import type { Pod } from "../../../../src/kube/objects.ts";
import { controller, podObject } from "../../../support/pod-objects.ts";

const image = "registry.example/shop/web:2";
const inspect = `docker manifest inspect ${image}`;
const secrets = "kubectl get secrets --field-selector=type=kubernetes.io/dockerconfigjson -n shop";
const failedPulls = "kubectl get events -n shop --field-selector=involvedObject.name=web-1";

/** What containerd 2.1 said on a real node of a registry that answered 404, 401, 403 and 429. */
const said = {
  missing: `rpc error: code = NotFound desc = failed to pull and unpack image "${image}": failed to resolve image: ${image}: not found`,
  stranger: `failed to pull and unpack image "${image}": failed to resolve image: pull access denied, repository does not exist or may require authorization: authorization failed: no basic auth credentials`,
  denied: `failed to pull and unpack image "${image}": failed to resolve image: unexpected status from HEAD request to https://registry.example/v2/shop/web/manifests/2: 403 Forbidden denied`,
  limited: `failed to pull and unpack image "${image}": failed to resolve image: unexpected status from HEAD request to https://registry.example/v2/shop/web/manifests/2: 429 Too Many Requests`,
  refused: `failed to do request: Head "https://registry.example/v2/shop/web/manifests/2": dial tcp 192.0.2.1:443: connect: connection refused`,
  platform: `failed to pull and unpack image "${image}": no match for platform in manifest: not found`,
  full: "write /var/lib/containerd/ingest: no space left on device",
};

const ofDeployment = podObject("web-1", {
  labels: { app: "web", tier: "front", "pod-template-hash": "6f" },
  owner: controller("apps/v1", "ReplicaSet", "web-6f"),
});
const ofStatefulSet = podObject("db-0", { owner: controller("apps/v1", "StatefulSet", "db") });
const ofJob = podObject("migrate-x", { owner: controller("batch/v1", "Job", "migrate") });
const ofOther = podObject("x", { owner: controller("example.com/v1", "Widget", "w") });
const alone = podObject("web-1");
const withSecret: Pod = { ...alone, spec: { ...alone.spec, imagePullSecrets: [{ name: "regcred" }] } };

interface Row {
  readonly title: string;
  readonly pod: Pod;
  readonly reason?: string;
  readonly words: string;
  readonly lostSecrets?: string;
  readonly causes: readonly RegExp[];
  readonly fix?: string;
  readonly next: string;
}

const rows: readonly Row[] = [
  {
    title: "an image that is not there, of a Deployment: the images of its revisions side by side",
    ...{ pod: ofDeployment, words: said.missing, causes: [/^the registry has no such image/] },
    fix: "kubectl set image deployment/web main=IMAGE:TAG -n shop",
    next: "kubectl get replicasets -l app=web,tier=front -n shop -o wide",
  },
  {
    title: "an image that is not there, of a StatefulSet",
    ...{ pod: ofStatefulSet, words: said.missing, causes: [/no such image/] },
    fix: "kubectl set image statefulset/db main=IMAGE:TAG -n shop",
    next: "kubectl get statefulset db -n shop -o wide",
  },
  {
    title: "an image that is not there, of a Job, whose template cannot be changed",
    ...{ pod: ofJob, words: said.missing, causes: [/no such image/] },
    fix: "correct it in what makes the Job migrate, and make the Job anew",
    next: "kubectl get job migrate -n shop -o wide",
  },
  {
    title: "an image that is not there, of a pod that something unknown makes",
    ...{ pod: ofOther, words: said.missing, causes: [/no such image/] },
    fix: "correct it in what makes the pod",
    next: inspect,
  },
  {
    title: "an image that is not there, of a pod of nobody",
    ...{ pod: alone, words: said.missing, causes: [/no such image/] },
    fix: "kubectl set image pod/web-1 main=IMAGE:TAG -n shop",
    next: inspect,
  },
  {
    title: "a name that is none, of a pod of nobody",
    ...{ pod: alone, reason: "InvalidImageName", words: "couldn't parse image name", causes: [/is misspelt$/] },
    next: "kubectl describe pod web-1 -n shop",
  },
  {
    title: "a registry that tells strangers nothing: a wrong name, or no pull secret",
    ...{ pod: alone, words: said.stranger, causes: [/^the name or the tag is wrong$/, /names no imagePullSecret$/] },
    next: secrets,
  },
  {
    title: "a pull secret that is not there",
    ...{ pod: withSecret, words: said.stranger, lostSecrets: "regcred" },
    causes: [/^the name or the tag is wrong$/, /the imagePullSecret regcred is not there, or cannot be read$/],
    next: secrets,
  },
  {
    title: "a pull secret that does not count: for which registries it is, without its password",
    ...{
      pod: withSecret,
      words: said.denied,
      causes: [/^the credentials in the imagePullSecret regcred do not count/],
    },
    next: "kubectl get secret regcred -n shop -o jsonpath='{.data.\\.dockerconfigjson}' | base64 -d | jq '.auths | keys'",
  },
  {
    title: "a registry that limits strangers",
    ...{ pod: alone, words: said.limited, causes: [/limits how much is pulled without an account/] },
    next: secrets,
  },
  {
    title: "a registry that is down, or that the node cannot reach",
    ...{ pod: alone, words: said.refused, causes: [/registry is down/, /no way to the registry/], next: failedPulls },
  },
  {
    title: "an image for another processor",
    ...{ pod: alone, words: said.platform, causes: [/processor/] },
    next: "kubectl get node node-1 -L kubernetes.io/arch",
  },
  {
    title: "a disk that is full",
    ...{ pod: alone, words: said.full, causes: [/disk is full/], next: "kubectl kt diagnose node/node-1" },
  },
  {
    title: "an image that was never loaded: which images the node has",
    ...{ pod: alone, reason: "ErrImageNeverPull", words: "", causes: [/^imagePullPolicy is Never/] },
    next: `kubectl get node node-1 -o jsonpath='{range .status.images[*]}{.names}{"\\n"}{end}'`,
  },
];

for (const { title, pod, reason = "ErrImagePull", words, lostSecrets, causes, fix, next } of rows) {
  test(`D2 image: ${title}`, () => {
    const explained = explainImage({ pod, container: "main", image, reason, words, lostSecrets });
    const texts = explained.causes.map(({ text }) => text);
    assert.equal(texts.length, causes.length, texts.join("\n"));
    for (const [at, cause] of causes.entries()) assert.match(texts[at] ?? "", cause);
    if (fix !== undefined) assert.equal(explained.causes[0]?.fix, fix);
    assert.equal(explained.next, next);
  });
}

test("D2 image: whatever stands in its name, the command does no more than look at it", () => {
  const trouble = { pod: alone, container: "main", reason: "ErrImagePull", words: said.missing };
  const { next } = explainImage({ ...trouble, image: "web:2; reboot" });
  assert.equal(next, "docker manifest inspect 'web:2; reboot'");
});
