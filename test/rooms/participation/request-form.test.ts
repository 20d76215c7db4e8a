import { describe, expect, it } from 'vitest';
import {
  asksHelp,
  isIdNumber,
  likeness,
  readPerson,
  readsAsCorrection,
  readsAsGrievance,
} from '../../../src/participation/request-form.ts';

const TODAY = '2026-11-25';

describe('3.3.6 what an applicant writes in one message', () => {
  it.each([
    ['张三 13800000000', { name: '张三', contact: '13800000000', form: undefined, minor: false }],
    ['姓名:李秀英,电话:0310-7213018', { name: '李秀英', contact: '0310-7213018' }],
    [
      '我叫王建国 手机号13800001111 用邮件发 wang@example.cn',
      { name: '王建国', contact: '13800001111', email: 'wang@example.cn', form: '电子邮件' },
    ],
    ['清和县康宁养老服务有限公司 13800001111 邮寄', { name: '清和县康宁养老服务有限公司', form: '邮寄纸质' }],
    ['张三 110101199003070135 13800000000', { idNumber: undefined, badId: true }],
    [
      '张三 11010519491231002X 13800000000',
      { name: '张三', idNumber: '11010519491231002X', badId: false, minor: false },
    ],
    [
      '张三 身份证11010519491231002x,电话13800000000,当面领取',
      { idNumber: '11010519491231002X', form: '当面领取', contact: '13800000000' },
    ],
    ['小明 我今年12岁 13800000000', { name: '小明', minor: true }],
    ['13800000000', { name: '', contact: '13800000000' }],
    ['张三', { name: '张三', contact: undefined }],
  ])('%s', (text, expected) => {
    expect(readPerson(text, TODAY)).toMatchObject(expected);
  });

  it('knows an identity number by its day of birth and check digit', () => {
    expect(isIdNumber('11010519491231002X')).toBe(true);
    expect(isIdNumber('110105194912310021')).toBe(false);
    expect(isIdNumber('11010519491331002X')).toBe(false);
  });

  it('knows from the number who is not fourteen yet, and lets the birthday itself count', () => {
    const body = '13043520121125001';
    const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    const sum = weights.reduce((total, weight, i) => total + weight * Number(body[i]), 0);
    const number = body + '10X98765432'[sum % 11];
    expect(readPerson(`小红 ${number} 13800000000`, '2026-11-24').minor).toBe(true);
    expect(readPerson(`小红 ${number} 13800000000`, '2026-11-25').minor).toBe(false);
  });
});

describe('3.3.6 what is no request for information', () => {
  it.each([
    ['要求查处村里违规占地,给我们一个说法', true],
    ['我要投诉供电所乱收费', true],
    ['凭什么不给我办低保', true],
    ['要求赔偿我家被淹的损失', true],
    ['申请公开2025年征地补偿方案和批复文件', false],
    ['请公开投诉举报的统计数据', false],
    ['村里修路的招标文件和合同', false],
    ['要求公开低保发放名单', false],
  ])('%s: a grievance %s', (text, expected) => {
    expect(readsAsGrievance(text)).toBe(expected);
  });

  it.each([
    ['我要更正户籍登记信息', true],
    ['不动产登记的面积登记错了,请更正', true],
    ['申请公开户籍登记办法', false],
    ['公开信息里写错了吗', false],
  ])('%s: a correction %s', (text, expected) => {
    expect(readsAsCorrection(text)).toBe(expected);
  });

  it.each([
    ['我不识字,想要低保的文件', true],
    ['我耳朵听不见,请发文字', true],
    ['我想看低保的文件', false],
  ])('%s: asks for help %s', (text, expected) => {
    expect(asksHelp(text)).toBe(expected);
  });

  it('finds the same wish in other words, and keeps different ones apart', () => {
    expect(
      likeness('申请公开2025年民政局低保资金发放明细', '我想要民政局2025年的低保资金发放明细'),
    ).toBeGreaterThan(0.6);
    expect(likeness('民政局2025年低保资金发放明细', '民政局2025年养老机构检查记录')).toBeLessThan(0.5);
    expect(likeness('', '')).toBe(0);
  });
});
