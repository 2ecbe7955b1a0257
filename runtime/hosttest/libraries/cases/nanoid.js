import { customAlphabet, customRandom, nanoid, urlAlphabet } from "nanoid";

export default () => [nanoid().length, /^[\w-]{10}$/.test(nanoid(10)), customAlphabet("ab", 8)().length, customRandom(urlAlphabet, 12, (n) => new Uint8Array(n).map((_, i) => i * 7))()];
