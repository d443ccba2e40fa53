import { hasCode, type KtError } from "../../errors/kt-error.ts";
import type { KubeClient } from "../../kube/client.ts";
import type { AccessFacts } from "../../kube/examine-server.ts";
import { asRecord, asText } from "../../kube/json-value.ts";
import type { Cause, Finding, Hop } from "../diagnosis.ts";
import { finding, seenHop } from "../hop.ts";
import { isLate, look } from "../look.ts";
import { dateText } from "../time-text.ts";
import { serverSubject, validityText } from "./reach-finding.ts";

/** What asking the API server who we are needs. */
export interface CredentialsQuestion {
  readonly client: KubeClient;
  readonly access: AccessFacts;
  readonly nowMs: () => number;
  readonly limitMs: number;
  readonly signal: AbortSignal;
}

/** The hop, and whether anything answered at all. */
export interface CredentialsAnswer {
  readonly hop: Hop;
  readonly hasAnswer: boolean;
  /** Who the API server takes us for; absent where it did not say. */
  readonly user?: string;
}

const reviewPath = "/apis/authentication.k8s.io/v1/selfsubjectreviews";

/** Asks the API server who it takes us for, which everyone with credentials may (since Kubernetes 1.28). */
export async function credentialsHop(question: CredentialsQuestion): Promise<CredentialsAnswer> {
  const { client, access, limitMs, signal } = question;
  const review = { apiVersion: "authentication.k8s.io/v1", kind: "SelfSubjectReview" };
  const answer = await look("who am I", limitMs, signal, (within) =>
    client.post<unknown>(reviewPath, review, { signal: within }),
  );
  const hop = { name: "credentials", about: serverSubject(access), checked: `POST ${reviewPath}` } as const;
  const { durationMs } = answer;
  if (answer.isSeen) {
    const user = asText(asRecord(asRecord(asRecord(answer.value)?.["status"])?.["userInfo"])?.["username"]);
    const isNobody = user === "system:anonymous";
    return {
      hop: seenHop({
        ...hop,
        says: user === undefined ? "accepted" : `user "${user}"`,
        durationMs,
        findings: isNobody ? [anonymous(access)] : [],
      }),
      hasAnswer: true,
      ...(user === undefined ? {} : { user }),
    };
  }
  const { error } = answer;
  const broken = findingOf(error, question);
  const hasAnswer = !isLate(error) && !["KT_UNREACHABLE", "KT_TLS", "KT_CREDENTIALS"].includes(error.code);
  return {
    hop: seenHop({
      ...hop,
      says: broken === undefined ? "accepted; the API server does not tell the name" : "not accepted",
      durationMs,
      findings: broken === undefined ? [] : [broken],
    }),
    hasAnswer: hasAnswer || hasCode(error, "KT_CREDENTIALS"),
  };
}

/** Undefined where the answer shows that the credentials count. */
function findingOf(error: KtError, question: CredentialsQuestion): Finding | undefined {
  const { access } = question;
  const about = serverSubject(access);
  const evidence = [[`POST ${reviewPath}`, error.message]] as const;
  switch (error.code) {
    case "KT_NOT_FOUND":
      return undefined;
    case "KT_FORBIDDEN":
      if (error.message.includes("system:anonymous")) return anonymous(access);
      if (!error.message.includes(" has no right to act as ")) return undefined;
      return finding({
        code: "credentials-refused",
        level: "broken",
        about,
        verdict: `The user of the kubeconfig may not act as "${access.impersonates ?? ""}": every request as such is refused.`,
        evidence,
        causes: [
          {
            text: "no role that is bound to this user grants impersonate",
            check: "without --as the requests are answered",
            fix: "someone with more rights runs the next command, or leave --as out",
          },
        ],
        next: error.hint?.replace(/^someone with more rights can run: /, ""),
      });
    case "KT_UNAUTHORIZED":
      return refused(question);
    case "KT_CREDENTIALS":
      return finding({
        code: "credentials-missing",
        level: "broken",
        about,
        verdict: `The credentials of user "${access.user}" cannot be had: ${error.message}`,
        evidence: [],
        next: error.hint?.startsWith("kubectl ") === true ? error.hint : "kubectl config view --minify",
      });
    case "KT_API":
      if (!error.message.includes("is not JSON") && !error.message.includes("(30")) break;
      return finding({
        code: "not-kubernetes",
        level: "broken",
        about,
        verdict: `What answers at ${access.server.origin} is no Kubernetes API server: its answer is no JSON.`,
        evidence,
        causes: [
          {
            text: "a login page or a proxy stands in between",
            check: `curl -sk ${access.server.origin}/version shows what comes`,
          },
          { text: "the server in the kubeconfig is another one", check: "kubectl config view --minify" },
        ],
        next: `curl -sk ${access.server.origin}/version`,
      });
    default:
  }
  if (isLate(error)) return lateFinding(question, error);
  return finding({
    code: "server-faulty",
    level: "broken",
    about,
    verdict: `The API server ${access.server.origin} can be reached, but does not answer as it should: ${error.message}`,
    evidence,
    causes: [
      {
        text: "the API server is overloaded, or starting",
        check: "kubectl get --raw '/readyz?verbose' names what is not ready",
      },
      {
        text: "a load balancer answers in its place, having no API server behind it",
        check: `curl -sk -i ${access.server.origin}/livez shows whose answer it is`,
      },
    ],
    next: "kubectl get --raw '/readyz?verbose'",
  });
}

