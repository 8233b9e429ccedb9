const { refuse } = require('./refusal');

const NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

/**
 * A name as files have it, normalised as Nest does: OrderShipped, orderShipped, order_shipped and "order shipped" are order-shipped.
 *
 * @param {string | undefined} text as somebody has typed it
 * @param {string} what it is the name of, with an article: 'a service', 'an event'
 */
function kebab(text, what) {
  const name = (text ?? '')
    .trim()
    .replace(/([a-z\d])([A-Z])/g, '$1-$2')
    .replace(/[\s_]/g, '-')
    .toLowerCase();
  if (name === '') refuse(`The name of ${what} is missing. It is like "order-shipped".`);
  if (!NAME.test(name))
    refuse(
      `"${text}" is no name for ${what}: it takes letters, digits and single hyphens, a letter first, like "order-shipped".`,
    );
  return name;
}

/** The name of a class: OrderShipped. @param {string} name in kebab case */
function pascal(name) {
  return name
    .split('-')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
}

/** The name of a variable: orderShipped. @param {string} name in kebab case */
function camel(name) {
  const text = pascal(name);
  return text.charAt(0).toLowerCase() + text.slice(1);
}

module.exports = { camel, kebab, pascal };
