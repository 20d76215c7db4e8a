/** 公开主体: the unit or the group of units a text names. */

export interface NamedUnit {
  code: string;
  name: string;
  aliases: readonly string[];
  type: string;
}

export interface UnitNames {
  /** Codes of the units meant; undefined when the county has no such unit. */
  resolve(text: string): string[] | undefined;
}

const plain = (text: string): string => text.normalize('NFKC').replace(/\s+/g, '');
/** A bracketed suffix of a name does not matter: 人民政府办公室(政务公开科). */
const withoutSuffix = (name: string): string => name.replace(/\([^()]*\)$/, '');

const COMMITTEES = ['village_committee', 'resident_committee'];
const GROUPS: readonly (readonly [RegExp, readonly string[]])[] = [
  [
    /^(各|各个|全县各|辖区内?各)?(乡镇|镇乡|乡\(镇\)|镇\(乡\)|乡镇街道|乡镇\(街道\)|乡\(镇、街道\))(人民政府|政府)?(\(街道办事处\)|、街道办事处|\(办事处\)|和街道办事处)?$/,
    ['township'],
  ],
  [
    /^(各|各个)?(县级|县直|县政府|县)?(各|有关|相关)?(部门|职能部门|工作部门|各单位)$|^县级各部门(单位)?$/,
    ['department'],
  ],
  [
    /^(各|各个)?(村\(居\)|村居|村、居|村\(社区\)|村社区|村和社区)(民)?(委员会|委会|委|民委员会)?$/,
    COMMITTEES,
  ],
  [/^(各|各个)(社区|居)(居民委员会|居委会|民委员会|委会)?$/, ['resident_committee']],
  [/^(各|各个)(村)(村?民委员会|委会|民委员会)?$/, ['village_committee']],
];

export function createUnitNames(units: readonly NamedUnit[]): UnitNames {
  const county = commonCounty(units);
  const byName = new Map<string, string>();
  const add = (name: string, code: string): void => {
    const base = withoutSuffix(plain(name));
    const bare = county && base.startsWith(county) ? base.slice(county.length) : base;
    for (const form of [plain(name), base, bare, `县${bare}`, `${county}${bare}`])
      if (form && !byName.has(form)) byName.set(form, code);
  };
  for (const unit of units) add(unit.name, unit.code);
  for (const unit of units) for (const alias of unit.aliases) add(alias, unit.code);
  return {
    resolve(text) {
      const name = plain(text);
      const code = byName.get(name) ?? byName.get(withoutSuffix(name));
      if (code) return [code];
      const types = GROUPS.find(([pattern]) => pattern.test(name))?.[1];
      return types && units.filter((unit) => types.includes(unit.type)).map((unit) => unit.code);
    },
  };
}

/** What most units' names begin with: 清和县. */
export function commonCounty(units: readonly { name: string }[]): string {
  const counts = new Map<string, number>();
  for (const { name } of units) {
    const head = /^.{2,6}?[县市区旗]/.exec(plain(name))?.[0];
    if (head) counts.set(head, (counts.get(head) ?? 0) + 1);
  }
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? '';
}
