const ts = require('typescript');

/** The doc comment of a declaration, on one line; links are names. @param {ts.Node} declaration */
function commentOf(declaration) {
  const comments = ts.getJSDocCommentsAndTags(declaration).filter(ts.isJSDoc);
  const text = ts.getTextOfJSDocComment(comments.at(-1)?.comment) ?? '';
  return text
    .replace(/\{@link (\w+)\}/g, '`$1`')
    .replace(/\s+/g, ' ')
    .trim();
}

module.exports = { commentOf };
