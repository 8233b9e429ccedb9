const { stepsOf } = require('./page');

const PAGE = `# A page

\`\`\`sh
ls
\`\`\`

That prints:

\`\`\`text
file.ts
\`\`\`

\`\`\`ts
// apps/shop/file.ts
export const a = 1;
\`\`\`

\`\`\`diff
--- a/apps/shop/file.ts
+++ b/apps/shop/file.ts
@@ -1 +1 @@
-export const a = 1;
+export const a = 2;
\`\`\`

\`\`\`sh
echo
\`\`\`
`;

describe('the steps of a page', () => {
  it('are its commands with what they print, its files and its changes, in their order', () => {
    expect(stepsOf(PAGE)).toEqual([
      { kind: 'command', text: 'ls\n', output: 'file.ts\n', line: 3 },
      { kind: 'file', place: 'apps/shop/file.ts', text: 'export const a = 1;\n', line: 13 },
      {
        kind: 'change',
        place: 'apps/shop/file.ts',
        text: expect.stringMatching(/^--- a.*= 2;\n$/s),
        line: 18,
      },
      { kind: 'command', text: 'echo\n', output: undefined, line: 26 },
    ]);
  });

  it.each([
    ['a block that is none of them', '```yaml\na: b\n```\n', /^Line 1: a block of "yaml" is neither/],
    ['output without a command', '\n```text\nhello\n```\n', /^Line 2: what is printed here has no command/],
    ['output twice', '```sh\nls\n```\n```text\na\n```\n```text\nb\n```\n', /^Line 7: what is printed/],
    ['a file without its name', '```ts\nexport {};\n```\n', /^Line 1: which file is it\?/],
    ['a change without a name', '```diff\n-a\n+b\n```\n', /^Line 1: which file is it\?/],
    ['a change of two files', '```diff\n--- a/one.ts\n+++ b/two.ts\n```\n', /^Line 1: which file is it\?/],
  ])('refuse %s', (_what, page, refusal) => expect(() => stepsOf(page)).toThrow(refusal));
});
