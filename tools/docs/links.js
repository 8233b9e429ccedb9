const { existsSync, readFileSync } = require('node:fs');
const { dirname, join, relative } = require('node:path');

const LINK = /\[((?:`[^`]*`|[^\]])*)\]\(([^)\s]+)\)/g;
const ELSEWHERE = /^(https?:|mailto:)/;
const CODE_IN_LINK = /^`@?([\w.]+)(?:\(\))?`$/;

/**
 * What is wrong with the links of a Markdown file: a file that is not there, a heading that is not in it, or a name of
 * the code (a link like [`Outbox.publish`](…)) that the file it points to does not mention.
 *
 * @param {string} file absolute
 * @param {string} root names in the answer are relative to it
 * @returns {string[]}
 */
function brokenLinks(file, root) {
  const text = withoutCodeBlocks(readFileSync(file, 'utf8'));
  return [...text.matchAll(LINK)].flatMap(([, label = '', target = '']) => {
    if (ELSEWHERE.test(target)) return [];
    const problem = problemOf(file, label, target);
    return problem ? [`${relative(root, file)}: [${label}](${target}) ${problem}`] : [];
  });
}

/** @param {string} file @param {string} label @param {string} target @returns {string | undefined} */
function problemOf(file, label, target) {
  const [path = '', heading] = target.split('#');
  const pointedTo = path === '' ? file : join(dirname(file), path);
  if (!existsSync(pointedTo)) return 'points to nothing';
  if (heading && !headingsOf(pointedTo).includes(heading)) return `points to no heading "${heading}"`;
  const name = CODE_IN_LINK.exec(label)?.[1];
  if (!name || !/\.(ts|js)$/.test(path)) return undefined;
  const content = readFileSync(pointedTo, 'utf8');
  const missing = name.split('.').find((part) => !new RegExp(`\\b${part}\\b`).test(content));
  return missing && `points to a file that does not say "${missing}"`;
}

/** As GitHub names the anchors of headings. @param {string} file */
function headingsOf(file) {
  return [...withoutCodeBlocks(readFileSync(file, 'utf8')).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .trim()
      .replace(/\s/g, '-'),
  );
}

/** @param {string} text */
function withoutCodeBlocks(text) {
  return text.replace(/^```[\s\S]*?^```/gm, '');
}

module.exports = { brokenLinks };