/** Nothing came in time: a plugin has its own time, within ours. */
function lateFinding({ access }: CredentialsQuestion, error: KtError): Finding {
  const { kind, from = "" } = access.credential;
  const slow: Cause = {
    text: "the API server is overloaded, or starting",
    check: `curl -sk ${access.server.origin}/livez takes long, too`,
  };
  const waits: Cause = {
    text: `the ${kind} ${from} waits, for a login maybe`,
    check: "kubectl auth whoami waits as well, or asks for something",
  };
  const isPlugin = kind === "exec plugin" || kind === "auth provider";
  return finding({
    code: isPlugin ? "credentials-missing" : "server-faulty",
    level: "broken",
    about: serverSubject(access),
    verdict: isPlugin
      ? `Neither the ${kind} ${from} of user "${access.user}" nor the API server ${access.server.origin} has answered in time.`
      : `The API server ${access.server.origin} can be reached, but has not answered in time.`,
    evidence: [[`POST ${reviewPath}`, error.message]],
    causes: isPlugin ? [waits, slow] : [slow],
    next: "kubectl auth whoami",
  });
}

function anonymous(access: AccessFacts): Finding {
  const { kind } = access.credential;
  return finding({
    code: "anonymous",
    level: "broken",
    about: serverSubject(access),
    verdict:
      kind === "none"
        ? `The kubeconfig has no credentials for ${access.server.origin}, so the API server sees nobody (system:anonymous).`
        : `The API server ${access.server.origin} does not recognise the ${kind} of user "${access.user}" and sees nobody (system:anonymous).`,
    evidence: [["kubeconfig", `context "${access.context}", user "${access.user}", credentials: ${kind}`]],
    causes:
      kind === "none"
        ? []
        : [
            {
              text: "the client certificate is signed by another cluster's authority",
              check: "kubectl config view --minify: does the user belong to this cluster?",
            },
            {
              text: "something in between ends TLS, so that the client certificate does not arrive",
              check: "the issuer of the certificate that the server shows (hop tls)",
            },
          ],
    next: "kubectl config view --minify",
  });
}

function refused({ access, nowMs }: CredentialsQuestion): Finding {
  const { kind, subject, validToMs, from } = access.credential;
  const who = `the ${kind}${subject === undefined ? "" : ` of "${subject}"`}`;
  const evidence = [
    [`POST ${reviewPath}`, "401 Unauthorized"],
    ["kubeconfig", `context "${access.context}", user "${access.user}", credentials: ${kind}${from ? ` ${from}` : ""}`],
    [kind, validToMs === undefined ? undefined : validityText(validToMs, nowMs()) || "not expired by its own word"],
  ] as const;
  const about = serverSubject(access);
  if (validToMs !== undefined && validToMs < nowMs()) {
    return finding({
      code: "credentials-expired",
      level: "broken",
      about,
      verdict: `The API server refuses ${who} (401): it expired at ${dateText(validToMs)}.`,
      evidence,
      causes: [{ text: "it was not renewed", fix: "log in again, or fetch a new kubeconfig" }],
      next: "kubectl config view --minify",
    });
  }
  const unknowable: Cause = {
    text: "it has expired or was withdrawn",
    check: "others with fresh credentials get in",
    fix: "log in again",
  };
  return finding({
    code: "credentials-refused",
    level: "broken",
    about,
    verdict: `The API server ${access.server.origin} refuses ${who} (401).`,
    evidence,
    causes: [
      validToMs === undefined
        ? unknowable
        : { ...unknowable, text: "it was withdrawn: its service account or its user is gone" },
      {
        text: "it belongs to another cluster: the context mixes a user and a cluster",
        check: `kubectl config view --minify --context=${access.context || "NAME"} shows both`,
        fix: "kubectl config use-context NAME",
      },
    ],
    next: "kubectl auth whoami",
  });
}
