#!/usr/bin/env node
// What kubectl calls on TAB, in the npm package.
"use strict";

process.argv.splice(2, 0, "__complete");
require("./kubectl-kt.cjs");
