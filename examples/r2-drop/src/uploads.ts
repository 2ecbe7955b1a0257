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

async function parts(files: R2Bucket, name: string) {
  const { objects } = await files.list({ prefix: `${name}/part-` });
  return Promise.all(
    objects.map(async ({ key }): Promise<R2UploadedPart> => {
      const stored = await files.get(key);
      return stored!.json();
    }),
  );
}

async function forget(files: R2Bucket, name: string) {
  const { objects } = await files.list({ prefix: `${name}/` });
  await files.delete(objects.map(({ key }) => key));
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
