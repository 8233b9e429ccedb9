/**
 * What keeps its words. The licence asks that its notice stays, whoever it names. The tool does not say the name: it reads it;
 * and the names in its tests are examples, whatever the repository is called.
 */
const LEFT_ALONE = /^(LICENSE|tools\/rename\.js|tools\/renaming\/.*)$/;

/** @param {string} place */
const isLeftAlone = (place) => LEFT_ALONE.test(place);

module.exports = { isLeftAlone };
