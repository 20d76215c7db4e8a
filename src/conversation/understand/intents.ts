/** What a person wants, told from the sentence as a whole. Several at a time are common. */
import type { Field } from '../../answers/fields.ts';
import { cuesIn } from './cues.ts';
import { trainClassifier, type Classifier } from './classifier.ts';
import { INTENT_EXAMPLES } from './examples.ts';
import { featuresOf } from './features.ts';
import type { Risk } from './risk-cues.ts';

export const INTENTS = [
  'procedure',
  'deadline',
  'legal_basis',
  'fee',
  'progress',
  'contact',
  'disclosure_lookup',
  'complaint',
  'report_corruption',
  'info_request',
  'comment_draft',
  'hearing_signup',
  'praise',
  'suggestion',
  'human',
  'greeting',
  'off_topic',
  'injection',
  'abuse',
  'emergency',
  'privacy',
  'unclear',
] as const;
export type Intent = (typeof INTENTS)[number];

/** A second intent must sound at least this likely. */
const SECOND_SHARE = 0.22;
const ONLY_GREETING =
  /^(你好|您好|在吗|在不在|在么|有人(吗|没|在吗|在)?|喂+|哈喽|hello|hi|嗨|早上好|早|上午好|中午好|下午好|晚上好|早安|晚安|打扰(了|一下)?|请问(一下)?|咨询(一下|点事)?|(我)?(想|要)?(咨询|请教|问|打听)(一下|下|点事|个事|点事情|个问题)?|呀|啊|哈|吗|有没有人|老师|同志|领导|好|[,。!?~\s])+$/i;
const THANKS = /^(好的?|行|知道了|明白了|谢谢(你|您)?|谢了|多谢|ok|嗯+|收到|哦+|再见|拜拜)[。!,~]*$/i;
/** Marks, numbers, one character, or a word of Latin letters that the keyboard made. */
const MEANINGLESS = /^[\p{P}\p{S}\s\d]*$|^.$|^(?!(dan|root|admin|prompt|sql)$)[a-z\d]{1,12}$/iu;
const ASKS_THE_WAY = /流程|步骤|程序|手续|(怎么|咋个?|如何|怎样|点样|啷个)(办|申|弄|搞|领|整)/;

const OF_FIELD: Readonly<Partial<Record<Field, Intent>>> = {
  deadline: 'deadline',
  statutory: 'deadline',
  fee: 'fee',
  basis: 'legal_basis',
  phone: 'contact',
  supervision: 'contact',
};
const ASKING: ReadonlySet<Intent> = new Set<Intent>([
  'procedure',
  'deadline',
  'legal_basis',
  'fee',
  'contact',
]);

/** A clause is only heard when it sounds like one thing and holds a word of it. */
const CLAUSE_SHARE = 0.4;
const SAYS_SO: Readonly<Partial<Record<Intent, readonly string[]>>> = {
  complaint: ['complain'],
  report_corruption: ['bribe', 'report', 'official-money'],
  suggestion: ['suggest'],
  praise: ['praise'],
  hearing_signup: ['hearing'],
  comment_draft: ['draft'],
  info_request: ['ask-copy'],
  contact: ['where-whom'],
  deadline: ['how-long'],
  fee: ['how-much'],
  legal_basis: ['by-which-law'],
};

let trained: Classifier<Intent> | undefined;

export interface IntentFacts {
  /** Readable text. */
  text: string;
  fields: readonly Field[];
  risks: readonly Risk[];
  /** A record of the county is named in the text. */
  matched: boolean;
}

export interface HeardIntents {
  /** The main one first. */
  intents: Intent[];
  /** How sure the main one is, 0 to 1. */
  share: number;
}

/** What is wanted; rules for what words alone decide, the sentence as a whole for the rest. */
export function readIntents(facts: IntentFacts): HeardIntents {
  const { text, risks } = facts;
  const plain = byRule(facts);
  if (plain) return { intents: [plain], share: 1 };
  trained ??= train();
  const [first, second] = trained.classify(featuresOf(text));
  const heard = [first!.class, ...(second!.share >= SECOND_SHARE ? [second!.class] : [])];
  const main = mainOf(heard[0]!, facts);
  if (risks.includes('abuse'))
    return { intents: ['abuse', ...(isMatter(main) ? [main] : [])], share: first!.share };
  const more = ASKING.has(main) || isGreat(text) ? inClauses(text) : [];
  return { intents: withAsked(main, [...heard, ...more], facts), share: first!.share };
}

/** Long enough to hold two wants. */
const isGreat = (text: string): boolean => [...text].length >= 12;

/** What each clause beside the first wants, where it says so in so many words. */
function inClauses(text: string): Intent[] {
  return text
    .split(/[,。!?;\s]+/)
    .slice(1)
    .flatMap((clause) => {
      if ([...clause].length < 4) return [];
      const [heard] = trained!.classify(featuresOf(clause));
      const cues = cuesIn(clause);
      return heard!.share >= CLAUSE_SHARE && SAYS_SO[heard!.class]?.some((cue) => cues.includes(cue))
        ? [heard!.class]
        : [];
    });
}

function byRule(facts: IntentFacts): Intent | undefined {
  const { text, risks } = facts;
  if (isDanger(facts)) return 'emergency';
  if (ONLY_GREETING.test(text)) return 'greeting';
  if (MEANINGLESS.test(text)) return 'unclear';
  if (THANKS.test(text)) return /谢/.test(text) ? 'praise' : 'unclear';
  const trick = risks.some(
    (risk) => risk === 'injection' || risk === 'identityFishing' || risk === 'impersonation',
  );
  return trick ? 'injection' : undefined;
}

function train(): Classifier<Intent> {
  return trainClassifier(
    INTENT_EXAMPLES.flatMap(([intent, sentences]) =>
      sentences.map((sentence) => ({ class: intent as Intent, features: featuresOf(sentence) })),
    ),
  );
}

/** Help needed now. "房子要塌了,危房补助怎么申请" asks about a matter; "快来人" never does. */
function isDanger({ text, risks, fields, matched }: IntentFacts): boolean {
  if (risks.includes('selfHarm')) return true;
  if (!risks.includes('emergency')) return false;
  const now = /快来|救命|救人|快死|被(埋|压|困)|正在|打起来|(?<!先)报警/.test(text);
  return now || !matched || fields.length === 0;
}

/** "办护照怎么办,几天能拿" is about the way first. */
function mainOf(intent: Intent, { text }: IntentFacts): Intent {
  return (intent === 'deadline' || intent === 'fee') && ASKS_THE_WAY.test(text) ? 'procedure' : intent;
}

const isMatter = (intent: Intent): boolean =>
  intent === 'complaint' ||
  intent === 'report_corruption' ||
  intent === 'progress' ||
  intent === 'info_request';

/** Beside the main intent the others heard, and what is asked in so many words. */
function withAsked(main: Intent, heard: readonly Intent[], { text, fields }: IntentFacts): Intent[] {
  const asked =
    ASKING.has(main) || /[,。?!;]/.test(text) ? fields.flatMap((field) => OF_FIELD[field] ?? []) : [];
  const others = ASKING.has(main)
    ? [...asked, ...heard.filter((intent) => !ASKING.has(intent))]
    : [...heard, ...asked];
  return [
    ...new Set([main, ...others.filter((intent) => intent !== 'unclear' && intent !== 'off_topic')]),
  ].slice(0, 3);
}
