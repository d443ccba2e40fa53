import type { OwnerReference, Pod } from "../../kube/objects.ts";
import { guessOwner } from "../../targets/owners/owner-guess.ts";
import { shellWord } from "../../text/shell-word.ts";
import type { Cause } from "../diagnosis.ts";
import { podWords } from "./pod-facts.ts";

/** Reasons of a waiting container that speak of its image (kubernetes v1.36.3 pkg/kubelet/images/types.go). */
export const imageReasons: readonly string[] = [
  "ErrImagePull",
  "ImagePullBackOff",
  "ErrImageNeverPull",
  "InvalidImageName",
  "ImageInspectError",
  "RegistryUnavailable",
  "SignatureValidationFailed",
];

/** A container whose image cannot be had. */
export interface ImageTrouble {
  readonly pod: Pod;
  readonly container: string;
  readonly image: string;
  /** Of the waiting container: one of {@link imageReasons}. */
  readonly reason: string;
  /** Of the runtime and the registry. */
  readonly words: string;
  /** The pull secrets that the kubelet could not get, as it names them; absent: none. */
  readonly lostSecrets?: string | undefined;
}

/** What may be behind it, and the command that shows more of the likeliest. */
export interface ImageExplanation {
  readonly causes: readonly Cause[];
  readonly next: string;
}

/** Explains why an image cannot be had, by the words of the runtime and the registry. */
export function explainImage(trouble: ImageTrouble): ImageExplanation {
  const { reason, words, pod } = trouble;
  const inspect = inspectCommand(trouble);
  const compare = imagesBeside(trouble) ?? inspect;
  if (reason === "ErrImageNeverPull") {
    const text = "imagePullPolicy is Never, and the image was never loaded onto this node";
    const fix = "load it onto the node, or set imagePullPolicy to IfNotPresent";
    return { causes: [{ text, fix }], next: imagesOfNode(pod) };
  }
  if (reason === "InvalidImageName") {
    const causes = [{ text: "the name of the image is misspelt", fix: correction(trouble) }];
    return { causes, next: imagesBeside(trouble) ?? `kubectl describe pod ${podWords(pod)}` };
  }
  if (reason === "SignatureValidationFailed") {
    return { causes: [{ text: "the node asks for a signature that the image does not have" }], next: compare };
  }
  // A registry does not tell strangers what it has, so this comes first.
  if (/may require authorization|insufficient_scope|pull access denied/i.test(words)) {
    const check = `${inspect} fails with credentials that are right, too`;
    const typo = { text: "the name or the tag is wrong", check, fix: correction(trouble) };
    return { causes: [typo, noCredentials(trouble)], next: secretsCommand(trouble) };
  }
  if (/\b(?:401|403)\b|unauthorized|authentication required|no basic auth|denied/i.test(words)) {
    return { causes: [noCredentials(trouble)], next: secretsCommand(trouble) };
  }
  if (/no match for platform|no matching manifest/i.test(words)) {
    const node = pod.spec.nodeName ?? "";
    const text = "the image is not made for the node's processor";
    return { causes: [{ text, check: inspect }], next: `kubectl get node ${node} -L kubernetes.io/arch` };
  }
  if (/not found|manifest unknown|name unknown/i.test(words)) {
    const text = "the registry has no such image: the name or the tag is wrong, or it was not pushed yet";
    return { causes: [{ text, check: inspect, fix: correction(trouble) }], next: compare };
  }
  if (/toomanyrequests|too many requests|\b429\b|rate limit/i.test(words)) {
    const text = "the registry limits how much is pulled without an account";
    return { causes: [{ text, fix: "an imagePullSecret, or a mirror" }], next: secretsCommand(trouble) };
  }
  if (/no space left/i.test(words)) {
    return {
      causes: [{ text: "the node's disk is full" }],
      next: `kubectl kt diagnose node/${pod.spec.nodeName ?? ""}`,
    };
  }
  const onTheWay = wayCauses(words, inspect);
  if (onTheWay.length > 0) return { causes: onTheWay, next: eventsCommand(pod) };
  const causes = [
    { text: "the name or the tag is wrong", check: inspect, fix: correction(trouble) },
    noCredentials(trouble),
    { text: "the node cannot reach the registry", check: othersFail },
  ];
  return { causes, next: compare };
}

/** Which pull secrets the pod names; `none` for none. */
export function pullSecretsText({ spec }: Pod): string {
  return namesOf(spec.imagePullSecrets).join(", ") || "none";
}

const othersFail = "other images of that registry cannot be pulled there either";

/** Each try to pull, with what came of it. */
function eventsCommand({ metadata }: Pod): string {
  return `kubectl get events -n ${metadata.namespace ?? ""} --field-selector=involvedObject.name=${metadata.name}`;
}

