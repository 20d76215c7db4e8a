import { expect, it } from 'vitest';
import { systemIds } from '../../../src/kit/ids.ts';

it('ids are uuids of version 7, all different, each after the one before, even within a millisecond', () => {
  const ids = Array.from({ length: 20_000 }, () => systemIds.next());
  const form = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
  expect(ids.filter((id) => !form.test(id))).toEqual([]);
  expect(new Set(ids.map((id) => id.slice(19))).size).toBe(ids.length);
  expect(ids.filter((id, i) => i > 0 && id <= ids[i - 1]!)).toEqual([]);
});
