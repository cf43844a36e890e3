// SHA-256 fingerprints, and new ids. Both are written out here, since a page without TLS has no crypto.subtle and no
// crypto.randomUUID.
const SUBTLE = globalThis.crypto.subtle;

export async function fingerprint(text) {
  const bytes = new TextEncoder().encode(text);
  return toHex(SUBTLE ? new Uint8Array(await SUBTLE.digest("SHA-256", bytes)) : sha256(bytes));
}

export function newUid() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  return toHex(bytes).replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

const toHex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

// SHA-256 as in FIPS 180-4. Its constants are the first bits of the fractional parts of roots of the first primes.
const PRIMES = [];
for (let number = 2; PRIMES.length < 64; number += 1) {
  if (PRIMES.every((prime) => number % prime)) PRIMES.push(number);
}
const toFraction = (root) => ((root % 1) * 2 ** 32) | 0;
const ROUNDS = PRIMES.map((prime) => toFraction(Math.cbrt(prime)));
const START = PRIMES.slice(0, 8).map((prime) => toFraction(Math.sqrt(prime)));
const rotate = (word, by) => (word >>> by) | (word << (32 - by));

export function sha256(bytes) {
  const padded = new Uint8Array(((bytes.length + 8 >> 6) + 1) << 6);
  padded.set(bytes);
  padded[bytes.length] = 128;
  const view = new DataView(padded.buffer);
  view.setUint32(padded.length - 8, Math.floor(bytes.length / 2 ** 29));
  view.setUint32(padded.length - 4, bytes.length << 3);
  const sums = new Int32Array(START);
  for (let at = 0; at < padded.length; at += 64) addBlock(sums, view, at);
  const result = new DataView(new ArrayBuffer(32));
  sums.forEach((sum, place) => result.setInt32(place * 4, sum));
  return new Uint8Array(result.buffer);
}

function addBlock(sums, view, at) {
  const words = new Int32Array(64);
  for (let i = 0; i < 16; i += 1) words[i] = view.getInt32(at + i * 4);
  for (let i = 16; i < 64; i += 1) {
    const [x, y] = [words[i - 15], words[i - 2]];
    const small = (rotate(x, 7) ^ rotate(x, 18) ^ (x >>> 3)) + (rotate(y, 17) ^ rotate(y, 19) ^ (y >>> 10));
    words[i] = words[i - 16] + words[i - 7] + small;
  }
  let [a, b, c, d, e, f, g, h] = sums;
  for (let i = 0; i < 64; i += 1) {
    const one = (h + (rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)) + ((e & f) ^ (~e & g)) + ROUNDS[i] + words[i]) | 0;
    const two = ((rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + one) | 0, c, b, a, (one + two) | 0];
  }
  [a, b, c, d, e, f, g, h].forEach((word, place) => { sums[place] += word; });
}