/** What keeps a node from a registry; empty where the words tell of nothing like that. */
function wayCauses(words: string, inspect: string): readonly Cause[] {
  const [, looked, resolver] = /lookup (\S+?)(?: on (\S+))?: /.exec(words) ?? [];
  if (/no such host/i.test(words)) {
    return [
      { text: "the registry's name is misspelt", check: "the part of the image before the first slash" },
      { text: "the node asks a DNS server that does not know the name", check: othersFail },
    ];
  }
  if (looked !== undefined || /server misbehaving/i.test(words)) {
    // No answer is none about the name: a misspelt one is answered with "no such host".
    return [
      {
        text: `the node cannot look up names: its DNS server${resolver === undefined ? "" : ` ${resolver}`} ${/misbehaving/i.test(words) ? "fails" : "does not answer"}`,
        check: "images of other registries cannot be pulled there either",
        fix: "the node's /etc/resolv.conf, or the DNS server that it names",
      },
    ];
  }
  if (/x509|tls:|certificate/i.test(words)) {
    const text = "the node does not trust the registry's certificate";
    return [{ text, check: "the runtime's settings for that registry" }];
  }
  if (/timeout|deadline exceeded|refused|unreachable|reset by peer|EOF/i.test(words)) {
    return [
      { text: "the registry is down", check: `${inspect} from elsewhere fails as well` },
      { text: "the node has no way to the registry: a proxy, a firewall", check: "from elsewhere it works" },
    ];
  }
  return [];
}

function noCredentials(trouble: ImageTrouble): Cause {
  const { pod, lostSecrets } = trouble;
  const names = namesOf(pod.spec.imagePullSecrets);
  const { namespace = "" } = pod.metadata;
  const check = `${inspectCommand(trouble)} works after docker login`;
  if (lostSecrets !== undefined) {
    return {
      text: `the registry wants credentials, and the imagePullSecret ${lostSecrets} is not there, or cannot be read`,
      check,
      fix: `create it in namespace "${namespace}", or correct its name in the pod or its service account`,
    };
  }
  if (names.length === 0) {
    return {
      text: "the registry wants credentials, and the pod names no imagePullSecret",
      check,
      fix: "an imagePullSecret in the pod's namespace, named by the pod or its service account",
    };
  }
  return {
    text: `the credentials in the imagePullSecret ${names.join(", ")} do not count, or are for another registry`,
    check,
    fix: "renew the Secret; its registry must be named as in the image",
  };
}

function inspectCommand({ image }: ImageTrouble): string {
  return `docker manifest inspect ${shellWord(image)}`;
}

/** Shows for which registries the named Secret is, and no password; where it cannot be it, the Secrets that there are. */
function secretsCommand({ pod, lostSecrets }: ImageTrouble): string {
  const { namespace = "" } = pod.metadata;
  const [name] = namesOf(pod.spec.imagePullSecrets);
  if (name === undefined || lostSecrets !== undefined) {
    return `kubectl get secrets --field-selector=type=kubernetes.io/dockerconfigjson -n ${namespace}`;
  }
  return `kubectl get secret ${name} -n ${namespace} -o jsonpath='{.data.\\.dockerconfigjson}' | base64 -d | jq '.auths | keys'`;
}

/**
 * Shows the images of the same workload, of earlier revisions too: what is misspelt stands out beside what was right. Undefined for a
 * pod of no workload.
 */
function imagesBeside({ pod }: ImageTrouble): string | undefined {
  const { namespace = "", labels = {} } = pod.metadata;
  const owner = workloadOf(pod);
  if (owner === undefined) return undefined;
  if (owner.kind !== "Deployment")
    return `kubectl get ${owner.kind.toLowerCase()} ${owner.name} -n ${namespace} -o wide`;
  const others = Object.entries(labels).filter(([name]) => name !== "pod-template-hash");
  const selector = others.map(([name, value]) => `${name}=${value}`).join(",");
  return `kubectl get replicasets -l ${selector} -n ${namespace} -o wide`;
}

function imagesOfNode({ spec }: Pod): string {
  return `kubectl get node ${spec.nodeName ?? ""} -o jsonpath='{range .status.images[*]}{.names}{"\\n"}{end}'`;
}

function correction({ pod, container }: ImageTrouble): string {
  const { name, namespace = "", ownerReferences = [] } = pod.metadata;
  const owner = workloadOf(pod);
  if (owner?.kind === "Job") return `correct it in what makes the Job ${owner.name}, and make the Job anew`;
  if (owner === undefined && ownerReferences.length > 0) return "correct it in what makes the pod";
  const object = owner === undefined ? `pod/${name}` : `${owner.kind.toLowerCase()}/${owner.name}`;
  return `kubectl set image ${object} ${container}=IMAGE:TAG -n ${namespace}`;
}

/** The Deployment, StatefulSet, DaemonSet or Job that made the pod; undefined for another maker, and for none. */
function workloadOf({ metadata }: Pod): OwnerReference | undefined {
  const owner = metadata.ownerReferences?.find(({ controller }) => controller === true);
  if (owner === undefined) return undefined;
  if (owner.kind === "ReplicaSet") return guessOwner(owner, metadata.labels?.["pod-template-hash"]);
  return ["StatefulSet", "DaemonSet", "Job"].includes(owner.kind) ? owner : undefined;
}

function namesOf(secrets: readonly { readonly name?: string }[] = []): readonly string[] {
  return secrets.flatMap(({ name = "" }) => (name === "" ? [] : [name]));
}
