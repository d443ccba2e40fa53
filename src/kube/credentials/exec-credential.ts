import { KtError } from "../../errors/kt-error.ts";
import type { ClientCertificate, Credential, CredentialSetup } from "./credential.ts";
import { readExecConfig, type ExecConfig } from "./exec-config.ts";
import { execInfo, parseExecAnswer, type ExecStatus } from "./exec-protocol.ts";
import { runPlugin } from "./exec-process.ts";

/**
 * Tokens and certificates from a command of the kubeconfig (`exec`, client.authentication.k8s.io v1 and
 * v1beta1). What it gave is used until its expirationTimestamp or a 401; requests that need it at the
 * same time wait for one run. Rules of k8s.io/client-go v0.36 plugin/pkg/client/auth/exec.
 */
export class ExecCredential implements Credential {
  readonly #setup: CredentialSetup;
  readonly #config: ExecConfig;
  #status: ExecStatus | undefined;
  #lastCertificate: ClientCertificate | undefined;
  #running: Promise<ExecStatus> | undefined;

  /** @throws KtError KT_KUBECONFIG when the plugin is not configured properly. */
  constructor(setup: CredentialSetup) {
    this.#setup = setup;
    this.#config = readExecConfig(setup.access.user);
  }

  async authorization(): Promise<string | undefined> {
    const { token } = await this.#current();
    return token === undefined ? undefined : `Bearer ${token}`;
  }

  async certificate(): Promise<ClientCertificate | undefined> {
    return (await this.#current()).certificate;
  }

  renew(refused: string | undefined): boolean {
    const token = this.#status?.token;
    if (refused === (token === undefined ? undefined : `Bearer ${token}`)) this.#status = undefined;
    return true;
  }

  async #current(): Promise<ExecStatus> {
    if (this.#status !== undefined && (this.#setup.options.nowMs ?? Date.now)() < this.#status.expiresAtMs)
      return this.#status;
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  async #run(): Promise<ExecStatus> {
    const { access, options, closing } = this.#setup;
    const config = this.#config;
    const isInteractive = config.interactiveMode !== "Never" && options.isStdinTerminal === true;
    if (config.interactiveMode === "Always" && !isInteractive) {
      throw new KtError(
        "KT_CREDENTIALS",
        `${describe(config)} needs a terminal to ask on, and standard input is none`,
        {
          hint: "run it once by hand in a terminal, so that it can keep what it gets",
        },
      );
    }
    const info = await execInfo(config, access, isInteractive);
    const env = { ...options.env, ...config.env, KUBERNETES_EXEC_INFO: JSON.stringify(info) };
    const stdout = await runPlugin(config, {
      env,
      isInteractive,
      signal: closing,
      onStderr: options.onPluginStderr ?? (() => {}),
      describe: describe(config),
    });
    this.#status = parseExecAnswer(stdout, config, describe(config));
    const { certificate } = this.#status;
    if (certificate?.cert !== this.#lastCertificate?.cert) {
      this.#lastCertificate = certificate;
      this.#setup.onNewCertificate();
    }
    return this.#status;
  }
}

function describe(config: ExecConfig): string {
  return `the credential plugin "${config.command}" of user "${config.userName}"`;
}
