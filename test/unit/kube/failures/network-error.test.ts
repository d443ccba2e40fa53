import assert from "node:assert/strict";
import { test } from "node:test";
import { KtError } from "../../../../src/errors/kt-error.ts";
import { networkError } from "../../../../src/kube/failures/network-error.ts";
import { DialTimeoutError } from "../../../../src/kube/transport/dial-errors.ts";
import { NotAnsweredError } from "../../../../src/kube/transport/exchange.ts";

const to = { server: new URL("https://k.example:6443"), context: "dev", contextFlag: " --context=dev" };

function systemError(code: string, message = `connect ${code}`): Error {
  return Object.assign(new Error(message), { code });
}

const rows: readonly { title: string; cause: unknown; code: string; message: RegExp; hint: RegExp }[] = [
  {
    title: "an unknown name",
    cause: systemError("ENOTFOUND"),
    code: "KT_UNREACHABLE",
    message: /the name k.example is not known/,
    hint: /^nslookup k.example/,
  },
  {
    title: "a name server that is silent",
    cause: systemError("EAI_AGAIN"),
    code: "KT_UNREACHABLE",
    message: /name server/,
    hint: /nslookup/,
  },
  {
    title: "a refused connection",
    cause: systemError("ECONNREFUSED"),
    code: "KT_UNREACHABLE",
    message: /connection refused/,
    hint: /^kubectl cluster-info --context=dev/,
  },
  {
    title: "several addresses that all refuse",
    cause: new AggregateError([systemError("ECONNREFUSED"), systemError("ECONNREFUSED")]),
    code: "KT_UNREACHABLE",
    message: /connection refused/,
    hint: /cluster-info/,
  },
  { title: "no route", cause: systemError("EHOSTUNREACH"), code: "KT_UNREACHABLE", message: /no route/, hint: /VPN/ },
  {
    title: "a dial that takes too long",
    cause: new DialTimeoutError(10_000),
    code: "KT_UNREACHABLE",
    message: /no connection within 10 s/,
    hint: /firewall/,
  },
  {
    title: "a reset before the answer",
    cause: new NotAnsweredError(systemError("ECONNRESET"), false),
    code: "KT_UNREACHABLE",
    message: /the connection was reset/,
    hint: /cluster-info/,
  },
  {
    title: "an unknown authority",
    cause: systemError("SELF_SIGNED_CERT_IN_CHAIN"),
    code: "KT_TLS",
    message: /authority that is not trusted here/,
    hint: /--certificate-authority=FILE/,
  },
  {
    title: "an expired certificate",
    cause: systemError("CERT_HAS_EXPIRED"),
    code: "KT_TLS",
    message: /has expired/,
    hint: /check-expiration/,
  },
  {
    title: "a wrong name",
    cause: Object.assign(systemError("ERR_TLS_CERT_ALTNAME_INVALID"), {
      cert: { subjectaltname: "DNS:kubernetes, IP Address:10.1.2.3" },
    }),
    code: "KT_TLS",
    message: /for other names: DNS:kubernetes, IP Address:10.1.2.3$/,
    hint: /--tls-server-name/,
  },
  {
    title: "a server without TLS",
    cause: systemError(
      "ERR_SSL_WRONG_VERSION_NUMBER",
      "40D7:error:0A00010B:SSL routines:ssl3_get_record:wrong version number:a.c:1:",
    ),
    code: "KT_TLS",
    message: /does not speak TLS/,
    hint: /http:/,
  },
  {
    title: "a client certificate that is refused",
    cause: systemError("ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED", "tlsv13 alert certificate required"),
    code: "KT_TLS",
    message: /our client certificate/,
    hint: /config view --minify --context=dev/,
  },
  {
    title: "a key of another certificate",
    cause: systemError(
      "ERR_OSSL_X509_KEY_VALUES_MISMATCH",
      "error:05800074:x509 certificate routines::key values mismatch",
    ),
    code: "KT_TLS",
    message: /do not belong together/,
    hint: /config view/,
  },
  {
    title: "a file that is no PEM",
    cause: systemError("ERR_OSSL_PEM_NO_START_LINE", "error:0480006C:PEM routines::no start line"),
    code: "KT_TLS",
    message: /cannot be read as PEM/,
    hint: /config view/,
  },
  {
    title: "anything else",
    cause: new Error("the proxy refused"),
    code: "KT_UNREACHABLE",
    message: /: the proxy refused$/,
    hint: /cluster-info/,
  },
];

for (const { title, cause, code, message, hint } of rows) {
  test(`L31 network: ${title} names server and context, says why, and what to do`, () => {
    const error = networkError(cause, to);
    assert.equal(error.code, code);
    assert.match(error.message, /the API server https:\/\/k.example:6443 of context "dev"/);
    assert.match(error.message, message);
    assert.match(error.hint ?? "", hint);
    assert.equal(error.cause, cause);
  });
}

test("L31 network: what is explained already stays as it is", () => {
  const error = new KtError("KT_CREDENTIALS", "the plugin failed");
  assert.equal(networkError(error, to), error);
});
