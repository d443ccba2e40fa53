import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from "node:crypto";
import { isIP } from "node:net";
import * as der from "./der.ts";

/** A certificate and its private key, both as PEM. */
export interface KeyedCertificate {
  readonly certPem: string;
  readonly keyPem: string;
}

/** Whom a client certificate names: `commonName` is the user, `organizations` are the groups. */
export interface ClientSubject {
  readonly commonName: string;
  readonly organizations?: readonly string[];
}

/** When a certificate holds, in milliseconds since 1970. */
export interface Validity {
  readonly notBeforeMs: number;
  readonly notAfterMs: number;
}

/** Issues certificates (ECDSA P-256, SHA-256) that live only in memory. */
export interface CertificateAuthority {
  readonly certPem: string;
  /** Server certificate for DNS names and IP addresses. */
  issueServer(hosts: readonly string[], validity?: Validity): KeyedCertificate;
  /** Client certificate. */
  issueClient(subject: ClientSubject, validity?: Validity): KeyedCertificate;
}

const ecdsaWithSha256 = der.sequence(der.objectId("1.2.840.10045.4.3.2"));
const dayMs = 86_400_000;

/**
 * A new authority with a key of its own. Certificates hold from a day before `nowMs` to a year after it,
 * unless asked otherwise. RFC 5280 says what the fields are.
 */
export function createCertificateAuthority(commonName: string, nowMs: number): CertificateAuthority {
  const usual: Validity = { notBeforeMs: nowMs - dayMs, notAfterMs: nowMs + 365 * dayMs };
  const keys = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const issuer = nameOf({ commonName });
  const keyId = keyIdOf(keys.publicKey);
  const issue = (subject: Buffer, publicKey: KeyObject, extensions: readonly Buffer[], validity: Validity): string =>
    certificate({ issuer, subject, publicKey, extensions, validity, signingKey: keys.privateKey });

  const certPem = issue(
    issuer,
    keys.publicKey,
    [
      extension("2.5.29.19", true, der.sequence(der.boolean(true))),
      extension("2.5.29.15", true, der.bitString(Buffer.from([0x06]), 1)),
      extension("2.5.29.14", false, der.octetString(keyId)),
    ],
    usual,
  );

  const issueLeaf = (subject: Buffer, usage: string, more: readonly Buffer[], validity: Validity): KeyedCertificate => {
    const leaf = generateKeyPairSync("ec", { namedCurve: "P-256" });
    const extensions = [
      extension("2.5.29.19", true, der.sequence()),
      extension("2.5.29.15", true, der.bitString(Buffer.from([0x80]), 7)),
      extension("2.5.29.37", false, der.sequence(der.objectId(usage))),
      extension("2.5.29.35", false, der.sequence(der.tagged(0, keyId, "primitive"))),
      ...more,
    ];
    return {
      certPem: issue(subject, leaf.publicKey, extensions, validity),
      keyPem: leaf.privateKey.export({ type: "pkcs8", format: "pem" }),
    };
  };

  return {
    certPem,
    issueServer: (hosts, validity = usual) =>
      issueLeaf(nameOf({ commonName: "kube-apiserver" }), "1.3.6.1.5.5.7.3.1", [alternativeNames(hosts)], validity),
    issueClient: (subject, validity = usual) => issueLeaf(nameOf(subject), "1.3.6.1.5.5.7.3.2", [], validity),
  };
}

interface CertificateContent {
  readonly issuer: Buffer;
  readonly subject: Buffer;
  readonly publicKey: KeyObject;
  readonly extensions: readonly Buffer[];
  readonly validity: Validity;
  readonly signingKey: KeyObject;
}

function certificate(content: CertificateContent): string {
  const body = der.sequence(
    der.tagged(0, der.integer(Buffer.from([2])), "constructed"),
    der.integer(randomBytes(16)),
    ecdsaWithSha256,
    content.issuer,
    der.sequence(der.generalizedTime(content.validity.notBeforeMs), der.generalizedTime(content.validity.notAfterMs)),
    content.subject,
    content.publicKey.export({ type: "spki", format: "der" }),
    der.tagged(3, der.sequence(...content.extensions), "constructed"),
  );
  const whole = der.sequence(body, ecdsaWithSha256, der.bitString(sign("sha256", body, content.signingKey)));
  const lines = whole.toString("base64").match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join("\n")}\n-----END CERTIFICATE-----\n`;
}

function nameOf(subject: ClientSubject): Buffer {
  const attribute = (id: string, value: string): Buffer =>
    der.set(der.sequence(der.objectId(id), der.utf8String(value)));
  return der.sequence(
    ...(subject.organizations ?? []).map((organization) => attribute("2.5.4.10", organization)),
    attribute("2.5.4.3", subject.commonName),
  );
}

function alternativeNames(hosts: readonly string[]): Buffer {
  const names = hosts.map((host) =>
    isIP(host) === 4
      ? der.tagged(7, Buffer.from(host.split(".").map(Number)), "primitive")
      : der.tagged(2, Buffer.from(host, "latin1"), "primitive"),
  );
  return extension("2.5.29.17", false, der.sequence(...names));
}

function extension(id: string, isCritical: boolean, value: Buffer): Buffer {
  const critical = isCritical ? [der.boolean(true)] : [];
  return der.sequence(der.objectId(id), ...critical, der.octetString(value));
}

function keyIdOf(publicKey: KeyObject): Buffer {
  return createHash("sha1")
    .update(publicKey.export({ type: "spki", format: "der" }))
    .digest();
}
