-- CreateTable
CREATE TABLE "conversation" (
    "id" TEXT NOT NULL,
    "channel" TEXT NOT NULL,
    "account" TEXT NOT NULL,
    "citizen_id" TEXT,
    "userid" TEXT,
    "state_sealed" TEXT,
    "served_by" TEXT,
    "served_until" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "last_inbound_at" TIMESTAMPTZ(3),

    CONSTRAINT "conversation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "turn" (
    "id" TEXT NOT NULL,
    "conversation_id" TEXT NOT NULL,
    "event_key" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "text_sealed" TEXT NOT NULL,
    "intent" TEXT NOT NULL,
    "intents" TEXT[],
    "outcome" TEXT NOT NULL,
    "reply_sealed" TEXT NOT NULL,
    "evidence" JSONB NOT NULL,

    CONSTRAINT "turn_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "answer_report" (
    "id" TEXT NOT NULL,
    "turn_id" TEXT,
    "kind" TEXT NOT NULL,
    "topic" TEXT,
    "text_sealed" TEXT NOT NULL,
    "unit_code" TEXT,
    "status" TEXT NOT NULL DEFAULT 'open',
    "resolution" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "closed_at" TIMESTAMPTZ(3),

    CONSTRAINT "answer_report_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "confirmed_answer" (
    "id" TEXT NOT NULL,
    "question" TEXT NOT NULL,
    "record_type" TEXT NOT NULL,
    "record_id" TEXT NOT NULL,
    "field" TEXT,
    "answer" TEXT,
    "confirmed_by" TEXT NOT NULL,
    "confirmed_at" TIMESTAMPTZ(3) NOT NULL,
    "active" BOOLEAN NOT NULL DEFAULT true,

    CONSTRAINT "confirmed_answer_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "subscription" (
    "id" TEXT NOT NULL,
    "citizen_id" TEXT NOT NULL,
    "topic" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "subscription_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "disclosure_category" (
    "code" TEXT NOT NULL,
    "regime" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "active" BOOLEAN NOT NULL DEFAULT true,

    CONSTRAINT "disclosure_category_pkey" PRIMARY KEY ("code")
);

-- CreateTable
CREATE TABLE "catalogue_item" (
    "id" TEXT NOT NULL,
    "field" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "level1" TEXT NOT NULL,
    "level2" TEXT NOT NULL,
    "content" TEXT NOT NULL,
    "basis" TEXT[],
    "deadline_phrase" TEXT NOT NULL,
    "deadline_meaning" JSONB NOT NULL,
    "units_text" TEXT[],
    "channels" TEXT[],
    "audience" TEXT,
    "audience_who" TEXT,
    "mode" TEXT,
    "tier" TEXT[],
    "extra" JSONB,
    "content_hash" TEXT NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "catalogue_item_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "catalogue_item_unit" (
    "item_id" TEXT NOT NULL,
    "unit_code" TEXT NOT NULL,

    CONSTRAINT "catalogue_item_unit_pkey" PRIMARY KEY ("item_id","unit_code")
);

-- CreateTable
CREATE TABLE "procedure" (
    "code" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "aliases" TEXT[],
    "unit_code" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "audience" TEXT NOT NULL,
    "conditions" TEXT[],
    "materials" JSONB NOT NULL,
    "steps" JSONB NOT NULL,
    "statutory_limit" JSONB NOT NULL,
    "promised_limit" JSONB NOT NULL,
    "fee" JSONB NOT NULL,
    "basis" JSONB NOT NULL,
    "result" TEXT NOT NULL,
    "rights" TEXT[],
    "duties" TEXT[],
    "place" TEXT NOT NULL,
    "hours" TEXT NOT NULL,
    "phone" TEXT NOT NULL,
    "supervision_phone" TEXT NOT NULL,
    "online_url" TEXT,
    "updated" TEXT NOT NULL,
    "active" BOOLEAN NOT NULL DEFAULT true,

    CONSTRAINT "procedure_pkey" PRIMARY KEY ("code")
);

