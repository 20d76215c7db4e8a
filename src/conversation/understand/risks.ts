/** Whether a sentence asks for what must not be answered, or cries for help. */
import { trainClassifier, type Classifier } from './classifier.ts';
import { INTENT_EXAMPLES, RISK_EXAMPLES } from './examples.ts';
import { featuresOf } from './features.ts';
import { risksIn, RISKS, type Risk } from './risk-cues.ts';

type Kind = Risk | 'none';

/** Beside a telling word the sentence need only sound a little like it; without one it must sound much like it. */
const SHARE_WITH_CUE = 0.02;
const SHARE_ALONE = 0.6;
/** Words of these are trusted as they stand. */
const TRUSTED: ReadonlySet<Risk> = new Set<Risk>(['selfHarm', 'abuse']);

const OF_INTENT: Readonly<Record<string, Kind>> = {
  off_topic: 'offTopic',
  injection: 'injection',
  abuse: 'abuse',
  emergency: 'emergency',
};

let trained: Classifier<Kind> | undefined;

/** A risk with how sure it is, 0 to 1. */
export interface HeardRisk {
  risk: Risk;
  share: number;
}

/** The risks a text carries, the gravest first. */
export function readRisks(text: string): HeardRisk[] {
  trained ??= train();
  const cues = new Set(risksIn(text));
  const shares = new Map(
    trained.classify(featuresOf(text, [...cues])).map(({ class: kind, share }) => [kind, share]),
  );
  return RISKS.flatMap((risk) => {
    const share = cues.has(risk) && TRUSTED.has(risk) ? 1 : (shares.get(risk) ?? 0);
    return share >= (cues.has(risk) ? SHARE_WITH_CUE : SHARE_ALONE) ? [{ risk, share }] : [];
  });
}

function train(): Classifier<Kind> {
  const examples = [
    ...INTENT_EXAMPLES.flatMap(([intent, sentences]) =>
      sentences.map((sentence) => ({ kind: OF_INTENT[intent] ?? ('none' as const), sentence })),
    ),
    ...RISK_EXAMPLES.flatMap(([kind, sentences]) => sentences.map((sentence) => ({ kind, sentence }))),
  ];
  return trainClassifier(
    examples.map(({ kind, sentence }) => ({ class: kind, features: featuresOf(sentence) })),
  );
}
