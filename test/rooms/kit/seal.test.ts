import { describe, expect, it } from 'vitest';
import { createSealer } from '../../../src/kit/seal.ts';

const sealer = createSealer(Buffer.alloc(32, 1));

describe('a sealed text', () => {
  it.each(['', '你好', 'x'.repeat(5_000), '😀\u0000'])('opens as it was: %j', (text) => {
    expect(sealer.open(sealer.seal(text, 'case-1'), 'case-1')).toBe(text);
  });

  it('does not open for another record, with another key, or altered anywhere', () => {
    const sealed = sealer.seal('举报', 'case-1');
    expect(() => sealer.open(sealed, 'case-2')).toThrow('does not open');
    expect(() => createSealer(Buffer.alloc(32, 2)).open(sealed, 'case-1')).toThrow('does not open');
    const bytes = Buffer.from(sealed.slice(3), 'base64url');
    for (let i = 0; i < bytes.length; i++) {
      const other = Buffer.from(bytes);
      other[i] = other[i]! ^ 1;
      expect(() => sealer.open(`v1.${other.toString('base64url')}`, 'case-1')).toThrow('does not open');
    }
    expect(() => sealer.open('v1.', 'case-1')).toThrow('Not a sealed value');
  });

  it('looks different each time, and has a nonce of its own', () => {
    const sealed = Array.from({ length: 2_000 }, () => sealer.seal('同一句话', 'case-1'));
    const nonces = sealed.map((text) => Buffer.from(text.slice(3), 'base64url').toString('hex', 0, 12));
    expect(new Set(nonces).size).toBe(2_000);
    expect(sealer.open(sealed[0]!, 'case-1')).toBe('同一句话');
  });

  it('needs a key of 32 bytes', () => {
    expect(() => createSealer(Buffer.alloc(31))).toThrow('32 bytes');
  });
});
