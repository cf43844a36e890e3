// Finds what looks like personal data in a text: identity numbers, telephone numbers, email addresses and full names.
// posts/text/personal.py finds the same, and says how it is meant; a change in one is a change in both.
import * as lists from "./names.js";

// Returns { kind, start, end } in the order of the text. None overlap; numbers win over names.
export function find(text) {
  const taken = new Uint8Array(text.length);
  const chosen = [];
  for (const finder of [findEmails, findIdentityNumbers, findPhoneNumbers, findFullNames]) {
    for (const found of finder(text)) {
      if (taken.subarray(found.start, found.end).some(Boolean)) continue;
      taken.fill(1, found.start, found.end);
      chosen.push(found);
    }
  }
  return chosen.sort((one, other) => one.start - other.start);
}

// The text with words in place of what was found.
export function mask(text, words) {
  return find(text).reverse().reduce((rest, { kind, start, end }) => rest.slice(0, start) + words[kind] + rest.slice(end), text);
}

// Email addresses

const BEFORE_AT = /[\p{L}\p{N}_.%+'-]{1,64}$/u;
const AFTER_AT = /^(?:[\p{L}\p{N}][\p{L}\p{N}_-]*\.)+\p{L}{2,}/u;

function* findEmails(text) {
  for (let at = text.indexOf("@"); at >= 0; at = text.indexOf("@", at + 1)) {
    const name = (BEFORE_AT.exec(text.slice(Math.max(0, at - 64), at))?.[0] ?? "").replace(/^[.%+'-]+/, "");
    const after = AFTER_AT.exec(text.slice(at + 1, at + 256));
    if (name && after) yield { kind: "email", start: at - name.length, end: at + 1 + after[0].length };
  }
}

// Numbers

const DIGITS = /[0-9\uff10-\uff19]+/g;
const ADDRESS = /https?:\/\/\S+/g;
const PHONE_SEPARATORS = [..." \t\u00a0\u2009\u202f.-"];
const SEPARATORS = [...PHONE_SEPARATORS, "\n", "/"];
const MONEY_BEFORE = /(?:(?:^|[^\p{L}\p{N}_])(?:kr|nok|kroner|eur|euro|usd|sum|nr|id)\.?|[€$£#])[ \u00a0]?$/iu;
const MONEY_AFTER = /^[ \u00a0]?(?:,-|%|(?:kr|kroner|nok|eur|euro|usd|mill|prosent|stk|kvm|m2)(?![\p{L}\p{N}_]))/iu;
const WEIGHTS_OF_FIRST = [3, 7, 6, 1, 8, 9, 4, 5, 2, 1, 0];
const WEIGHTS_OF_SECOND = [5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1];
const PHONE_SHAPES = [[8], [2, 2, 2, 2], [3, 2, 3]];
const [SHORTEST_ABROAD, LONGEST_ABROAD] = [8, 15];
const isLetter = (character) => /^\p{L}$/u.test(character);
const toAscii = (digits) => digits.replace(/[\uff10-\uff19]/g, (digit) => digit.charCodeAt(0) - 0xff10);

// Groups of digits with one character between them. Those in addresses and beside letters are left out.
function findRuns(text) {
  const addresses = [...text.matchAll(ADDRESS)];
  const runs = [];
  let run = [];
  for (const { 0: found, index: start } of text.matchAll(DIGITS)) {
    const end = start + found.length;
    const isInAddress = addresses.some((address) => address.index <= start && start < address.index + address[0].length);
    if (isInAddress || isLetter(text.charAt(start - 1)) || isLetter(text.charAt(end))) continue;
    const separator = run.length ? text.slice(run[run.length - 1].end, start) : "";
    if (run.length && !SEPARATORS.includes(separator)) {
      runs.push(run);
      run = [];
    }
    run.push({ start, end, digits: toAscii(found), separator: run.length ? separator : "" });
  }
  if (run.length) runs.push(run);
  return runs;
}

function* findIdentityNumbers(text) {
  for (const run of findRuns(text)) {
    for (let first = 0; first < run.length; first += 1) {
      let digits = "";
      let hasSixth = run[first].digits.length === 11;
      for (let last = first; last < run.length && digits.length < 11; last += 1) {
        digits += run[last].digits;
        hasSixth ||= digits.length === 6;
        if (digits.length === 11 && hasSixth && isIdentityNumber(digits)) yield { kind: "identity", start: run[first].start, end: run[last].end };
      }
    }
  }
}

function isIdentityNumber(digits) {
  let [day, month] = [Number(digits.slice(0, 2)), Number(digits.slice(2, 4))];
  if (day > 40) day -= 40;
  month -= month > 80 ? 80 : month > 65 ? 65 : month > 40 ? 40 : 0;
  const isDate = month >= 1 && month <= 12 && day >= 1 && day <= [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1];
  const add = (weights) => weights.reduce((sum, weight, index) => sum + weight * Number(digits[index]), 0);
  return isDate && add(WEIGHTS_OF_FIRST) % 11 <= 3 && add(WEIGHTS_OF_SECOND) % 11 === 0;
}

function* findPhoneNumbers(text) {
  for (const run of findRuns(text)) {
    yield* findAbroad(text, run);
    for (let first = 0; first < run.length; first += 1) {
      for (const shape of PHONE_SHAPES) {
        const groups = run.slice(first, first + shape.length);
        const hasShape = groups.length === shape.length && groups.every(({ digits }, index) => digits.length === shape[index]);
        if (hasShape && isPhone(text, run, first, groups)) yield { kind: "phone", start: groups[0].start, end: groups[groups.length - 1].end };
      }
    }
  }
}

// A number with its country: after a plus sign, or after 00.
function* findAbroad(text, run) {
  for (let first = 0; first < run.length; first += 1) {
    const hasPlus = text.charAt(run[first].start - 1) === "+";
    if (!hasPlus && !run[first].digits.startsWith("00")) continue;
    let digits = "";
    let last = first;
    for (let index = first; index < run.length; index += 1) {
      const more = digits + run[index].digits;
      if ((index > first && !PHONE_SEPARATORS.includes(run[index].separator)) || more.length > LONGEST_ABROAD + 2) break;
      [digits, last] = [more, index];
      if (/^(00)?47/.test(digits) && digits.replace(/^00/, "").length >= 10) break;
    }
    const number = hasPlus ? digits : digits.slice(2);
    const isWhole = number.startsWith("47") ? number.length === 10 : number.length > SHORTEST_ABROAD && number.length <= LONGEST_ABROAD;
    const [start, end] = [run[first].start - (hasPlus ? 1 : 0), run[last].end];
    if (isWhole && !isAmount(text, start, end)) yield { kind: "phone", start, end };
  }
}

function isPhone(text, run, first, groups) {
  const separators = new Set(groups.slice(1).map(({ separator }) => separator));
  const digits = groups.map((group) => group.digits).join("");
  if (/^[01]/.test(digits) || separators.size > 1 || [...separators].some((one) => !PHONE_SEPARATORS.includes(one))) return false;
  if (groups.length === 1) return !isDate(digits) && !isAmount(text, groups[0].start, groups[0].end);
  const [before, after] = [run[first - 1], run[first + groups.length]];
  for (const [other, separator] of [[before, groups[0].separator], [after, after?.separator]]) {
    if (!other || ![2, 3].includes(other.digits.length) || !PHONE_SEPARATORS.includes(separator)) continue;
    if (other !== before || text.slice(Math.max(0, other.start - 1), other.end) !== "+47") return false; // a table, or a longer number
  }
  const steps = new Set(groups.slice(1).map((group, index) => Number(group.digits) - Number(groups[index].digits)));
  if (groups.length === 4 && steps.size === 1) return false;
  return !isAmount(text, groups[0].start, groups[groups.length - 1].end);
}

// 20261129 or 29112026.
function isDate(digits) {
  const orders = [[digits.slice(0, 4), digits.slice(4, 6), digits.slice(6)], [digits.slice(4), digits.slice(2, 4), digits.slice(0, 2)]];
  return orders.some(([year, month, day]) => /^(19|20)/.test(year) && Number(month) >= 1 && Number(month) <= 12 && Number(day) >= 1 && Number(day) <= 31);
}

const isAmount = (text, start, end) => MONEY_BEFORE.test(text.slice(Math.max(0, start - 8), start)) || MONEY_AFTER.test(text.slice(end, end + 10));

// Full names

const WORD = /\p{L}+(?:[-'’]\p{L}+){0,9}/gu;
const PARTICLES = new Set("af al av de den der di el la ten ter van von".split(" "));
const LONGEST_NAME = 6;
const SHORTEST_FAMILY_NAME = 5;
const toSet = (list) => new Set(list.join(" ").toLowerCase().split(" "));
const [firstNames, alsoWords, familyNames] = [lists.FIRST_NAMES, lists.FIRST_NAMES_AND_WORDS, lists.FAMILY_NAMES].map(toSet);
const [endings, places, noFamilyNames] = [lists.ENDINGS, lists.PLACES, lists.NOT_FAMILY_NAMES].map(toSet);
const isUpper = (text) => text !== text.toLowerCase() && text === text.toUpperCase();
const hasCapital = (word) => isUpper(String.fromCodePoint(word.codePointAt(0)));
const isIn = (word, set) => set.has(word.toLowerCase()) || set.has(word.split(/[-'’]/)[0].toLowerCase());

function* findFullNames(text) {
  const words = [...text.matchAll(WORD)].map(({ 0: word, index }) => ({ word, start: index, end: index + word.length }));
  for (let index = 0; index < words.length; index += 1) {
    const chain = getChain(text, words, index);
    const { end } = chain[chain.length - 1];
    if (!isFullName(text, chain.map(({ word }) => word), end)) continue;
    yield { kind: "name", start: chain[0].start, end };
    index += chain.length - 1;
  }
}

// The word and what may follow it in a name: words with a capital letter, initials and particles.
function getChain(text, words, first) {
  const chain = [words[first]];
  if (!hasCapital(chain[0].word)) return chain;
  for (const word of words.slice(first + 1, first + LONGEST_NAME)) {
    const last = chain[chain.length - 1];
    const between = text.slice(last.end, word.start);
    const isJoined = between === " " || between === "\u00a0" || (between === ". " && last.word.length === 1);
    if (!isJoined || noFamilyNames.has(word.word.toLowerCase())) break;
    if (!hasCapital(word.word) && !PARTICLES.has(word.word)) break;
    chain.push(word);
  }
  while (chain.length > 1 && (!hasCapital(chain[chain.length - 1].word) || chain[chain.length - 1].word.length === 1)) chain.pop();
  return chain;
}

function isFullName(text, chain, end) {
  const [first, last] = [chain[0], chain[chain.length - 1]];
  if (chain.length < 2 || places.has(last.toLowerCase())) return false;
  const following = /^[ \u00a0](\p{L}+(?:[-'’]\p{L}+)*)/u.exec(text.slice(end, end + 40));
  if (following && places.has(following[1].toLowerCase())) return false;
  const isCertain = chain.slice(1).some(isFamilyName);
  if (isIn(first, firstNames)) {
    const others = chain.slice(1).filter((word) => hasCapital(word) && word.length > 1);
    const areFirstNames = others.every((word) => isIn(word, firstNames) || isIn(word, alsoWords));
    return isCertain || !((first.length > 1 && isUpper(first)) || areFirstNames || others.some(isUpper));
  }
  if (isIn(first, alsoWords)) return isCertain;
  return chain.length === 2 && last.endsWith("sen") && familyNames.has(last.toLowerCase());
}

function isFamilyName(word) {
  const lower = word.toLowerCase();
  if (!hasCapital(word) || (firstNames.has(lower) && !familyNames.has(lower))) return false;
  return familyNames.has(lower) || (word.length >= SHORTEST_FAMILY_NAME && [...endings].some((ending) => lower.endsWith(ending)));
}
