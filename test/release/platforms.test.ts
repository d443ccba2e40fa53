import assert from "node:assert/strict";
import { before, suite, test } from "node:test";
import { buildExecutable } from "../../.build/release/executable.ts";
import { bundleExecutable, type ExecutableBundle } from "../../.build/release/executable-bundle.ts";
import { readPackageFiles } from "../../.build/release/pinned-package.ts";
import { readPlatforms } from "../../.build/release/platforms.ts";
import { hasAuthenticode, readExecutableFormat } from "../support/executable-format.ts";
import { checkMachoSignature } from "../support/macho-signature-check.ts";

const formats = { linux: "ELF", darwin: "Mach-O", windows: "PE" } as const;
const isAdHoc = 2;

suite("P1 executables for machines that these tests do not run on", () => {
  let bundle: ExecutableBundle;
  before(async () => {
    bundle = await bundleExecutable();
  });
  for (const platform of readPlatforms().filter(({ os, arch }) => os !== "linux" || arch !== "amd64")) {
    const { os, arch } = platform;
    test(`P1 the executable for ${os} on ${arch} has that format, and the bundle where Node looks for it`, async () => {
      const executable = await buildExecutable(platform, bundle);
      const { application, ...format } = readExecutableFormat(executable);
      assert.deepEqual(format, { format: formats[os], arch, isFused: true });
      assert.ok(application !== undefined);
      for (const code of bundle.chunks.values()) assert.ok(application.includes(code));
      if (os === "darwin") await assertSigned(executable, platform.node);
      if (os === "windows") assert.equal(hasAuthenticode(executable), false, "Node's signature does not hold any more");
    });
  }
});

async function assertSigned(executable: Buffer, node: Parameters<typeof readPackageFiles>[0]): Promise<void> {
  const signature = checkMachoSignature(executable);
  assert.ok(signature !== undefined);
  const { identifier, flags, wrong, pageCount } = signature;
  assert.deepEqual({ identifier, flags, wrong }, { identifier: "kubectl-kt", flags: isAdHoc, wrong: [] });
  assert.ok(pageCount > 20_000);

  const changed = Buffer.from(executable);
  changed.writeUInt8(changed.readUInt8(0x500_0000) ^ 1, 0x500_0000);
  assert.deepEqual(checkMachoSignature(changed)?.wrong, ["page 20480"]);

  const [original] = await readPackageFiles(node, ["bin/node"]);
  assert.ok(original !== undefined);
  assert.deepEqual(checkMachoSignature(original)?.wrong, [], "what Apple's own tool has signed");
}
