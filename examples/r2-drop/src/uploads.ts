// Large files in parts. What is known of an upload lies in the bucket as well,
// behind a slash that no file's name has: <name>/upload holds its id, <name>/part-1
// and so on what each part was answered with. So a client may go on from another
// machine, and parts may come side by side.

const upload = (name: string) => `${name}/upload`;
const partKey = (name: string, number: number) =>
  `${name}/part-${String(number).padStart(5, "0")}`;

async function resume(files: R2Bucket, name: string) {
  const known = await files.get(upload(name));
  return known && files.resumeMultipartUpload(name, await known.text());
}

async function keys(files: R2Bucket, prefix: string): Promise<string[]> {
  const page = await files.list({ prefix });
  const all = page.objects.map(({ key }) => key);
  for (let at = page; at.truncated;) {
    at = await files.list({ prefix, cursor: at.cursor });
    all.push(...at.objects.map(({ key }) => key));
  }
  return all;
}

async function parts(files: R2Bucket, name: string): Promise<R2UploadedPart[]> {
  const stored = await keys(files, `${name}/part-`);
  return Promise.all(
    stored.map(async (key) => {
      const object = await files.get(key);
      if (object === null) throw new Error(`${key} has gone`);
      return object.json<R2UploadedPart>();
    }),
  );
}

async function forget(files: R2Bucket, name: string) {
  const all = await keys(files, `${name}/`);
  for (let i = 0; i < all.length; i += 1000)
    await files.delete(all.slice(i, i + 1000));
}

const nothing = () => new Response("no such upload", { status: 404 });

export async function begin(files: R2Bucket, name: string, headers: Headers) {
  const { uploadId } = await files.createMultipartUpload(name, {
    httpMetadata: headers,
    customMetadata: { from: headers.get("x-from") ?? "unknown" },
  });
  const first = await files.put(upload(name), uploadId, {
    onlyIf: { etagDoesNotMatch: "*" },
  });
  if (first !== null) return new Response("send parts", { status: 201 });
  await files.resumeMultipartUpload(name, uploadId).abort();
  return new Response("there is an upload already", { status: 409 });
}

export async function part(
  files: R2Bucket,
  name: string,
  number: number,
  body: ReadableStream | null,
) {
  const known = await resume(files, name);
  if (known === null) return nothing();
  try {
    const done = await known.uploadPart(number, body ?? "");
    await files.put(partKey(name, number), JSON.stringify(done));
    return Response.json({ part: done.partNumber });
  } catch (error) {
    return new Response((error as Error).message, { status: 400 });
  }
}

export async function complete(files: R2Bucket, name: string) {
  const known = await resume(files, name);
  if (known === null) return nothing();
  try {
    const object = await known.complete(await parts(files, name));
    await forget(files, name);
    return Response.json({ name, size: object.size, etag: object.etag });
  } catch (error) {
    return new Response((error as Error).message, { status: 400 });
  }
}

export async function abort(files: R2Bucket, name: string) {
  const known = await resume(files, name);
  if (known === null) return nothing();
  await known.abort();
  await forget(files, name);
  return new Response(null, { status: 204 });
}
