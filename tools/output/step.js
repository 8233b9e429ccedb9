const { clearLine, cursorTo } = require('node:readline');
const { bold, dim, green, red, yellow } = require('./colours');
const { seconds } = require('./seconds');

const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const LABEL_WIDTH = 12;

/** The step whose line is alive: other output must not be written into it. @type {(() => void) | undefined} */
let eraseLiveLine;

/** Prints a line above the one that is alive, if any is. @param {string} text */
function print(text) {
  eraseLiveLine?.();
  console.log(text);
}

/**
 * One line of the output that tells what is going on and for how long, and at the end how it ended. On a terminal
 * the line is alive; elsewhere (a CI log) a sign of life is written every 15 seconds.
 *
 * @typedef {{ update(text: string): void, note(text: string): void, done(text: string): void, fail(text: string): void }} Step
 * @param {string} label
 * @param {NodeJS.WriteStream} [out]
 * @returns {Step}
 */
function step(label, out = process.stdout) {
  const started = Date.now();
  let text = '';
  let frame = 0;
  /** @param {string} mark @param {string} rest */
  const line = (mark, rest) => `${mark} ${bold(label.padEnd(LABEL_WIDTH))} ${rest}`;
  const current = () => `${text}${text && ' '}${dim(seconds(Date.now() - started))}`;
  const erase = () => {
    if (!out.isTTY) return;
    cursorTo(out, 0);
    clearLine(out, 0);
  };
  const draw = () => {
    erase();
    // A line longer than the terminal would wrap, and a wrapped line can't be erased.
    const shown = text.slice(0, Math.max(0, (out.columns || 80) - LABEL_WIDTH - 16));
    frame = (frame + 1) % FRAMES.length;
    out.write(line(dim(FRAMES[frame] ?? ''), `${shown} ${dim(seconds(Date.now() - started))}`));
  };
  const timer = out.isTTY
    ? setInterval(draw, 100)
    : setInterval(() => out.write(`${line('·', current())}\n`), 15_000);
  timer.unref();
  eraseLiveLine = erase;
  /** @param {string} mark @param {string} rest */
  const end = (mark, rest) => {
    clearInterval(timer);
    erase();
    eraseLiveLine = undefined;
    out.write(`${line(mark, rest)}\n`);
  };
  return {
    update: (next) => void (text = next),
    note: (said) => {
      erase();
      out.write(`${line(yellow('!'), said)}\n`);
    },
    done: (said) => end(green('✓'), said),
    fail: (said) => end(red('✗'), said),
  };
}

module.exports = { print, step };
