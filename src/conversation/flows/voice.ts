/** 表扬, 建议 and a call for help 紧急求助 by chat: one message is enough. */
import type { Supervision } from '../../supervision/complaints.ts';
import { GUIDANCE } from '../../supervision/triage.ts';
import { plainPlan, say } from '../plan.ts';
import { withoutFlow, type Flow } from './flow.ts';

const THANKS = {
  suggestion: (number: string) => `谢谢您的建议,已经登记,编号 ${number}。采纳没采纳,都会告诉您。`,
  praise: (number: string) => `谢谢您!已经登记,编号 ${number},会转告被表扬的同志。`,
  emergency: (number: string) => `已经通知县政府值班的同志,编号 ${number}。`,
} as const;

export function createVoiceFlow(kind: keyof typeof THANKS, supervision: Supervision): Flow {
  return {
    name: kind,
    begin: ({ text, unit, session }) =>
      plainPlan(kind, 'flow', [], withoutFlow(session), {
        async apply(tx, { citizenId, address }) {
          const { number, above, triage } = await supervision.file(tx, {
            text,
            kind,
            ...(unit ? { aboutUnit: unit } : {}),
            anonymous: false,
            reported: false,
            source: 'chat',
            identity: { address, ...(citizenId ? { citizenId } : {}) },
          });
          if (above) return say(GUIDANCE.above);
          // Told as praise or advice, heard as what it is.
          if (triage.sealed)
            return say(`已经登记,编号 ${number}。您反映的事只交给纪检监察机关,被反映的人和单位看不到。`);
          return say(THANKS[kind](number));
        },
      }),
    step: ({ session }) => plainPlan(kind, 'none', [], withoutFlow(session)),
  };
}
