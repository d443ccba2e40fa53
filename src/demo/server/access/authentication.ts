import { randomBytes } from "node:crypto";
import type { ApiRequest } from "../http/exchange.ts";
import type { Clock } from "../world/clock.ts";
import { authorize } from "./authorization.ts";
import { badRequest, unauthorized } from "../api/status.ts";
import type { FakeUser } from "./user.ts";

const anonymous: FakeUser = { name: "system:anonymous", groups: ["system:unauthenticated"], rules: [] };

/** The users that the server knows, by token and by name. */
export class Users {
  readonly #clock: Clock;
  readonly #users = new Map<string, FakeUser>();
  readonly #tokens = new Map<string, { readonly user: string; readonly expiresMs: number }>();

  constructor(users: readonly FakeUser[], clock: Clock) {
    this.#clock = clock;
    for (const user of users) this.add(user);
  }

  /** Adds a user, or changes the rights of the one with this name. */
  add(user: FakeUser): void {
    this.#users.set(user.name, user);
    this.issueToken(user.name, user);
  }

  /** Makes one more token that counts for the user until `tokenExpiresMs`. */
  issueToken(userName: string, options: { token?: string; tokenExpiresMs?: number } = {}): string {
    const token = options.token ?? randomBytes(24).toString("base64url");
    this.#tokens.set(token, { user: userName, expiresMs: options.tokenExpiresMs ?? Number.POSITIVE_INFINITY });
    return token;
  }

  /** Makes all of the user's tokens count no more. */
  expireTokens(userName: string): void {
    for (const [token, entry] of this.#tokens) if (entry.user === userName) this.#tokens.delete(token);
  }

  /** A token of the user that counts now. @throws when there is none. */
  tokenOf(userName: string): string {
    for (const [token, entry] of this.#tokens) if (entry.user === userName) return token;
    throw new Error(`user ${userName} has no token`);
  }

  /** The user of that name. @throws when there is none. */
  user(name: string): FakeUser {
    const user = this.#users.get(name);
    if (user === undefined) throw new Error(`there is no user ${name}`);
    return user;
  }

  /**
   * Who asks: by client certificate, else by bearer token, else `system:anonymous`; then whom they act for.
   * @throws StatusError 401 for a token that does not count, or 403 when they may not act for another.
   */
  authenticate(request: ApiRequest): FakeUser {
    const user = this.#certificate(request) ?? this.#bearer(request) ?? anonymous;
    return this.#impersonated(request, user);
  }

  #bearer(request: ApiRequest): FakeUser | undefined {
    const [, token] = /^Bearer (.+)$/i.exec(request.headers["authorization"] ?? "") ?? [];
    if (token === undefined) return undefined;
    const entry = this.#tokens.get(token);
    if (entry === undefined || entry.expiresMs <= this.#clock.nowMs()) throw unauthorized();
    return this.#users.get(entry.user);
  }

  #certificate(request: ApiRequest): FakeUser | undefined {
    const subject = request.clientCertificate;
    if (subject === undefined) return undefined;
    const known = this.#users.get(subject.commonName);
    return { name: subject.commonName, rules: known?.rules ?? [], groups: subject.organizations };
  }

  #impersonated(request: ApiRequest, user: FakeUser): FakeUser {
    const name = request.headers["impersonate-user"];
    const groups = request.headers["impersonate-group"]?.split(", ") ?? [];
    if (name === undefined) {
      if (groups.length === 0) return user;
      const listed = groups.map((group) => JSON.stringify(group)).join(", ");
      throw badRequest(
        `requested &user.DefaultInfo{Name:"", UID:"", Groups:[]string{${listed}}, Extra:map[string][]string(nil)} ` +
          "without impersonating a user name",
      );
    }
    authorize(user, { verb: "impersonate", group: "", resource: "users", name });
    for (const group of groups) authorize(user, { verb: "impersonate", group: "", resource: "groups", name: group });
    return { name, groups, rules: this.#users.get(name)?.rules ?? [] };
  }
}
