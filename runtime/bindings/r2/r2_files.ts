// A bucket in a folder: an index, and one file for each body or part of one. The
// Go host reads and writes the same.
//
// A body is written to tmp/<id>, flushed, and linked to its place in blobs; then
// the index learns of it, and the name in tmp goes. So what lies in tmp at a start
// is what a process that died left behind.
import { createHash } from "node:crypto";
import { join } from "node:path";
import { Blobs, Digests, newId, type Blob, type Body } from "./r2_blobs.ts";
import { Index } from "./r2_index.ts";
import {
  chosenParts,
  codes,
  holds,
  prefixEnd,
  R2Failure,
  spanOf,
  uploadExpiresMs,
  type Span,
} from "./r2_rules.ts";
import type { Method, Outcome, Question, Stored } from "./r2_store.ts";

interface Row {
  readonly key: Uint8Array;
  readonly version: string;
  readonly size: number;
  readonly etag: string;
  readonly uploaded: number;
  readonly sums: string;
  readonly class: string;
  readonly http: string;
  readonly custom: string;
  readonly blobs: string;
}

const columns = "key, version, size, etag, uploaded, sums, class, http, custom";
const headSql = `SELECT ${columns}, blobs FROM objects WHERE key = ?`;
const putSql = `INSERT INTO objects (${columns}, blobs) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT (key) DO UPDATE SET version = excluded.version, size = excluded.size, etag = excluded.etag,
  uploaded = excluded.uploaded, sums = excluded.sums, class = excluded.class, http = excluded.http,
  custom = excluded.custom, blobs = excluded.blobs`;

// States of an upload. One that is over is remembered for as long as one that is
// not, because it answers differently from one that never was.
const underWay = 0;
const completed = 1;
const aborted = 2;

// How long nobody has touched a file in tmp that a process which died left: one
// that still drains may be using a younger one.
const abandonedMs = 3600_000;
const expireEveryMs = 60_000;

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

export class Files implements Record<
  Method,
  (question: Question, body?: Body) => Promise<Outcome>
