/** Numbered next steps under an answer, the same everywhere. */
import type { Procedure } from '../../disclosure/procedures.ts';
import type { Field } from '../fields.ts';

export interface NextStep {
  /** What choosing it does: a flow, `ask:…` a question, `field:…` of the same matter, `follow:…` an item. */
  id: string;
  label: string;
}

export type AnswerKind = 'procedure' | 'unit' | 'disclosure' | 'law' | 'refused';

const COMPLAIN: NextStep = { id: 'complaint', label: '怎么投诉' };
const REQUEST: NextStep = { id: 'request', label: '申请公开信息' };
const WRONG: NextStep = { id: 'wrong', label: '答得不对' };
const HUMAN: NextStep = { id: 'human', label: '转人工' };
const OFFERS: readonly { field: Field; label: string }[] = [
  { field: 'materials', label: '要带什么' },
  { field: 'steps', label: '怎么办' },
  { field: 'conditions', label: '什么条件' },
];

/** `near`: a matter nearly as likely; `titles`: published items nearly as likely; `awaited`: code of an item not public yet. */
export function nextSteps(
  kind: AnswerKind,
  asked: readonly Field[],
  near?: Procedure,
  titles: readonly string[] = [],
  awaited?: string,
): NextStep[] {
  switch (kind) {
    case 'procedure':
      return [
        ...(near ? [{ id: `ask:${near.name}`, label: `您问的是“${near.name}”?` }] : []),
        ...OFFERS.filter(({ field }) => !asked.includes(field))
          .slice(0, 2)
          .map(({ field, label }) => ({ id: `field:${field}`, label })),
        COMPLAIN,
        WRONG,
        HUMAN,
      ];
    case 'disclosure':
      return [
        ...(awaited ? [{ id: `follow:${awaited}`, label: '公开时告诉我' }] : []),
        ...titles.map((title) => ({ id: `ask:${title}`, label: title })),
        REQUEST,
        COMPLAIN,
        WRONG,
        HUMAN,
      ];
    case 'refused':
      return [HUMAN, REQUEST];
    default:
      return [COMPLAIN, WRONG, HUMAN];
  }
}
