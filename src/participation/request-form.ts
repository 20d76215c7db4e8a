/** The form of an information request 申请表, as it is filled by conversation: reading, checking, masking. Pure. */
import { addMonths, isDay, type Day } from '../kit/day.ts';

/** What article 29 of 政府信息公开条例 asks of an applicant, and what the law on personal information adds. */
export interface RequestForm {
  kind: 'information' | 'correction';
  name: string;
  contact: string;
  /** 居民身份证号, only with separate consent (个人信息保护法第二十九条). */
  idNumber?: string;
  email?: string;
  /** Where a letter goes. */
  address?: string;
  description: string;
  form: DeliveryForm;
  /** Reads or hears with difficulty (条例第四十三条). */
  needsHelp?: boolean;
  /** Of an applicant under fourteen (个人信息保护法第三十一条). */
  guardian?: string;
}

/** 申请人类别, as the national table of the annual report divides them. */
export const APPLICANTS = {
  person: '自然人',
  company: '商业企业',
  research: '科研机构',
  charity: '社会公益组织',
  legal: '法律服务机构',
  other: '其他',
} as const;
export type ApplicantKind = keyof typeof APPLICANTS;

const ORGANISATIONS: readonly (readonly [RegExp, ApplicantKind])[] = [
  [/律师事务所|法律服务(所|中心)|公证处/, 'legal'],
  [/大学|学院|研究(院|所|中心|会)|科学院|实验室/, 'research'],
  [/基金会|慈善|公益|志愿|协会|学会|商会|促进会|红十字/, 'charity'],
  [/公司|集团|企业|厂$|工厂|合作社|商行|银行|经营部|个体工商户|门市部|(?<=..)(饭|商|超市|药)店$/, 'company'],
  [/委员会|(?<=..)(局|处|办公室|中心|医院|学校|中学|小学|幼儿园|村委会|居委会|报社|电视台)$/, 'other'],
];

/** Read from the name; staff can set it right. */
export const applicantKindOf = (name: string): ApplicantKind =>
  ORGANISATIONS.find(([words]) => words.test(name))?.[1] ?? 'person';

/** 获取方式 */
export const DELIVERY_FORMS = ['微信', '电子邮件', '邮寄纸质', '当面领取'] as const;
export type DeliveryForm = (typeof DELIVERY_FORMS)[number];

const PHONE = /(?<!\d)1\d{10}(?!\d)|(?<!\d)0\d{2,3}-?\d{7,8}(?!\d)/;
const ID_NUMBER = /(?<![\dXx])\d{17}[\dXx](?![\dXx])/;
const EMAIL = /[\w.+-]{1,64}@[\w-]{1,63}(\.[\w-]{1,63}){1,4}/;
const AGE = /(?:我|今年|孩子|年龄)[^\d]{0,4}(\d{1,2})\s*岁/;
const FORM_WORDS: readonly (readonly [RegExp, DeliveryForm])[] = [
  [/邮寄|寄(给|到)|寄信|纸质/, '邮寄纸质'],
  [/电子?邮[件箱]|邮件|email/i, '电子邮件'],
  [/自取|当面|现场|窗口领|领取/, '当面领取'],
  [/微信/, '微信'],
];
const LABELS =
  /(申请人|联系人|联系方式|联系电话|身份证号码?|身份证|证件号码?|电子邮箱|电子邮件|邮箱|邮件|微信|邮寄|纸质|自取|当面领取|当面|领取|姓名|名字|电话|手机号?|号码|方式|答复|我叫|我是|用|发|收|是|[0-9]{1,2}岁|今年|年龄)/g;

export interface Person {
  name: string;
  contact: string | undefined;
  idNumber: string | undefined;
  /** A number stood there that is no identity number. */
  badId: boolean;
  email: string | undefined;
  form: DeliveryForm | undefined;
  /** Known to be under fourteen. */
  minor: boolean;
}