-- CreateTable
CREATE TABLE "law_article" (
    "id" TEXT NOT NULL,
    "law" TEXT NOT NULL,
    "article" TEXT,
    "article_no" INTEGER,
    "chapter" TEXT,
    "text" TEXT,
    "gist" TEXT,
    "version" TEXT NOT NULL,
    "effective" TEXT,
    "status" TEXT NOT NULL,
    "verified" BOOLEAN NOT NULL,

    CONSTRAINT "law_article_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "disclosure" (
    "code" TEXT NOT NULL,
    "category" TEXT NOT NULL,
    "regime" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "summary" TEXT NOT NULL,
    "body" TEXT,
    "unit_code" TEXT NOT NULL,
    "basis" JSONB NOT NULL,
    "mode" TEXT NOT NULL,
    "reason" TEXT,
    "ground" TEXT,
    "approved_by" TEXT,
    "review" JSONB,
    "formed" TEXT,
    "expected" TEXT,
    "due" TEXT,
    "provisional" BOOLEAN NOT NULL DEFAULT false,
    "published" TEXT,
    "url" TEXT,
    "status" TEXT NOT NULL,
    "deadline_phrase" TEXT NOT NULL,
    "audience" TEXT NOT NULL,
    "stage" TEXT,
    "amount" DECIMAL(18,2),
    "matter" TEXT,
    "system" TEXT,
    "recurrence" JSONB,
    "must_disclose" BOOLEAN NOT NULL DEFAULT false,
    "hot_topic" BOOLEAN NOT NULL DEFAULT false,
    "procedure_code" TEXT,
    "details" JSONB NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "disclosure_pkey" PRIMARY KEY ("code")
);

-- CreateTable
CREATE TABLE "disclosure_version" (
    "code" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "content" JSONB NOT NULL,
    "reason" TEXT NOT NULL,
    "changed_by" TEXT,
    "changed_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "disclosure_version_pkey" PRIMARY KEY ("code","version")
);

-- CreateTable
CREATE TABLE "obligation" (
    "id" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "unit_code" TEXT NOT NULL,
    "co_units" TEXT[],
    "disclosure_code" TEXT,
    "catalogue_item_id" TEXT,
    "leader_userid" TEXT,
    "officer_userid" TEXT,
    "trigger" TEXT NOT NULL,
    "triggered_on" TEXT,
    "period" TEXT,
    "order_doc_no" TEXT,
    "due" TEXT,
    "provisional" BOOLEAN NOT NULL DEFAULT false,
    "due_steps" JSONB NOT NULL,
    "original_due" TEXT,
    "status" TEXT NOT NULL DEFAULT 'open',
    "acknowledged_at" TIMESTAMPTZ(3),
    "acknowledged_by" TEXT,
    "fulfilled_on" TEXT,
    "excuse" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "obligation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "obligation_event" (
    "id" TEXT NOT NULL,
    "obligation_id" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "actor" TEXT NOT NULL,
    "fact" TEXT NOT NULL,
    "detail" JSONB,

    CONSTRAINT "obligation_event_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "obligation_reminder" (
    "obligation_id" TEXT NOT NULL,
    "level" TEXT NOT NULL,
    "due" TEXT NOT NULL,
    "userid" TEXT NOT NULL,
    "day" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "obligation_reminder_pkey" PRIMARY KEY ("obligation_id","level","due","userid")
);

-- CreateTable
CREATE TABLE "calendar_year" (
    "year" INTEGER NOT NULL,
    "notice" TEXT NOT NULL,
    "imported_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "calendar_year_pkey" PRIMARY KEY ("year")
);

-- CreateTable
CREATE TABLE "calendar_day" (
    "date" TEXT NOT NULL,
    "year" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,

    CONSTRAINT "calendar_day_pkey" PRIMARY KEY ("date")
);

