#!/usr/bin/env node
// What `npx nest` runs in this repository: Nest's command line, which is told the project that it would else ask for, and which ends
// with 1 where a schematic has failed (docs/decisions/0230).
const { withProject } = require('./with-project');
const { tellFailures } = require('./tell-failures');

process.argv.splice(2, Infinity, ...withProject(process.argv.slice(2), process.cwd(), process.stdin.isTTY));
tellFailures();
require('@nestjs/cli/bin/nest.js');
