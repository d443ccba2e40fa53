/** Kinds of secrets that are looked for, as a report counts them. */
export const secretKinds = [
  "private key",
  "token",
  "password in a URL",
  "key of a service",
  "value by its name",
  "value of a Secret",
] as const;

/** One of {@link secretKinds}. */
export type SecretKind = (typeof secretKinds)[number];

/** What several of a kind are called. */
export const secretKindPlurals: Readonly<Record<SecretKind, string>> = {
  "private key": "private keys",
  token: "tokens",
  "password in a URL": "passwords in URLs",
  "key of a service": "keys of services",
  "value by its name": "values by their names",
  "value of a Secret": "values of Secrets",
};

/** What stands in the place of a secret. */
export const mask = "[masked]";

/** How secrets of one kind are found in a line, and what is left of the line. */
export interface SecretRule {
  readonly kind: SecretKind;
  readonly pattern: RegExp;
  /** What replaces a match, from its groups; undefined: it is no secret. */
  readonly replace: (groups: readonly string[]) => string | undefined;
}

/**
 * Rules for what gives secrets away by its form. They rather mask too much than too little, but leave words alone that tell that a
 * secret is missing or wrong (`password=nil`, `bearer authentication failed`). What must be followed by something is bounded: a line
 * may repeat its beginning without an end.
 */
export const secretRules: readonly SecretRule[] = [
  {
    // A JWT and a JWE begin with `{"` in base64url.
    kind: "token",
    pattern: /\beyJ[\w-]{6,2048}(?:\.[\w-]*){1,4}/g,
    replace: () => mask,
  },
  {
    kind: "token",
    pattern:
      /\b(proxy-authorization|authorization|x-api-key|set-cookie|cookie)(\\*["']?\s*[:=]\s*\\*["'[]*)([^"'\\\]\r\n]+)/gi,
    replace: ([, name = "", joint = "", value = ""]) => (isHarmless(value) ? undefined : `${name}${joint}${mask}`),
  },
  {
    kind: "token",
    pattern: /\b(bearer|basic|negotiate)(\s+)([\w.~+/=-]{6,})/gi,
    replace: ([, scheme = "", space = "", value = ""]) =>
      /^[A-Za-z]?[a-z-]{0,30}[.]?$/.test(value) ? undefined : `${scheme}${space}${mask}`,
  },
  {
    kind: "password in a URL",
    pattern: /\b([a-z][a-z0-9+.-]{0,30}:\/\/)([^\s:@/?#"'<>]*):([^\s"'<>]{1,1024})@/gi,
    replace: ([, scheme = "", user = "", password = ""]) =>
      // `https://host:8080/mail?to=a@b.c` has a port there.
      /^\d{1,5}[/?#]/.test(password) ? undefined : `${scheme}${user}:${mask}@`,
  },
  {
    kind: "password in a URL",
    pattern: /\b([a-z][a-z0-9+.-]{0,30}:\/\/)([^\s:@/?#"'<>]{16,})@/gi,
    replace: ([, scheme = ""]) => `${scheme}${mask}@`,
  },
  {
    kind: "key of a service",
    pattern:
      /\b(?:(?:AKIA|ASIA)[A-Z0-9]{16}|gh[oprsu]_\w{20,}|github_pat_\w{20,}|glpat-[\w-]{16,}|xox[abeoprs]-[\w-]{10,}|AIza[\w-]{30,}|sk[-_](?:live_|test_|ant-|proj-)?[\w-]{20,}|npm_\w{30,}|hf_\w{30,})/g,
    replace: () => mask,
  },
  {
    // --password hunter2. The name is looked for first, and not far before it the dash: dashes alone may fill a line.
    kind: "value by its name",
    pattern:
      /((?:password|passwd|passphrase|secret|token|api-?key|access-?key)(?<=-[\w-]{0,64})\s+)([^\s"'-][^\s"']*)/gi,
    replace: ([, name = "", value = ""]) => (isHarmless(value) ? undefined : `${name}${mask}`),
  },
];

/** Values that say that there is no secret, or that it is masked already. */
export function isHarmless(value: string): boolean {
  return /^(?:|null|nil|none|undefined|true|false|yes|no|empty|missing|unset|invalid|required|expired|\[masked\].*|<[^>]*>|\*+|x{3,}|\[?redacted\]?|\$\{?\w+\}?|%\w*|\{\{?.*)$/i.test(
    value.trim(),
  );
}
