import { expect, test } from 'vitest';
import { CATEGORIES, findCategory } from '../../../src/disclosure/categories.ts';
import { loadCalendar } from '../../../src/disclosure/calendar-years.ts';
import {
  findDisclosure,
  isPublic,
  loadDisclosures,
  saveDisclosure,
} from '../../../src/disclosure/disclosures.ts';
import { importFile } from '../../../src/disclosure/import-file.ts';
import { planObligations } from '../../../src/disclosure/planning.ts';
import {
  correct,
  draftItem,
  publish,
  restrict,
  submit,
  withdraw,
} from '../../../src/disclosure/publication.ts';
import { faultsOf } from '../../../src/disclosure/publication/faults.ts';
import { findOfficial } from '../../../src/people/officials.ts';
import { useCounty } from '../../helpers/database.ts';
import { testIds } from '../../helpers/house.ts';

const now = new Date('2026-11-24T10:00:00+08:00');

test('every class of the speech is there, and the sample county publishes nothing against its rules', async () => {
  const { prisma } = await useCounty();
  expect(CATEGORIES.map(({ code }) => code)).toHaveLength(38);
  const published = (await loadDisclosures(prisma)).filter(isPublic);
  for (const item of published) {
    const faults = faultsOf(
      { ...item, review: item.review ?? {} },
      await findCategory(prisma, item.category),
    );
    expect(faults, item.code).toEqual([]);
  }
  const held = new Set((await loadDisclosures(prisma)).map(({ category }) => category));
  expect(CATEGORIES.filter(({ code }) => !held.has(code))).toEqual([]);
});

test('2.2.1, 3.1.1 an item without a basis is not published; with it, reviewed by a second person, it is', async () => {
  const database = await useCounty();
  const moment = { now, ids: testIds() };
  const officer = (await findOfficial(database.prisma, 'zheng.yunpu'))!;
  const leader = (await findOfficial(database.prisma, 'yu.yanshan'))!;
  await database.transaction(async (tx) => {
    const content = {
      title: '一项测试事项',
      summary: '一句话说明白的摘要。',
      url: 'https://example.gov.cn/a',
    };
    const draft = await draftItem(tx, moment, officer, { ...content, category: 'D1' });
    await submit(tx, moment, officer, draft.code, content);
    await expect(publish(tx, moment, officer, draft.code)).rejects.toMatchObject({
      tell: expect.stringContaining('审查'),
    });
    const item = (await findDisclosure(tx, draft.code))!;
    await saveDisclosure(tx, { ...item, basis: [] }, now);
    await expect(publish(tx, moment, leader, draft.code)).rejects.toMatchObject({
      tell: expect.stringContaining('公开依据'),
    });
    await saveDisclosure(tx, item, now);
    const out = await publish(tx, moment, leader, draft.code);
    expect(out).toMatchObject({ status: '已公开', published: '2026-11-24', review: { by: 'yu.yanshan' } });

    const corrected = await correct(
      tx,
      moment,
      officer,
      draft.code,
      { summary: '改正以后的摘要。' },
      '写错了',
    );
    expect(corrected).toMatchObject({ status: '已更正', version: 2 });
    const [kept] = await tx.disclosureVersion.findMany({ where: { code: draft.code } });
    expect(kept).toMatchObject({ reason: '写错了', content: { summary: '一句话说明白的摘要。' } });
    expect(isPublic(await withdraw(tx, moment, leader, draft.code, '重复'))).toBe(false);
  });
});

test('2.2.2 keeping back needs the office, a reason and one of the three grounds', async () => {
  const database = await useCounty();
  const moment = { now, ids: testIds() };
  const officer = (await findOfficial(database.prisma, 'zheng.yunpu'))!;
  const office = (await findOfficial(database.prisma, 'peng.muping'))!;
  await database.transaction(async (tx) => {
    const { code } = await draftItem(tx, moment, officer, {
      title: '内部底稿',
      summary: '商业秘密底稿',
      category: 'D1',
    });
    const to = { mode: '不公开' as const, reason: '商业秘密', ground: '政府信息公开条例第十五条' };
    await expect(restrict(tx, moment, officer, code, to)).rejects.toThrow();
    await expect(restrict(tx, moment, office, code, { ...to, ground: '不方便' })).rejects.toThrow();
    expect(await restrict(tx, moment, office, code, to)).toMatchObject({
      mode: '不公开',
      approvedBy: 'peng.muping',
    });
  });
});

test('a holiday notice moves the days that were provisional, once; planning again changes nothing', async () => {
  const database = await useCounty();
  const moment = { now, ids: testIds() };
  const calendar = await loadCalendar(database.prisma);
  expect((await planObligations(database, moment, calendar)).created).toBeGreaterThan(100);
  expect((await planObligations(database, moment, calendar)).created).toBe(0);
  const before = await database.prisma.disclosure.count({ where: { provisional: true } });
  expect(before).toBeGreaterThan(0);
  const notice = { year: 2027, notice: '测试通知', holidays: ['2027-01-01', '2027-01-15'], workdays: [] };
  const report = await importFile(database, Buffer.from(JSON.stringify(notice)), 'c.json', { now });
  expect(report).toMatchObject({ kind: 'calendar', created: 1 });
  expect(await database.prisma.disclosure.count({ where: { provisional: true } })).toBeLessThan(before);
});
