/** What became of a person's matter is told to that person alone, however well somebody else knows its number. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openCounty, type County } from '../helpers/county.ts';

let county: County;
beforeAll(async () => {
  county = await openCounty();
});
afterAll(() => county.close());

const said = async (from: string, text: string): Promise<string> =>
  (await county.ask(from, text)).map((message) => message.text).join('\n');

test('the owner of a number reads how far it is; others read as much as of a number that never was', async () => {
  const filed = await said('wmOwner', '我建议在柳河镇正街装几盏路灯');
  const number = /TS-[0-9A-Z]{4}-[0-9A-Z]{4}/.exec(filed)![0];
  const owners = await said('wmOwner', number);
  expect(owners).toContain(number);
  const never = await said('wmOther', 'TS-2222-2222');
  for (const [i, text] of [
    number,
    `${number}到哪一步了`,
    number.toLowerCase(),
    `查一下 ${number}`,
  ].entries()) {
    const others = await said(`wmOther${i}`, text);
    expect(others).toBe(never);
    expect(others).not.toContain('路灯');
  }
  // The same person on another channel is another person until the two are bound.
  const elsewhere = (await county.ask('oOwner', number, 'wechat')).map((message) => message.text).join('\n');
  expect(elsewhere).not.toMatch(/路灯|受理|办理/);
});