-- CreateTable
CREATE TABLE "information_request" (
    "id" TEXT NOT NULL,
    "number" TEXT NOT NULL,
    "unit_code" TEXT NOT NULL,
    "applicant_sealed" TEXT NOT NULL,
    "citizen_id" TEXT,
    "description_sealed" TEXT NOT NULL,
    "form" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "confirmed_on" TEXT,
    "due" TEXT,
    "provisional" BOOLEAN NOT NULL DEFAULT false,
    "due_steps" JSONB,
    "extended_by" TEXT,
    "answer_kind" TEXT,
    "answer_reason" TEXT,
    "answered_on" TEXT,

    CONSTRAINT "information_request_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "information_request_event" (
    "id" TEXT NOT NULL,
    "request_id" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "actor" TEXT NOT NULL,
    "fact" TEXT NOT NULL,
    "detail" JSONB,

    CONSTRAINT "information_request_event_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "consultation" (
    "id" TEXT NOT NULL,
    "disclosure_code" TEXT NOT NULL,
    "opens" TEXT NOT NULL,
    "closes" TEXT NOT NULL,
    "short_reason" TEXT,
    "status" TEXT NOT NULL,
    "summary" TEXT,

    CONSTRAINT "consultation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "comment" (
    "id" TEXT NOT NULL,
    "number" TEXT NOT NULL,
    "consultation_id" TEXT NOT NULL,
    "citizen_id" TEXT,
    "clause" TEXT,
    "text_sealed" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "adoption" TEXT,
    "adoption_reason" TEXT,
    "cluster" TEXT,

    CONSTRAINT "comment_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "hearing" (
    "id" TEXT NOT NULL,
    "disclosure_code" TEXT NOT NULL,
    "held_at" TIMESTAMPTZ(3) NOT NULL,
    "place" TEXT NOT NULL,
    "seats" INTEGER NOT NULL,
    "signup_from" TEXT NOT NULL,
    "signup_to" TEXT NOT NULL,
    "selection" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "host_userid" TEXT,
    "minutes" TEXT,
    "feedback" TEXT,

    CONSTRAINT "hearing_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "hearing_signup" (
    "id" TEXT NOT NULL,
    "number" TEXT NOT NULL,
    "hearing_id" TEXT NOT NULL,
    "citizen_id" TEXT,
    "name_sealed" TEXT,
    "position" INTEGER NOT NULL,
    "status" TEXT NOT NULL,
    "code" TEXT,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "hearing_signup_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "decision" (
    "id" TEXT NOT NULL,
    "matter" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "unit_code" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "step" TEXT NOT NULL,
    "no_comment_reason" TEXT,
    "decided_on" TEXT,
    "history" JSONB NOT NULL,

    CONSTRAINT "decision_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "meeting" (
    "id" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "held_on" TEXT NOT NULL,
    "unit_code" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "scope" TEXT NOT NULL,
    "reason" TEXT,

    CONSTRAINT "meeting_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "meeting_matter" (
    "id" TEXT NOT NULL,
    "meeting_id" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "unit_code" TEXT NOT NULL,
    "obligation_id" TEXT,

    CONSTRAINT "meeting_matter_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "audit" (
    "id" TEXT NOT NULL,
    "period" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "auditor_unit" TEXT NOT NULL,
    "disclosure_code" TEXT,
    "result_on" TEXT,

    CONSTRAINT "audit_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "project" (
    "id" TEXT NOT NULL,
    "matter" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "unit_code" TEXT NOT NULL,
    "stage" TEXT NOT NULL,
    "history" JSONB NOT NULL,

    CONSTRAINT "project_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "case_file" (
    "id" TEXT NOT NULL,
    "number" TEXT NOT NULL,
    "subject_type" TEXT NOT NULL,
    "subject_id" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "unit_code" TEXT NOT NULL,
    "closed_on" TEXT NOT NULL,
    "retention" TEXT NOT NULL,
    "catalogue" JSONB NOT NULL,
    "hash" TEXT NOT NULL,
    "is_public" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "case_file_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "case_file_access" (
    "id" TEXT NOT NULL,
    "case_file_id" TEXT NOT NULL,
    "actor" TEXT NOT NULL,
    "purpose" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "case_file_access_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "unit" (
    "code" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "aliases" TEXT[],
    "type" TEXT NOT NULL,
    "parent_code" TEXT,
    "address" TEXT,
    "phone" TEXT,
    "hours" TEXT,
    "supervision_phone" TEXT,
    "duties" TEXT[],
    "powers" TEXT[],
    "discipline_rules" TEXT[],
    "free" BOOLEAN,
    "active" BOOLEAN NOT NULL DEFAULT true,

    CONSTRAINT "unit_pkey" PRIMARY KEY ("code")
);

