import {
  PhotonImage,
  SamplingFilter,
  grayscale,
  resize,
} from "@cf-wasm/photon";

const LARGEST = 512;

/** A width from the query: a whole number of pixels the service will make. */
function size(url: URL, name: string, otherwise: number): number {
  const text = url.searchParams.get(name);
  const n = text === null ? otherwise : Number(text);
  if (!Number.isInteger(n) || n < 1 || n > LARGEST)
    throw new RangeError(`${name} must be between 1 and ${LARGEST}`);
  return n;
}

async function thumbnail(request: Request, url: URL): Promise<Response> {
  const bytes = new Uint8Array(await request.arrayBuffer());
  let image: PhotonImage;
  try {
    image = PhotonImage.new_from_byteslice(bytes);
  } catch {
    return new Response("not an image\n", { status: 415 });
  }
  const width = size(url, "width", 64);
  const height = size(
    url,
    "height",
    Math.max(1, Math.round((image.get_height() * width) / image.get_width())),
  );
  const small = resize(image, width, height, SamplingFilter.Lanczos3);
  if (url.searchParams.has("gray")) grayscale(small);
  const png = small.get_bytes() as Uint8Array<ArrayBuffer>;
  // Memory of the module, which no garbage collector sees.
  image.free();
  small.free();
  return new Response(png, {
    headers: {
      "content-type": "image/png",
      "x-size": `${width}x${height}`,
    },
  });
}

export default {
  async fetch(request: Request): Promise<Response> {
    const url = new URL(request.url);
    if (url.pathname !== "/thumbnail")
      return new Response("POST an image to /thumbnail?width=64\n");
    if (request.method !== "POST")
      return new Response("POST an image\n", {
        status: 405,
        headers: { allow: "POST" },
      });
    try {
      return await thumbnail(request, url);
    } catch (e) {
      if (e instanceof RangeError)
        return new Response(`${e.message}\n`, { status: 400 });
      throw e;
    }
  },
};
