/** The flows a citizen can begin, by name: complaint, request, comment, praise, suggestion, call for help. */
import { dayOf } from '../kit/day.ts';
import type { Comments } from '../participation/comments.ts';
import type { Requests } from '../participation/requests.ts';
import type { Db } from '../store/database.ts';
import type { Supervision } from '../supervision/complaints.ts';
import { createCommentFlow } from './flows/comment.ts';
import { createComplaintFlow } from './flows/complaint.ts';
import type { Flow } from './flows/flow.ts';
import { createRequestFlow } from './flows/request.ts';
import { createVoiceFlow } from './flows/voice.ts';

export interface FlowDeps {
  db: Db;
  supervision: Supervision;
  requests: Requests;
  comments: Comments;
}

export function createFlows({ db, supervision, requests, comments }: FlowDeps): ReadonlyMap<string, Flow> {
  const flows = [
    createComplaintFlow(supervision),
    createRequestFlow(requests),
    createCommentFlow(comments, (now) => comments.open(db, dayOf(now))),
    createVoiceFlow('suggestion', supervision),
    createVoiceFlow('praise', supervision),
    createVoiceFlow('emergency', supervision),
  ];
  return new Map(flows.map((flow) => [flow.name, flow as Flow]));
}
