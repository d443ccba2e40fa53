import { archiveName, executableName } from "./archive.ts";
import type { Platform } from "./platforms.ts";
import type { Project } from "./project.ts";

/** A platform and the sum of its archive. */
export interface ManifestRow {
  readonly platform: Pick<Platform, "os" | "arch">;
  readonly sha256: string;
}

/** The plugin's manifest for Krew, as text of YAML. */
export function krewManifest({ version, homepage }: Project, rows: readonly ManifestRow[]): string {
  return `${head(version, homepage)}${rows.map((row) => platformRow(row, version, homepage)).join("")}`;
}

function head(version: string, homepage: string): string {
  return `# Written by npm run release.
apiVersion: krew.googlecontainertools.github.com/v1alpha2
kind: Plugin
metadata:
  name: kt
spec:
  version: v${version}
  homepage: ${homepage}
  shortDescription: Logs of many pods in order, or why there are none
  description: |
    Shows the logs of pods, workloads and nodes, merged in the order of time
    and followed through restarts and cut connections: every line once, and a
    word when some are missing. Reads rotated and compressed log files of the
    nodes, finds patterns and differences, and says why there are no logs.
    Needs no more rights than kubectl logs, and installs nothing in the
    cluster.
  caveats: |
    Krew cannot install completion. For TAB behind "kubectl kt":
      kubectl kt completion --install
    On Linux it needs glibc 2.28 or later, libstdc++ and libatomic (Debian and
    Ubuntu: libatomic1; Fedora and RHEL: libatomic), as Node.js does.
  platforms:
`;
}

function platformRow({ platform, sha256 }: ManifestRow, version: string, homepage: string): string {
  return `  - selector:
      matchLabels:
        os: ${platform.os}
        arch: ${platform.arch}
    uri: ${homepage}/releases/download/v${version}/${archiveName(platform, version)}
    sha256: ${sha256}
    files:
      - from: ${executableName(platform)}
        to: .
      - from: LICENSE
        to: .
      - from: THIRD-PARTY-NOTICES
        to: .
    bin: ${executableName(platform)}
`;
}
