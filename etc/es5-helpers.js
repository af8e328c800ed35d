/**
 * What TypeScript calls in the ES5 builds in place of newer syntax. In place of tslib, whose helpers serve more cases than the
 * source has: an own `Symbol`, getters, `extends null`. One that is missing here fails the build.
 */

function own(object, key) {
  return Object.prototype.hasOwnProperty.call(object, key);
}

export function __assign(target) {
  for (var i = 1; i < arguments.length; i++) {
    for (var key in arguments[i]) if (own(arguments[i], key)) target[key] = arguments[i][key];
  }
  return target;
}

export function __rest(source, left) {
  var rest = {};
  for (var key in source) if (own(source, key) && left.indexOf(key) < 0) rest[key] = source[key];
  return rest;
}

export function __extends(child, parent) {
  function Prototype() {
    this.constructor = child;
  }
  Prototype.prototype = parent.prototype;
  child.prototype = new Prototype();
}

export function __spreadArray(to, from) {
  return to.concat(Array.prototype.slice.call(from));
}