> {
  readonly #index: Index;
  readonly #blobs: Blobs;
  readonly #expiring: NodeJS.Timeout;
  // Removed, and still in the table doomed.
  #gone: string[] = [];

  constructor(dir: string) {
    this.#blobs = new Blobs(dir, (id) => this.#gone.push(id));
    this.#index = new Index(join(dir, "index.sqlite"));
    this.cleanUp(abandonedMs);
    this.#expiring = setInterval(
      () => void this.#expire().catch(() => {}), // the next minute tries again
      expireEveryMs,
    );
    this.#expiring.unref();
  }

  ping(): void {
    this.#index.row("SELECT 1 FROM sqlite_schema LIMIT 1");
  }

  async close(): Promise<void> {
    clearInterval(this.#expiring);
    await this.#index.close();
  }

  async head({ key = "" }: Question): Promise<Outcome> {
    const row = this.#find(key);
    if (row === undefined) return { object: null };
    return { object: stored(row, { offset: 0, length: row.size }) };
  }

  async get({ key = "", onlyIf, range }: Question): Promise<Outcome> {
    const row = this.#find(key);
    if (row === undefined) return { object: null };
    if (!holds(onlyIf, row))
      return { object: stored(row, { offset: 0, length: row.size }) };
    const span = spanOf(range, row.size);
    const body = this.#blobs.read(JSON.parse(row.blobs) as Blob[], span);
    return { object: stored(row, span), body };
  }

  async put(
    question: Question,
    body: Body = new Uint8Array(),
  ): Promise<Outcome> {
    const { key = "", onlyIf, size = 0, sum } = question;
    const digests = new Digests(sum);
    const id = await this.#blobs.write(body, size, digests);
    try {
      const sums = digests.sums(sum);
      const object: Stored = {
        key,
        version: id,
        size,
        etag: digests.md5(),
        uploaded: Date.now(),
        sums,
        ...metadata(question),
      };
      const done = await this.#change((remove) => {
        const there = this.#find(key);
        if (!holds(onlyIf, there)) return false;
        if (there !== undefined) remove(JSON.parse(there.blobs) as Blob[]);
        this.#record(object, [[id, size]]);
        return true;
      });
      if (!done) {
        await this.#blobs.discard(id);
        return { object: null };
      }
      await this.#blobs.settle(id);
      return { object };
    } catch (error) {
      await this.#blobs.discard(id);
      throw error;
    }
  }

  async delete({ keys = [] }: Question): Promise<Outcome> {
    await this.#change((remove) => {
      for (const key of keys) {
        const row = this.#index.row<{ blobs: string }>(
          "DELETE FROM objects WHERE key = ? RETURNING blobs",
          encoder.encode(key),
        );
        if (row !== undefined) remove(JSON.parse(row.blobs) as Blob[]);
      }
    });
    return {};
  }

  // Walks the index in the order of its keys. With a delimiter it jumps behind
  // every group as soon as it has seen its first key.
  async list(question: Question): Promise<Outcome> {
    const { prefix = "", delimiter = "", limit = 1000 } = question;
    const objects: Stored[] = [];
    const prefixes: string[] = [];
    const start = encoder.encode(prefix);
    const after = [question.startAfter, decodeCursor(question.cursor)]
      .map((key) => encoder.encode(key))
      .sort(Buffer.compare)
      .at(-1) as Uint8Array;
    let behind = after.length > 0 && Buffer.compare(after, start) >= 0;
    let from: Uint8Array | null = behind ? after : start;
    let last: string | undefined;
    while (from !== null) {
      const left = limit - objects.length - prefixes.length;
      const rows = this.#page(question, from, behind, left + 1);
      from = null;
      for (const row of rows) {
        if (objects.length + prefixes.length === limit)
          return { objects, prefixes, cursor: this.#cursor(last, prefixes) };
        const object = stored(row);
        const group = groupOf(object.key, prefix, delimiter);
        last = group ?? object.key;
        if (group === undefined) objects.push(object);
        else {
          prefixes.push(group);
          from = prefixEnd(encoder.encode(group));
          behind = false;
          break;
        }
      }
    }
    return { objects, prefixes };
  }

  #page(
    { prefix = "", http, custom }: Question,
    from: Uint8Array,
    behind: boolean,
    limit: number,
  ): Row[] {
    const end = prefixEnd(encoder.encode(prefix));
    const sql = `SELECT key, version, size, etag, uploaded, sums, class,
      ${http === true ? "http" : "'{}' AS http"}, ${custom === true ? "custom" : "'{}' AS custom"}
      FROM objects WHERE key ${behind ? ">" : ">="} ?${end === null ? "" : " AND key < ?"} ORDER BY key LIMIT ?`;
    return this.#index.rows<Row>(
      sql,
      from,
      ...(end === null ? [] : [end]),
      limit,
    );
  }

  // The last key of a page, and of a group its last.
  #cursor(last = "", prefixes: readonly string[]): string {
    if (prefixes.at(-1) !== last) return Buffer.from(last).toString("base64");
    const start = encoder.encode(last);
    const row = this.#index.row<{ key: Uint8Array }>(
      "SELECT max(key) AS key FROM objects WHERE key >= ? AND key < ?",
      start,
      prefixEnd(start),
    );
    return Buffer.from(row?.key ?? start).toString("base64");
  }

  async create(question: Question): Promise<Outcome> {
    const uploadId = newId() + newId();
    const { http, custom, storageClass } = metadata(question);
    await this.#change(() =>
      this.#index.run(
        "INSERT INTO uploads (id, key, state, created, http, custom, class) VALUES (?, ?, ?, ?, ?, ?, ?)",
        uploadId,
        encoder.encode(question.key),
        underWay,
        Date.now(),
        http,
        custom,
        storageClass,
      ),
    );
    return { uploadId };
  }

  async part(
    question: Question,
    body: Body = new Uint8Array(),
  ): Promise<Outcome> {
    const { key = "", uploadId = "", partNumber = 0, size = 0 } = question;
    const digests = new Digests(undefined);
    const id = await this.#blobs.write(body, size, digests);
    const etag = newId();
    try {
      const done = await this.#change((remove) => {
        if (this.#upload(key, uploadId)?.state !== underWay) return false;
        const old = this.#index.row<{ blob: string }>(
          "SELECT blob FROM parts WHERE upload = ? AND number = ?",
          uploadId,
          partNumber,
        );
        if (old !== undefined) remove([[old.blob, 0]]);
        this.#index.run(
          "INSERT OR REPLACE INTO parts (upload, number, blob, size, etag, md5) VALUES (?, ?, ?, ?, ?, ?)",
          uploadId,
          partNumber,
          id,
          size,
          etag,
          digests.md5(),
        );
        return true;
      });
      if (!done) throw new R2Failure(codes.noSuchUpload);
    } catch (error) {
      await this.#blobs.discard(id);
      throw error;
    }
    await this.#blobs.settle(id);
    return { etag };
  }

  async complete(question: Question): Promise<Outcome> {
    const { key = "", uploadId = "", parts: list = [] } = question;
    const result = await this.#change((remove): Stored | R2Failure => {
      const upload = this.#upload(key, uploadId);
      if (upload === undefined) return new R2Failure(codes.internal);
      if (upload.state !== underWay) return new R2Failure(codes.noSuchUpload);
      const uploaded = this.#parts(uploadId);
      let chosen;
      try {
        chosen = chosenParts(uploaded, list);
      } catch (error) {
        if (error instanceof R2Failure) return error; // nothing was changed
        throw error;
      }
      const digest = createHash("md5");
      for (const part of chosen) {
        digest.update(part.md5, "hex");
        uploaded.delete(part.number);
      }
      const object: Stored = {
        key,
        version: newId(),
        size: chosen.reduce((sum, part) => sum + part.size, 0),
        etag: `${digest.digest("hex")}-${chosen.length}`,
        uploaded: Date.now(),
        sums: {},
        http: upload.http,
        custom: upload.custom,
        storageClass: upload.class,
      };
      const there = this.#find(key);
      if (there !== undefined) remove(JSON.parse(there.blobs) as Blob[]);
      remove([...uploaded.values()].map(({ blob }) => [blob, 0]));
      this.#record(
        object,
        chosen.map(({ blob, size }) => [blob, size]),
      );
      this.#end(uploadId, completed);
      return object;
    });
    if (result instanceof R2Failure) throw result;
    return { object: result };
  }

  async abort({ key = "", uploadId = "" }: Question): Promise<Outcome> {
    const known = await this.#change((remove) => {
      const upload = this.#upload(key, uploadId);
      if (upload?.state === underWay) this.#abort(uploadId, remove);
      return upload !== undefined;
    });
    if (!known) throw new R2Failure(codes.internal);
    return {};
  }

  #abort(uploadId: string, remove: (blobs: readonly Blob[]) => void): void {
    remove([...this.#parts(uploadId).values()].map(({ blob }) => [blob, 0]));
    this.#end(uploadId, aborted);
  }

  #end(uploadId: string, state: number): void {
    this.#index.run(
      "UPDATE uploads SET state = ? WHERE id = ?",
      state,
      uploadId,
    );
    this.#index.run("DELETE FROM parts WHERE upload = ?", uploadId);
  }

  // Aborts uploads that nobody has ended for seven days.
  async #expire(): Promise<void> {
    const before = Date.now() - uploadExpiresMs;
    const overdue = "SELECT id FROM uploads WHERE created < ?";
    if (this.#index.row(overdue, before) === undefined) return;
    await this.#change((remove) => {
      for (const { id } of this.#index.rows<{ id: string }>(overdue, before)) {
        this.#abort(id, remove);
        this.#index.run("DELETE FROM uploads WHERE id = ?", id);
      }
    });
  }

  #upload(key: string, id: string) {
    return this.#index.row<{
      state: number;
      http: string;
      custom: string;
      class: string;
    }>(
      "SELECT state, http, custom, class FROM uploads WHERE id = ? AND key = ?",
      id,
      encoder.encode(key),
    );
  }

  #parts(uploadId: string) {
    const rows = this.#index.rows<{
      number: number;
      blob: string;
      size: number;
      etag: string;
      md5: string;
    }>(
      "SELECT number, blob, size, etag, md5 FROM parts WHERE upload = ?",
      uploadId,
    );
    return new Map(rows.map((row) => [row.number, row]));
  }

  #find(key: string): Row | undefined {
    return this.#index.row<Row>(headSql, encoder.encode(key));
  }

  #record(object: Stored, blobs: readonly Blob[]): void {
    const { key, version, size, etag, uploaded, sums } = object;
    this.#index.run(
      putSql,
      encoder.encode(key),
      version,
      size,
      etag,
      uploaded,
      JSON.stringify(sums),
      object.storageClass,
      object.http,
      object.custom,
      JSON.stringify(blobs),
    );
  }

  // Changes the index and, when that is on disk, removes the files of the blobs
  // that it no longer names.
  async #change<T>(
    apply: (remove: (blobs: readonly Blob[]) => void) => T,
  ): Promise<T> {
    const gone = this.#gone;
    this.#gone = [];
    let removed: string[] = [];
    let result: T;
    try {
      result = await this.#index.change(() => {
        removed = [];
        for (const id of gone)
          this.#index.run("DELETE FROM doomed WHERE blob = ?", id);
        return apply((blobs) => {
          for (const [id] of blobs) {
            this.#index.run(
              "INSERT OR IGNORE INTO doomed (blob) VALUES (?)",
              id,
            );
            removed.push(id);
          }
        });
      });
    } catch (error) {
      this.#gone.push(...gone);
      throw error;
    }
    for (const id of removed) this.#blobs.remove(id);
    return result;
  }

  /** Removes what a process that died left: files that the index never learned of, and those it has forgotten. */
  cleanUp(ageMs: number): void {
    const left = this.#blobs.leftovers(ageMs);
    const known = left.length === 0 ? new Set<string>() : this.#known();
    for (const id of left)
      void (known.has(id) ? this.#blobs.settle(id) : this.#blobs.discard(id));
    const doomed = this.#index.rows<{ blob: string }>(
      "SELECT blob FROM doomed",
    );
    for (const { blob } of doomed) this.#blobs.remove(blob);
  }

  // All blobs that the index names.
  #known(): Set<string> {
    const objects = this.#index.rows<{ blobs: string }>(
      "SELECT blobs FROM objects",
    );
    const uploaded = this.#index.rows<{ blob: string }>(
      "SELECT blob FROM parts",
    );
    return new Set([
      ...objects.flatMap(({ blobs }) =>
        (JSON.parse(blobs) as Blob[]).map(([id]) => id),
      ),
      ...uploaded.map(({ blob }) => blob),
    ]);
  }
}

function metadata(question: Question) {
  const { http = "{}", custom = "{}", storageClass = "" } = question;
  return { http: String(http), custom: String(custom), storageClass };
}

function stored(row: Row, range?: Span): Stored {
  const { version, size, etag, uploaded, http, custom } = row;
  return {
    key: decoder.decode(row.key),
    version,
    size,
    etag,
    uploaded,
    sums: JSON.parse(row.sums) as Stored["sums"],
    http,
    custom,
    storageClass: row.class,
    ...(range && { range }),
  };
}

// The key up to the first delimiter behind the prefix.
function groupOf(
  key: string,
  prefix: string,
  delimiter: string,
): string | undefined {
  const at = delimiter === "" ? -1 : key.indexOf(delimiter, prefix.length);
  return at < 0 ? undefined : key.slice(0, at + delimiter.length);
}

function decodeCursor(cursor = ""): string {
  return Buffer.from(cursor, "base64").toString("utf8");
}
