#!/usr/bin/env node
// Entry of the npm package. Any Node can read this file, so that one that is too old says so.
"use strict";

if (parseInt(process.versions.node, 10) < 24) {
  console.error("kubectl-kt: needs Node 24 or later; this is " + process.version + ", " + process.execPath + ".");
  console.error(
    "Run: kubectl krew install kt    (brings a Node of its own), or install Node 24 from https://nodejs.org",
  );
  process.exitCode = 1;
} else {
  void import("../dist/npm/kubectl-kt.mjs");
}
