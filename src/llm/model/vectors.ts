/** What an endpoint gives as vectors: as many as were asked for, all of one length, of numbers. */

const LENGTH = { least: 2, most: 8_192 };

/** Undefined when they are not. */
export function readVectors(given: readonly unknown[], wanted: number): Float32Array[] | undefined {
  if (given.length !== wanted) return undefined;
  const vectors: Float32Array[] = [];
  for (const one of given) {
    if (!Array.isArray(one) || one.length < LENGTH.least || one.length > LENGTH.most) return undefined;
    if (one.some((value) => typeof value !== 'number' || !Number.isFinite(value))) return undefined;
    vectors.push(Float32Array.from(one as number[]));
    if (vectors[0]!.length !== one.length) return undefined;
  }
  return vectors;
}
