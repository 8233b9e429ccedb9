const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { repository } = require('../repository');
const { looseImages } = require('./images');

/** @type {string} */
let root;
beforeEach(() => {
  root = fs.mkdtempSync(path.join(os.tmpdir(), 'warren-images-'));
  fs.mkdirSync(path.join(root, 'docker/deep'), { recursive: true });
});
afterEach(() => fs.rmSync(root, { recursive: true }));

describe('images of others', () => {
  it('have full versions in this repository', () => expect(looseImages(repository)).toEqual([]));

  it.each([
    ['compose.yaml', '    image: postgres:17-alpine', 'postgres:17-alpine'],
    ['compose.yaml', "    image: 'rabbitmq'", 'rabbitmq'],
    ['deep/compose.yml', '  - image: grafana/grafana:latest', 'grafana/grafana:latest'],
    ['compose.yaml', '    image: rabbitmq:4.2-alpine', 'rabbitmq:4.2-alpine'],
    ['Dockerfile', 'ARG NODE_IMAGE=node:20-slim', 'node:20-slim'],
    ['Dockerfile', 'FROM node:20.20', 'node:20.20'],
    ['deep/Dockerfile', '# syntax=docker/dockerfile:1', 'docker/dockerfile:1'],
  ])('are told in %s as %s', (file, line, image) => {
    fs.writeFileSync(path.join(root, 'docker', file), `${line}\n`);
    expect(looseImages(root)).toEqual([
      `docker/${file}: the image ${image} may be another one tomorrow. Name its full version (x.y.z) or its digest.`,
    ]);
  });

  it('may be named by version or digest, by an ARG, and be a stage of the same file', () => {
    const digest = `node@sha256:${'0a'.repeat(32)}`;
    const lines = [
      'ARG NODE_IMAGE=node:20.20.2-slim',
      'FROM ${NODE_IMAGE} AS build',
      'FROM build AS test',
      `FROM ${digest}`,
    ];
    fs.writeFileSync(path.join(root, 'docker/Dockerfile'), lines.join('\n'));
    fs.writeFileSync(
      path.join(root, 'docker/compose.yaml'),
      'image: postgres:17.11-alpine\nimage: prom/prometheus:v2.53.4\n',
    );
    expect(looseImages(root)).toEqual([]);
  });
});
