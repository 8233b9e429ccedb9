/** A duration as people say it: "740 ms", "12.3 s", "2 min 5 s". @param {number} ms */
function seconds(ms) {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1_000).toFixed(1)} s`;
  return `${Math.floor(ms / 60_000)} min ${Math.round((ms % 60_000) / 1_000)} s`;
}

module.exports = { seconds };
