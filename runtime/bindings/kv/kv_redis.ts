// KV in Redis, for apps that run on more than one machine. Values are keys of
// their own, so that each can expire; a sorted set holds the names, because
// Redis keeps no order of its own. The Go host keeps the same keys.
import type { Host } from "./host.ts";
import {
  prefixEnd,
  type KvEntry,
  type KvListOptions,
  type KvName,
  type KvPage,
  type KvStore,
} from "./kv_store.ts";
import { connectRedis, redisScript, type RedisDb } from "./redis.ts";

export async function openRedis(
  host: Host,
  variable: string,
  url: string,
  namespace: string,
): Promise<KvStore> {
  return new RedisKv(await connectRedis(host, variable, url), namespace);
}

// Each write is one script, so that a value and its name appear together.

// KEYS value, names; ARGV name, frame, expiry in ms or "".
const putScript = redisScript(`
if ARGV[3] == '' then
  redis.call('SET', KEYS[1], ARGV[2])
else
  redis.call('SET', KEYS[1], ARGV[2], 'PXAT', ARGV[3])
end
redis.call('ZADD', KEYS[2], 0, ARGV[1])
return 1`);

// KEYS value, names; ARGV name.
const deleteScript = redisScript(`
redis.call('DEL', KEYS[1])
redis.call('ZREM', KEYS[2], ARGV[1])
return 1`);

// KEYS names; ARGV min, max, limit, value prefix, head size. Answers with the
// last name it looked at when it stopped early, then name, head and metadata of
// at most limit+1 names: one more than asked for tells that there are more.
// Names whose value has expired are removed on the way.
const listScript = redisScript(`
local limit, head = tonumber(ARGV[3]), tonumber(ARGV[5])
local min, looked, live, out = ARGV[1], 0, 0, {''}
while looked < limit + 2000 do
  local names = redis.call('ZRANGEBYLEX', KEYS[1], min, ARGV[2], 'LIMIT', 0, limit + 1 - live)
  if #names == 0 then out[1] = '' return out end
  for _, name in ipairs(names) do
    looked = looked + 1
    local key = ARGV[4] .. name
    local frame = redis.call('GETRANGE', key, 0, head + 1023)
    if frame == '' then
      redis.call('ZREM', KEYS[1], name)
    else
      if #frame >= head then
        local n = string.byte(frame, 10) * 16777216 + string.byte(frame, 11) * 65536 + string.byte(frame, 12) * 256 + string.byte(frame, 13)
        local size = head + math.max(n - 1, 0)
        if size > #frame then frame = redis.call('GETRANGE', key, 0, size - 1) else frame = string.sub(frame, 1, size) end
      end
      out[#out + 1] = name
      out[#out + 1] = frame
      live = live + 1
    end
  end
  if live > limit then return out end
  out[1] = names[#names]
  min = '(' .. out[1]
end
return out`);

// A value is stored behind a head of 13 bytes: format 1; the expiry in seconds
// (8 bytes); the length of the metadata plus one, or 0 for none (4 bytes). Then
// come metadata and value.
const headSize = 13;

function encode(entry: KvEntry): Buffer {
  const head = Buffer.alloc(headSize);
  head[0] = 1;
  head.writeBigUInt64BE(BigInt(entry.expires), 1);
  if (entry.metadata === null) return Buffer.concat([head, entry.value]);
  const metadata = Buffer.from(entry.metadata);
  head.writeUInt32BE(metadata.length + 1, 9);
  return Buffer.concat([head, metadata, entry.value]);
}

function decode(frame: Buffer): KvEntry {
  const size = frame.length < headSize ? -1 : frame.readUInt32BE(9);
  const start = headSize + Math.max(size - 1, 0);
  if (frame[0] !== 1 || size < 0 || start > frame.length)
    throw new Error("a stored value is not in a format this app reads");
  return {
    expires: Number(frame.readBigUInt64BE(1)),
    metadata: size === 0 ? null : frame.toString("utf8", headSize, start),
    value: frame.subarray(start),
  };
}

// Keeps two namespaces apart whatever their ids hold.
function escape(namespace: string): string {
  return Buffer.from(namespace)
    .toString("latin1")
    .replace(
      /[^0-9a-zA-Z._-]/g,
      (c) => "%" + c.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0"),
    );
}

class RedisKv implements KvStore {
  readonly #db: RedisDb;
  readonly #names: string;
  readonly #values: string;

  // The braces keep all keys of a namespace in one cluster slot, which scripts
  // over several keys need.
  constructor(db: RedisDb, namespace: string) {
    this.#db = db;
    this.#names = `w2c:kv:{${escape(namespace)}}:k`;
    this.#values = `w2c:kv:{${escape(namespace)}}:v:`;
  }

  async get(key: string): Promise<KvEntry | null> {
    const frame = await this.#db.command(["GET", this.#values + key]);
    return frame === null ? null : decode(frame as Buffer);
  }

  async getMany(keys: string[]): Promise<(KvEntry | null)[]> {
    if (keys.length === 0) return [];
    const frames = (await this.#db.command([
      "MGET",
      ...keys.map((key) => this.#values + key),
    ])) as (Buffer | null)[];
    return frames.map((frame) => (frame === null ? null : decode(frame)));
  }

  async put(key: string, entry: KvEntry): Promise<void> {
    await this.#db.run(
      putScript,
      [this.#values + key, this.#names],
      [key, encode(entry), entry.expires ? String(entry.expires * 1000) : ""],
    );
  }

  async delete(key: string): Promise<void> {
    await this.#db.run(deleteScript, [this.#values + key, this.#names], [key]);
  }

  async list({ prefix, after, limit }: KvListOptions): Promise<KvPage> {
    const from = Buffer.from(prefix);
    const behind = Buffer.from(after);
    const min =
      after !== "" && Buffer.compare(behind, from) >= 0
        ? Buffer.concat([Buffer.from("("), behind])
        : prefix !== ""
          ? Buffer.concat([Buffer.from("["), from])
          : "-";
    const end = prefixEnd(from);
    const max = end === null ? "+" : Buffer.concat([Buffer.from("("), end]);
    const answer = (await this.#db.run(
      listScript,
      [this.#names],
      [min, max, String(limit), this.#values, String(headSize)],
    )) as Buffer[];
    const found: KvName[] = [];
    for (let i = 1; i + 1 < answer.length; i += 2) {
      const { metadata, expires } = decode(answer[i + 1] as Buffer);
      found.push({ name: String(answer[i]), metadata, expires });
    }
    const keys = found.slice(0, limit);
    if (found.length > limit)
      return { keys, complete: false, after: keys.at(-1)?.name ?? after };
    const stopped = String(answer[0] ?? "");
    return { keys, complete: stopped === "", after: stopped };
  }
}