-- CreateTable
CREATE TABLE "person" (
    "userid" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "title" TEXT,
    "unit_code" TEXT NOT NULL,
    "roles" TEXT[],
    "active" BOOLEAN NOT NULL DEFAULT true,
    "absent_from" TEXT,
    "absent_until" TEXT,
    "deputy_userid" TEXT,

    CONSTRAINT "person_pkey" PRIMARY KEY ("userid")
);

-- CreateTable
CREATE TABLE "tie_declaration" (
    "id" TEXT NOT NULL,
    "userid" TEXT NOT NULL,
    "related_userid" TEXT,
    "related_unit" TEXT,
    "related_sealed" TEXT,
    "relation" TEXT NOT NULL,
    "declared_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "tie_declaration_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "contact_point" (
    "code" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "phone" TEXT,
    "address" TEXT,
    "hours" TEXT,
    "unit_code" TEXT,
    "note" TEXT,

    CONSTRAINT "contact_point_pkey" PRIMARY KEY ("code")
);

-- CreateTable
CREATE TABLE "citizen" (
    "id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "citizen_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "citizen_address" (
    "hash" TEXT NOT NULL,
    "citizen_id" TEXT NOT NULL,
    "channel" TEXT NOT NULL,
    "account" TEXT NOT NULL,
    "sealed" TEXT NOT NULL,
    "last_inbound_at" TIMESTAMPTZ(3),
    "sent_in_window" INTEGER NOT NULL DEFAULT 0,
    "blocked_at" TIMESTAMPTZ(3),

    CONSTRAINT "citizen_address_pkey" PRIMARY KEY ("hash")
);

-- CreateTable
CREATE TABLE "outbox_message" (
    "id" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "lane" TEXT NOT NULL,
    "channel" TEXT NOT NULL,
    "account" TEXT NOT NULL,
    "recipient" TEXT NOT NULL,
    "to_sealed" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "body_sealed" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "due_at" TIMESTAMPTZ(3),
    "expires_at" TIMESTAMPTZ(3),
    "must_deliver" BOOLEAN NOT NULL DEFAULT false,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "parts_sent" INTEGER NOT NULL DEFAULT 0,
    "reason" TEXT,
    "errcode" INTEGER,
    "provider_id" TEXT,
    "task_id" TEXT,
    "response_code" TEXT,
    "subject_type" TEXT,
    "subject_id" TEXT,
    "in_reply_to" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "sent_at" TIMESTAMPTZ(3),

    CONSTRAINT "outbox_message_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "seen" (
    "key" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "seen_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "sync_cursor" (
    "account" TEXT NOT NULL,
    "cursor" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "sync_cursor_pkey" PRIMARY KEY ("account")
);

-- CreateTable
CREATE TABLE "access_token" (
    "app" TEXT NOT NULL,
    "sealed" TEXT,
    "expires_at" TIMESTAMPTZ(3),
    "lease_until" TIMESTAMPTZ(3),

    CONSTRAINT "access_token_pkey" PRIMARY KEY ("app")
);

-- CreateTable
CREATE TABLE "tick" (
    "name" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "claimed_at" TIMESTAMPTZ(3),
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "done" TIMESTAMPTZ(3),

    CONSTRAINT "tick_pkey" PRIMARY KEY ("name","at")
);

-- CreateTable
CREATE TABLE "setting" (
    "name" TEXT NOT NULL,
    "value" JSONB NOT NULL,
    "changed_by" TEXT,
    "changed_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "setting_pkey" PRIMARY KEY ("name")
);

-- CreateTable
CREATE TABLE "index_generation" (
    "corpus" TEXT NOT NULL,
    "generation" INTEGER NOT NULL,
    "changed_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "index_generation_pkey" PRIMARY KEY ("corpus")
);

-- CreateTable
CREATE TABLE "complaint" (
    "id" TEXT NOT NULL,
    "number" TEXT NOT NULL,
    "receipt_hash" TEXT NOT NULL,
    "category" TEXT NOT NULL,
    "class" TEXT NOT NULL,
    "urgent" BOOLEAN NOT NULL DEFAULT false,
    "sealed" BOOLEAN NOT NULL DEFAULT false,
    "text_sealed" TEXT NOT NULL,
    "summary_sealed" TEXT,
    "place" TEXT,
    "occurred" TEXT,
    "about_unit" TEXT,
    "about_userid" TEXT,
    "about_sealed" TEXT,
    "anonymous" BOOLEAN NOT NULL,
    "share_identity" BOOLEAN NOT NULL DEFAULT false,
    "source" TEXT NOT NULL,
    "supervision" TEXT,
    "status" TEXT NOT NULL,
    "handling_unit" TEXT,
    "queue_unit" TEXT NOT NULL,
    "assignee_userid" TEXT,
    "received_at" TIMESTAMPTZ(3) NOT NULL,
    "accept_due" TEXT,
    "close_due" TEXT,
    "provisional" BOOLEAN NOT NULL DEFAULT false,
    "due_steps" JSONB,
    "outcome" TEXT,
    "outcome_text" TEXT,
    "satisfaction" TEXT,
    "reopened" BOOLEAN NOT NULL DEFAULT false,
    "merged_into" TEXT,
    "closed_at" TIMESTAMPTZ(3),

    CONSTRAINT "complaint_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "complainant_identity" (
    "complaint_id" TEXT NOT NULL,
    "sealed" TEXT NOT NULL,

    CONSTRAINT "complainant_identity_pkey" PRIMARY KEY ("complaint_id")
);

-- CreateTable
CREATE TABLE "complaint_event" (
    "id" TEXT NOT NULL,
    "complaint_id" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "actor" TEXT NOT NULL,
    "fact" TEXT NOT NULL,
    "note_sealed" TEXT,
    "detail" JSONB,

    CONSTRAINT "complaint_event_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "complaint_attachment" (
    "id" TEXT NOT NULL,
    "complaint_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "name_sealed" TEXT NOT NULL,
    "bytes" INTEGER NOT NULL,
    "sealed" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "complaint_attachment_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "identity_opening" (
    "id" TEXT NOT NULL,
    "complaint_id" TEXT NOT NULL,
    "asked_by" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "asked_at" TIMESTAMPTZ(3) NOT NULL,
    "approved_by" TEXT,
    "approved_at" TIMESTAMPTZ(3),
    "opened_at" TIMESTAMPTZ(3),
    "told_at" TIMESTAMPTZ(3),

    CONSTRAINT "identity_opening_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "inspection" (
    "id" TEXT NOT NULL,
    "group_code" TEXT NOT NULL,
    "unit_code" TEXT NOT NULL,
    "rhythm" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "planned_on" TEXT NOT NULL,
    "done_on" TEXT,
    "checklist" JSONB NOT NULL,
    "findings" TEXT,
    "due_on" TEXT,
    "rectified_on" TEXT,

    CONSTRAINT "inspection_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "spot_check" (
    "id" TEXT NOT NULL,
    "disclosure_code" TEXT NOT NULL,
    "group_code" TEXT NOT NULL,
    "drawn_on" TEXT NOT NULL,
    "due_on" TEXT NOT NULL,
    "checked_by" TEXT,
    "result" TEXT,
    "note" TEXT,
    "checked_at" TIMESTAMPTZ(3),

    CONSTRAINT "spot_check_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "recommendation" (
    "id" TEXT NOT NULL,
    "group_code" TEXT NOT NULL,
    "unit_code" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "due_on" TEXT NOT NULL,
    "answer" TEXT,
    "reason" TEXT,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "answered_at" TIMESTAMPTZ(3),

    CONSTRAINT "recommendation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "accountability_case" (
    "id" TEXT NOT NULL,
    "number" TEXT NOT NULL,
    "unit_code" TEXT NOT NULL,
    "target_userid" TEXT,
    "ground" TEXT NOT NULL,
    "measure" TEXT,
    "subject_type" TEXT NOT NULL,
    "subject_id" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "opened_at" TIMESTAMPTZ(3) NOT NULL,
    "closed_at" TIMESTAMPTZ(3),

    CONSTRAINT "accountability_case_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "assessment" (
    "id" TEXT NOT NULL,
    "year" INTEGER NOT NULL,
    "unit_code" TEXT NOT NULL,
    "scores" JSONB NOT NULL,
    "total" DECIMAL(6,2) NOT NULL,
    "grade" TEXT NOT NULL,
    "fixed_at" TIMESTAMPTZ(3),

    CONSTRAINT "assessment_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "report" (
    "id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "period" TEXT NOT NULL,
    "unit_code" TEXT NOT NULL,
    "content" JSONB NOT NULL,
    "signed_by" TEXT,
    "signed_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "report_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "audit_entry" (
    "seq" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "actor" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "subject_type" TEXT NOT NULL,
    "subject_id" TEXT NOT NULL,
    "detail" JSONB,
    "previous" TEXT NOT NULL,
    "hash" TEXT NOT NULL,

    CONSTRAINT "audit_entry_pkey" PRIMARY KEY ("seq")
);

-- CreateIndex
CREATE INDEX "conversation_citizen_id_idx" ON "conversation"("citizen_id");

-- CreateIndex
CREATE INDEX "conversation_userid_idx" ON "conversation"("userid");

-- CreateIndex
CREATE UNIQUE INDEX "turn_event_key_key" ON "turn"("event_key");

-- CreateIndex
CREATE INDEX "turn_conversation_id_at_idx" ON "turn"("conversation_id", "at");

-- CreateIndex
CREATE INDEX "turn_intent_at_idx" ON "turn"("intent", "at");

-- CreateIndex
CREATE INDEX "answer_report_status_kind_idx" ON "answer_report"("status", "kind");

-- CreateIndex
CREATE INDEX "confirmed_answer_record_type_record_id_idx" ON "confirmed_answer"("record_type", "record_id");

-- CreateIndex
CREATE INDEX "subscription_citizen_id_idx" ON "subscription"("citizen_id");

-- CreateIndex
CREATE UNIQUE INDEX "catalogue_item_field_level1_level2_content_hash_key" ON "catalogue_item"("field", "level1", "level2", "content_hash");

-- CreateIndex
CREATE INDEX "catalogue_item_unit_unit_code_idx" ON "catalogue_item_unit"("unit_code");

-- CreateIndex
CREATE INDEX "procedure_unit_code_idx" ON "procedure"("unit_code");

-- CreateIndex
CREATE INDEX "law_article_law_article_no_idx" ON "law_article"("law", "article_no");

-- CreateIndex
CREATE INDEX "disclosure_unit_code_status_idx" ON "disclosure"("unit_code", "status");

-- CreateIndex
CREATE INDEX "disclosure_matter_idx" ON "disclosure"("matter");

-- CreateIndex
CREATE INDEX "disclosure_category_idx" ON "disclosure"("category");

-- CreateIndex
CREATE UNIQUE INDEX "obligation_key_key" ON "obligation"("key");

-- CreateIndex
CREATE INDEX "obligation_status_due_idx" ON "obligation"("status", "due");

-- CreateIndex
CREATE INDEX "obligation_unit_code_status_idx" ON "obligation"("unit_code", "status");

-- CreateIndex
CREATE INDEX "obligation_disclosure_code_idx" ON "obligation"("disclosure_code");

-- CreateIndex
CREATE INDEX "obligation_event_obligation_id_at_idx" ON "obligation_event"("obligation_id", "at");

-- CreateIndex
CREATE INDEX "obligation_reminder_day_userid_idx" ON "obligation_reminder"("day", "userid");

-- CreateIndex
CREATE INDEX "calendar_day_year_idx" ON "calendar_day"("year");

-- CreateIndex
CREATE UNIQUE INDEX "information_request_number_key" ON "information_request"("number");

-- CreateIndex
CREATE INDEX "information_request_unit_code_status_idx" ON "information_request"("unit_code", "status");

-- CreateIndex
CREATE INDEX "information_request_citizen_id_idx" ON "information_request"("citizen_id");

-- CreateIndex
CREATE INDEX "information_request_event_request_id_at_idx" ON "information_request_event"("request_id", "at");

-- CreateIndex
CREATE UNIQUE INDEX "consultation_disclosure_code_key" ON "consultation"("disclosure_code");

-- CreateIndex
CREATE UNIQUE INDEX "comment_number_key" ON "comment"("number");

-- CreateIndex
CREATE INDEX "comment_consultation_id_at_idx" ON "comment"("consultation_id", "at");

-- CreateIndex
CREATE UNIQUE INDEX "hearing_disclosure_code_key" ON "hearing"("disclosure_code");

-- CreateIndex
CREATE UNIQUE INDEX "hearing_signup_number_key" ON "hearing_signup"("number");

-- CreateIndex
CREATE INDEX "hearing_signup_citizen_id_idx" ON "hearing_signup"("citizen_id");

-- CreateIndex
CREATE UNIQUE INDEX "hearing_signup_hearing_id_position_key" ON "hearing_signup"("hearing_id", "position");

-- CreateIndex
CREATE UNIQUE INDEX "decision_matter_key" ON "decision"("matter");

-- CreateIndex
CREATE UNIQUE INDEX "project_matter_key" ON "project"("matter");

-- CreateIndex
CREATE UNIQUE INDEX "case_file_number_key" ON "case_file"("number");

-- CreateIndex
CREATE UNIQUE INDEX "case_file_subject_type_subject_id_key" ON "case_file"("subject_type", "subject_id");

-- CreateIndex
CREATE INDEX "case_file_access_case_file_id_at_idx" ON "case_file_access"("case_file_id", "at");

-- CreateIndex
CREATE UNIQUE INDEX "unit_name_key" ON "unit"("name");

-- CreateIndex
CREATE INDEX "person_unit_code_idx" ON "person"("unit_code");

-- CreateIndex
CREATE INDEX "tie_declaration_userid_idx" ON "tie_declaration"("userid");

-- CreateIndex
CREATE INDEX "citizen_address_citizen_id_idx" ON "citizen_address"("citizen_id");

-- CreateIndex
CREATE UNIQUE INDEX "outbox_message_key_key" ON "outbox_message"("key");

-- CreateIndex
CREATE UNIQUE INDEX "outbox_message_task_id_key" ON "outbox_message"("task_id");

-- CreateIndex
CREATE INDEX "outbox_message_state_due_at_idx" ON "outbox_message"("state", "due_at");

-- CreateIndex
CREATE INDEX "outbox_message_lane_created_at_idx" ON "outbox_message"("lane", "created_at");

-- CreateIndex
CREATE INDEX "outbox_message_subject_type_subject_id_idx" ON "outbox_message"("subject_type", "subject_id");

-- CreateIndex
CREATE INDEX "outbox_message_provider_id_idx" ON "outbox_message"("provider_id");

-- CreateIndex
CREATE INDEX "seen_at_idx" ON "seen"("at");

-- CreateIndex
CREATE UNIQUE INDEX "complaint_number_key" ON "complaint"("number");

-- CreateIndex
CREATE UNIQUE INDEX "complaint_receipt_hash_key" ON "complaint"("receipt_hash");

-- CreateIndex
CREATE INDEX "complaint_status_queue_unit_idx" ON "complaint"("status", "queue_unit");

-- CreateIndex
CREATE INDEX "complaint_about_unit_idx" ON "complaint"("about_unit");

-- CreateIndex
CREATE INDEX "complaint_close_due_idx" ON "complaint"("close_due");

-- CreateIndex
CREATE INDEX "complaint_event_complaint_id_at_idx" ON "complaint_event"("complaint_id", "at");

-- CreateIndex
CREATE INDEX "complaint_attachment_complaint_id_idx" ON "complaint_attachment"("complaint_id");

-- CreateIndex
CREATE INDEX "identity_opening_complaint_id_idx" ON "identity_opening"("complaint_id");

-- CreateIndex
CREATE UNIQUE INDEX "spot_check_disclosure_code_drawn_on_key" ON "spot_check"("disclosure_code", "drawn_on");

-- CreateIndex
CREATE UNIQUE INDEX "accountability_case_number_key" ON "accountability_case"("number");

-- CreateIndex
CREATE UNIQUE INDEX "assessment_year_unit_code_key" ON "assessment"("year", "unit_code");

-- CreateIndex
CREATE UNIQUE INDEX "report_kind_period_unit_code_key" ON "report"("kind", "period", "unit_code");

-- CreateIndex
CREATE INDEX "audit_entry_subject_type_subject_id_idx" ON "audit_entry"("subject_type", "subject_id");

-- CreateIndex
CREATE INDEX "audit_entry_actor_at_idx" ON "audit_entry"("actor", "at");

-- AddForeignKey
ALTER TABLE "turn" ADD CONSTRAINT "turn_conversation_id_fkey" FOREIGN KEY ("conversation_id") REFERENCES "conversation"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "catalogue_item_unit" ADD CONSTRAINT "catalogue_item_unit_item_id_fkey" FOREIGN KEY ("item_id") REFERENCES "catalogue_item"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "disclosure_version" ADD CONSTRAINT "disclosure_version_code_fkey" FOREIGN KEY ("code") REFERENCES "disclosure"("code") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "obligation_event" ADD CONSTRAINT "obligation_event_obligation_id_fkey" FOREIGN KEY ("obligation_id") REFERENCES "obligation"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "obligation_reminder" ADD CONSTRAINT "obligation_reminder_obligation_id_fkey" FOREIGN KEY ("obligation_id") REFERENCES "obligation"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "calendar_day" ADD CONSTRAINT "calendar_day_year_fkey" FOREIGN KEY ("year") REFERENCES "calendar_year"("year") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "information_request_event" ADD CONSTRAINT "information_request_event_request_id_fkey" FOREIGN KEY ("request_id") REFERENCES "information_request"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "comment" ADD CONSTRAINT "comment_consultation_id_fkey" FOREIGN KEY ("consultation_id") REFERENCES "consultation"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "hearing_signup" ADD CONSTRAINT "hearing_signup_hearing_id_fkey" FOREIGN KEY ("hearing_id") REFERENCES "hearing"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "meeting_matter" ADD CONSTRAINT "meeting_matter_meeting_id_fkey" FOREIGN KEY ("meeting_id") REFERENCES "meeting"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "case_file_access" ADD CONSTRAINT "case_file_access_case_file_id_fkey" FOREIGN KEY ("case_file_id") REFERENCES "case_file"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "unit" ADD CONSTRAINT "unit_parent_code_fkey" FOREIGN KEY ("parent_code") REFERENCES "unit"("code") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "person" ADD CONSTRAINT "person_unit_code_fkey" FOREIGN KEY ("unit_code") REFERENCES "unit"("code") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "citizen_address" ADD CONSTRAINT "citizen_address_citizen_id_fkey" FOREIGN KEY ("citizen_id") REFERENCES "citizen"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "complainant_identity" ADD CONSTRAINT "complainant_identity_complaint_id_fkey" FOREIGN KEY ("complaint_id") REFERENCES "complaint"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "complaint_event" ADD CONSTRAINT "complaint_event_complaint_id_fkey" FOREIGN KEY ("complaint_id") REFERENCES "complaint"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "complaint_attachment" ADD CONSTRAINT "complaint_attachment_complaint_id_fkey" FOREIGN KEY ("complaint_id") REFERENCES "complaint"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "identity_opening" ADD CONSTRAINT "identity_opening_complaint_id_fkey" FOREIGN KEY ("complaint_id") REFERENCES "complaint"("id") ON DELETE CASCADE ON UPDATE CASCADE;
