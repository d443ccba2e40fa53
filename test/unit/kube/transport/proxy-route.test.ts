import assert from "node:assert/strict";
import { test } from "node:test";
import { chooseProxy } from "../../../../src/kube/transport/proxy-route.ts";

const env = { HTTPS_PROXY: "http://secure.proxy:3128", HTTP_PROXY: "plain.proxy:8080" };

test("L29 proxy-url: comes before the environment, and counts for loopback, too", () => {
  const server = new URL("https://127.0.0.1:6443");
  const route = chooseProxy(server, "http://mine:3128", { ...env, NO_PROXY: "*" });
  assert.deepEqual([route?.url.hostname, route?.kind], ["mine", "tunnel"]);
});

const kinds: readonly { proxy: string; server: string; kind: string }[] = [
  { proxy: "http://p:3128", server: "https://k:6443", kind: "tunnel" },
  { proxy: "https://p", server: "https://k:6443", kind: "tunnel" },
  { proxy: "http://p:3128", server: "http://k:8080", kind: "forward" },
  { proxy: "socks5://p", server: "https://k:6443", kind: "socks5" },
  { proxy: "socks5h://p:1080", server: "http://k:8080", kind: "socks5" },
];
for (const { proxy, server, kind } of kinds) {
  test(`L29 proxy: ${proxy} to ${server} is a ${kind}`, () => {
    assert.equal(chooseProxy(new URL(server), proxy, {})?.kind, kind);
  });
}

test("L29 environment: HTTPS_PROXY for https, HTTP_PROXY for http, small letters second, scheme optional", () => {
  assert.equal(chooseProxy(new URL("https://k:6443"), undefined, env)?.url.href, "http://secure.proxy:3128/");
  assert.equal(chooseProxy(new URL("http://k:8080"), undefined, env)?.url.href, "http://plain.proxy:8080/");
  const small = { https_proxy: "http://small", HTTPS_PROXY: "" };
  assert.equal(chooseProxy(new URL("https://k"), undefined, small)?.url.hostname, "small");
  assert.equal(
    chooseProxy(new URL("https://k"), undefined, { ...small, HTTPS_PROXY: "http://BIG" })?.url.hostname,
    "big",
  );
  assert.equal(chooseProxy(new URL("https://k"), undefined, {}), undefined);
  assert.equal(chooseProxy(new URL("https://k"), undefined, { HTTP_PROXY: "http://p" }), undefined);
});

const exemptions: readonly { noProxy: string; server: string; isDirect: boolean }[] = [
  { noProxy: "", server: "https://127.0.0.1:6443", isDirect: true },
  { noProxy: "", server: "https://127.8.9.10", isDirect: true },
  { noProxy: "", server: "https://[::1]:6443", isDirect: true },
  { noProxy: "", server: "https://localhost:6443", isDirect: true },
  { noProxy: "", server: "https://k.example", isDirect: false },
  { noProxy: "*", server: "https://k.example", isDirect: true },
  { noProxy: "k.example", server: "https://k.example", isDirect: true },
  { noProxy: "example", server: "https://k.example", isDirect: true },
  { noProxy: "ample", server: "https://k.example", isDirect: false },
  { noProxy: ".example", server: "https://k.example", isDirect: true },
  { noProxy: ".example", server: "https://example", isDirect: false },
  { noProxy: "*.example", server: "https://k.example", isDirect: true },
  { noProxy: "*.example", server: "https://example", isDirect: false },
  { noProxy: "other, K.Example", server: "https://k.example", isDirect: true },
  { noProxy: "k.example:6443", server: "https://k.example:6443", isDirect: true },
  { noProxy: "k.example:443", server: "https://k.example", isDirect: true },
  { noProxy: "k.example:443", server: "https://k.example:6443", isDirect: false },
  { noProxy: "10.0.0.0/8", server: "https://10.1.2.3:6443", isDirect: true },
  { noProxy: "10.0.0.0/8", server: "https://11.1.2.3:6443", isDirect: false },
  { noProxy: "10.0.0.0/99", server: "https://10.1.2.3", isDirect: false },
  { noProxy: "10.1.2.3", server: "https://10.1.2.3:6443", isDirect: true },
  { noProxy: "10.1.2", server: "https://10.1.2.3", isDirect: false },
  { noProxy: "fd00::/8", server: "https://[fd00::1]:6443", isDirect: true },
  { noProxy: "fd00::/8", server: "https://10.1.2.3", isDirect: false },
  { noProxy: "[fd00::1]:6443", server: "https://[fd00::1]:6443", isDirect: true },
  { noProxy: "fd00::1", server: "https://[fd00::1]:6443", isDirect: true },
];
for (const { noProxy, server, isDirect } of exemptions) {
  test(`L29 NO_PROXY=${JSON.stringify(noProxy)}: ${server} goes ${isDirect ? "directly" : "through the proxy"}`, () => {
    const route = chooseProxy(new URL(server), undefined, { ...env, NO_PROXY: noProxy });
    assert.equal(route === undefined, isDirect);
  });
}

for (const proxy of ["ftp://p", "socks4://p", "http://"]) {
  test(`L31 proxy: ${proxy} cannot be used, and is not passed over in silence`, () => {
    assert.throws(() => chooseProxy(new URL("https://k"), proxy, {}), /proxy-url is not a URL of the kind/);
  });
}
