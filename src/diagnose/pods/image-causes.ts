import type { Cause } from "../diagnosis.ts";

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

/** What may be behind an image that cannot be had, by the words of the runtime and the registry. */
export function imageCauses(reason: string, words: string, image: string): readonly Cause[] {
  const inspect = `docker manifest inspect ${image}`;
  if (reason === "ErrImageNeverPull") {
    return [
      {
        text: "imagePullPolicy is Never, and the image was never loaded onto this node",
        fix: "load it onto the node, or set imagePullPolicy to IfNotPresent",
      },
    ];
  }
  if (reason === "InvalidImageName") return [{ text: "the name of the image is misspelt", fix: "correct it" }];
  if (reason === "SignatureValidationFailed")
    return [{ text: "the node asks for a signature that the image does not have" }];
  // A registry does not tell strangers what it has, so this comes first.
  if (/may require authorization|insufficient_scope|pull access denied/i.test(words)) {
    return [
      { text: "the name or the tag is wrong", check: `${inspect} fails with credentials that are right, too` },
      noPullSecret(inspect),
    ];
  }
  if (/\b(?:401|403)\b|unauthorized|authentication required|no basic auth|denied/i.test(words)) {
    return [noPullSecret(inspect)];
  }
  if (/not found|manifest unknown|name unknown/i.test(words)) {
    return [
      {
        text: "the registry has no such image: the name or the tag is wrong, or it was not pushed yet",
        check: inspect,
      },
    ];
  }
  if (/toomanyrequests|\b429\b|rate limit/i.test(words)) {
    return [
      { text: "the registry limits how much is pulled without an account", fix: "an imagePullSecret, or a mirror" },
    ];
  }
  if (/no match for platform|no matching manifest/i.test(words)) {
    return [{ text: "the image is not made for the node's processor", check: inspect }];
  }
  const [, looked, resolver] = /lookup (\S+?)(?: on (\S+))?: /.exec(words) ?? [];
  if (/no such host/i.test(words)) {
    return [
      { text: "the registry's name is misspelt", check: "the part of the image before the first slash" },
      {
        text: "the node asks a DNS server that does not know the name",
        check: "other images of that registry cannot be pulled there either",
      },
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
    return [
      { text: "the node does not trust the registry's certificate", check: "the runtime's settings for that registry" },
    ];
  }
  if (/timeout|deadline exceeded|refused|unreachable|reset by peer|EOF/i.test(words)) {
    return [
      { text: "the registry is down", check: `${inspect} from elsewhere fails as well` },
      { text: "the node has no way to the registry: a proxy, a firewall", check: "from elsewhere it works" },
    ];
  }
  if (/no space left/i.test(words)) return [{ text: "the node's disk is full", check: "kubectl describe node NODE" }];
  return [
    { text: "the name or the tag is wrong", check: inspect },
    noPullSecret(inspect),
    {
      text: "the node cannot reach the registry",
      check: "other images of that registry cannot be pulled there either",
    },
  ];
}

function noPullSecret(inspect: string): Cause {
  return {
    text: "the registry wants credentials that the pod does not have, or that are wrong",
    check: `${inspect} works after docker login`,
    fix: "an imagePullSecret in the pod's namespace, named by the pod or its service account",
  };
}
