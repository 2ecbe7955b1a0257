// The checksums that crypto.DigestStream knows beside the hashes. Reflected
// CRCs: crc32 (zlib), crc32c (Castagnoli) and crc64nvme, as object stores use.
const polynomials: Readonly<Record<string, [bigint, number]>> = {
  crc32: [0xedb88320n, 32],
  crc32c: [0x82f63b78n, 32],
  crc64nvme: [0x9a6c9329ac4bc9b5n, 64],
};

export interface Checksum {
  write(bytes: Uint8Array): void;
  sum(): ArrayBuffer;
}

export function checksum(name: string): Checksum {
  const [polynomial, bits] = polynomials[name] as [bigint, number];
  const table = Array.from({ length: 256 }, (_, n) => {
    let entry = BigInt(n);
    for (let i = 0; i < 8; i++)
      entry = entry & 1n ? (entry >> 1n) ^ polynomial : entry >> 1n;
    return entry;
  });
  const ones = (1n << BigInt(bits)) - 1n;
  let state = ones;
  return {
    write(bytes) {
      for (const byte of bytes)
        state =
          (state >> 8n) ^
          (table[Number((state ^ BigInt(byte)) & 0xffn)] as bigint);
    },
    sum() {
      const out = new DataView(new ArrayBuffer(bits / 8));
      if (bits === 64) out.setBigUint64(0, state ^ ones);
      else out.setUint32(0, Number(state ^ ones));
      return out.buffer;
    },
  };
}