/** Reads name, telephone, identity number and form of delivery out of one message. */
export function readPerson(message: string, today: Day): Person {
  const text = message.normalize('NFKC');
  const idNumber = ID_NUMBER.exec(text)?.[0].toUpperCase();
  const email = EMAIL.exec(text)?.[0];
  const contact = PHONE.exec(text.replace(ID_NUMBER, ' '))?.[0];
  const form = FORM_WORDS.find(([words]) => words.test(text))?.[1] ?? (email ? '电子邮件' : undefined);
  const name = [idNumber && ID_NUMBER, email && EMAIL, PHONE, AGE]
    .filter((pattern) => pattern instanceof RegExp)
    .reduce((rest, pattern) => rest.replace(pattern, ' '), text)
    .replace(LABELS, ' ')
    .replace(/[::,,。、;;\s]+/g, ' ')
    .trim()
    .split(' ')[0]!;
  const valid = idNumber !== undefined && isIdNumber(idNumber);
  const age = Number(AGE.exec(text)?.[1] ?? NaN);
  return {
    name: [...name].slice(0, 40).join(''),
    contact,
    idNumber: valid ? idNumber : undefined,
    badId: idNumber !== undefined && !valid,
    email,
    form,
    minor: age < ADULT_ENOUGH || (valid && isMinor(idNumber, today)),
  };
}

/** 不满十四周岁 (个人信息保护法第二十八、三十一条) */
const ADULT_ENOUGH = 14;

const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECK_DIGITS = '10X98765432';

/** GB 11643: an existing day of birth and the check digit. */
export function isIdNumber(number: string): boolean {
  if (!/^\d{17}[\dX]$/.test(number) || !isDay(bornOn(number))) return false;
  const sum = WEIGHTS.reduce((total, weight, i) => total + weight * Number(number[i]), 0);
  return CHECK_DIGITS[sum % 11] === number[17];
}

const bornOn = (number: string): string =>
  `${number.slice(6, 10)}-${number.slice(10, 12)}-${number.slice(12, 14)}`;

const isMinor = (number: string, today: Day): boolean => addMonths(bornOn(number), ADULT_ENOUGH * 12) > today;

/** '110***********8888' */
export const maskId = (number: string): string => `${number.slice(0, 3)}***********${number.slice(-4)}`;

const HELP = /不识字|不认字|看不(清|见|懂字)|眼睛(不好|花|看不)|盲人?|听不(见|清)|耳(聋|背)|聋|视力|听力/;

/** The person says that reading or hearing is hard. */
export const asksHelp = (text: string): boolean => HELP.test(text);

const GRIEVANCE =
  /投诉|举报|检举|信访|上访|告状|(要求|请求|希望|请).{0,8}(查处|处理|严惩|赔偿|解决|给个说法|给说法|退钱|退款|道歉|撤职)|凭什么|讨个?说法|讨薪/;
const INFORMATION =
  /文件|文号|[〔[]20\d\d[〕\]]|数据|名单|清单|明细|台账|账目?|预算|决算|合同|协议|方案|规划|批复|批文|许可证|记录|纪要|报告|复印件|材料|依据|标准|档案|信息公开|公开.{0,12}(情况|信息|内容)|统计/;

/** 信访投诉举报 in the form of a request (条例第三十九条): wants something done, and names no information. */
export const readsAsGrievance = (text: string): boolean => GRIEVANCE.test(text) && !INFORMATION.test(text);

const CORRECTION =
  /(更正|纠正|改正|改过来).{0,20}(信息|记录|登记|资料|档案|数据)|(信息|记录|登记|资料|档案|数据).{0,20}(错|不准|不对|有误).{0,20}(更正|纠正|改)/;

/** 要求更正 (条例第四十一条). */
export const readsAsCorrection = (text: string): boolean => CORRECTION.test(text);

/** How alike two descriptions are, 0 to 1: shared pairs of characters (Dice). */
export function likeness(a: string, b: string): number {
  const [left, right] = [pairs(a), pairs(b)];
  if (left.size === 0 || right.size === 0) return 0;
  let shared = 0;
  for (const pair of left) if (right.has(pair)) shared++;
  return (2 * shared) / (left.size + right.size);
}

const FILLER = /[\s,。、;:!?,.;:!?《》"'()()]|我|要|想|申请|公开|请|关于|的|一下|麻烦/g;

function pairs(text: string): Set<string> {
  const plain = text.normalize('NFKC').replace(FILLER, '');
  return new Set(Array.from({ length: Math.max(0, plain.length - 1) }, (_, i) => plain.slice(i, i + 2)));
}
