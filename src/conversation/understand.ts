/** What a message says: intents, what is asked, what must not be answered, and where the conversation goes with it. */
import { readFields, type Field } from '../answers/fields.ts';
import type { Matcher } from '../answers/matcher.ts';
import type { RefusalReason } from '../answers/refuse.ts';
import { readIntents, type Intent } from './understand/intents.ts';
import { readable } from './understand/normalise.ts';
import { otherRegion } from './understand/regions.ts';
import { readRisks, type Risk } from './understand/risks.ts';

export interface Understanding {
  /** The text as it is read: slips mended, fillers gone. */
  text: string;
  intents: Intent[];
  fields: Field[];
  risks: Risk[];
  /** A place that is not this county. */
  region: string | undefined;
  /** Code of the unit named, if any. */
  unit: string | undefined;
  /** A reference number or receipt in the text. */
  reference: string | undefined;
}

export type Route =
  | { to: 'answer'; lookup: boolean }
  | { to: 'refuse'; reason: RefusalReason }
  | {
      to: 'flow';
      flow:
        | 'complaint'
        | 'report'
        | 'request'
        | 'comment'
        | 'hearing'
        | 'praise'
        | 'suggestion'
        | 'privacy'
        | 'progress';
    }
  | { to: 'handoff' }
  | { to: 'emergency' }
  | { to: 'greet' }
  | { to: 'unclear' };

const REFERENCE =
  /(?<![A-Z0-9])(?:TS|SQ|YJ)-[0-9A-Z]{4}-[0-9A-Z]{4}(?![0-9A-Z])|(?<!\d)(?:\d{4}[ -]?){3}\d{4}(?!\d)/i;

export function understand(message: string, matcher: Matcher): Understanding {
  const text = readable(message);
  const fields = readFields(text);
  const risks = readRisks(text);
  const [procedure] = matcher.procedures(text);
  const [unit] = matcher.units(text);
  const named = procedure !== undefined && procedure.name !== '';
  const intents = readIntents({
    text,
    fields,
    risks,
    matched: named || unit !== undefined,
    matchedUnit: unit !== undefined && !named,
  });
  return {
    text,
    intents,
    fields,
    risks,
    region: otherRegion(text, matcher.places),
    unit: unit?.record.code,
    reference: REFERENCE.exec(message)?.[0]?.toUpperCase(),
  };
}

const FLOWS: Readonly<Partial<Record<Intent, Extract<Route, { to: 'flow' }>['flow']>>> = {
  complaint: 'complaint',
  report_corruption: 'report',
  info_request: 'request',
  comment_draft: 'comment',
  hearing_signup: 'hearing',
  praise: 'praise',
  suggestion: 'suggestion',
  privacy: 'privacy',
  progress: 'progress',
};

const REFUSED: readonly (readonly [Risk, RefusalReason])[] = [
  ['identityFishing', 'identity'],
  ['impersonation', 'identity'],
  ['secret', 'secret'],
  ['personalData', 'personalData'],
  ['advice', 'advice'],
  ['opinion', 'opinion'],
  ['offTopic', 'offTopic'],
];

/** Where a first message goes. What must be refused is refused before anything is looked up. */
export function route(understanding: Understanding): Route {
  const { intents, risks, region, fields, text } = understanding;
  const [main] = intents;
  if (main === 'emergency') return { to: 'emergency' };
  const risky = REFUSED.find(([risk]) => risks.includes(risk));
  if (risks.includes('injection'))
    return risky ? { to: 'refuse', reason: risky[1] } : { to: 'refuse', reason: 'injection' };
  if (risky && !(risky[0] === 'offTopic' && fields.length > 0 && main !== 'off_topic')) {
    const spoken: readonly Intent[] = ['complaint', 'report_corruption', 'privacy', 'suggestion', 'human'];
    if (risky[0] === 'identityFishing' || risky[0] === 'impersonation' || risky[0] === 'secret')
      return { to: 'refuse', reason: risky[1] };
    if (!spoken.includes(main!)) return { to: 'refuse', reason: risky[1] };
  }
  if (main === 'human') return { to: 'handoff' };
  if (main === 'abuse')
    return intents.length > 1
      ? route({ ...understanding, intents: intents.slice(1), risks: [] })
      : { to: 'handoff' };
  if (main === 'greeting') return { to: 'greet' };
  const flow = main && FLOWS[main];
  if (flow) return { to: 'flow', flow };
  if (region && !/异地|外地|跨省|外省|转入|迁入|迁到|转到|落户到/.test(text))
    return { to: 'refuse', reason: 'otherRegion' };
  if (main === 'unclear' && fields.length === 0 && [...text].length < 3) return { to: 'unclear' };
  return { to: 'answer', lookup: main === 'disclosure_lookup' };
}
